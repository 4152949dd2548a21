package org.autodiff.examples.system;

import java.util.Arrays;
import java.util.List;
import org.autodiff.Scope;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.examples.Experiment;
import org.autodiff.examples.Options;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.Loss;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.nn.Module;
import org.autodiff.nn.Sequential;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.layer.Flatten;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import picocli.CommandLine.Command;

/**
 * Two looks, in the manner of Mask R-CNN (He et al. 2017): a first network proposes a region, the features of that region are
 * pooled to a small square of fixed size ({@link Regions}), and two heads say what it is and which of its pixels belong to it.
 */
@Command(name = "region-masks", description = "A region proposal, pooling of the region, a class and a mask.")
public final class RegionMasks extends Experiment {
    private static final int TRAINING = 4000;
    private static final int TEST = 300;
    private static final int SHOWN = 6;

    /** The side of the grid of regions that are proposed, and the number of its cells. */
    private static final int GRID = 8;

    private static final int CELLS = GRID * GRID;

    /** The side of a pooled region, and that of a mask. */
    private static final int POOLED = 5;

    private static final int MASK = 10;

    RegionMasks() {
        super(new Options().epochs(10).batchSize(25).lr(0.003));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new RegionMasks(), args);
    }

    private static final class Network extends Module {
        private final Module trunk;
        private final Module proposals;
        private final Module kind;
        private final Module mask;

        Network(Seed seed) {
            ConvOptions same = ConvOptions.DEFAULT.withPadding(1);
            ConvOptions half = same.withStride(2);
            trunk = child(
                    "trunk",
                    new Sequential(
                            new Conv2d(1, 12, 3, half, seed.child(0)),
                            new ReLU(),
                            new Conv2d(12, 32, 3, half, seed.child(1)),
                            new ReLU(),
                            new Conv2d(32, 32, 3, same, seed.child(2)),
                            new ReLU()));
            proposals = child(
                    "proposals",
                    new Sequential(
                            new Conv2d(32, 48, 5, ConvOptions.DEFAULT.withPadding(2), seed.child(3)),
                            new ReLU(),
                            new Conv2d(48, 5, 1, seed.child(4))));
            kind = child(
                    "kind",
                    new Sequential(
                            new Flatten(),
                            new Linear(32 * POOLED * POOLED, 64, seed.child(5)),
                            new ReLU(),
                            new Linear(64, Scenes.CLASSES, seed.child(6))));
            mask = child(
                    "mask",
                    new Sequential(
                            new Conv2d(32, 32, 3, same, seed.child(7)),
                            new ReLU(),
                            new ConvTranspose2d(32, 16, 2, ConvOptions.DEFAULT.withStride(2), seed.child(8)),
                            new ReLU(),
                            new Conv2d(16, 1, 3, same, seed.child(9))));
        }

        /** The features: {@code [N, 32, GRID, GRID]}. */
        @Override
        public Tensor forward(Tensor images) {
            return trunk.call(images);
        }

        /** How likely each cell has the middle of a thing in it, and its edges: {@code [N, CELLS, 5]}, as logits. */
        Tensor proposed(Tensor features) {
            return proposals.call(features).flatten(2, 3).transpose(1, 2);
        }
    }

    private static Tensor loss(Network network, Scenes scenes, Seed seed) {
        int count = scenes.boxes().shape().dim(0);
        Tensor features = network.call(scenes.images());
        Tensor proposed = network.proposed(features);
        Tensor cell = Regions.cellOf(scenes.boxes(), GRID);
        Tensor there = LikelihoodLoss.bceWithLogits(
                proposed.select(2, 0), cell.oneHot(CELLS).to(DType.FLOAT32));
        Tensor edges = RegressionLoss.mseLoss(Regions.boxesAt(proposed, cell), scenes.boxes());
        // regions beside the truth, so that the heads learn to do with proposals that are a little off
        Tensor regions = scenes.boxes().add(Tensor.uniform(seed, DType.FLOAT32, -0.04, 0.04, count, 4));
        Tensor pooled = Regions.pool(features, regions, POOLED);
        Tensor kind = Loss.crossEntropy(network.kind.call(pooled), scenes.classes());
        Tensor truth = Regions.pool(scenes.masks().gt(0).to(DType.FLOAT32).unsqueeze(1), regions, MASK);
        Tensor mask = LikelihoodLoss.bceWithLogits(network.mask.call(pooled), truth);
        return there.mul(10).add(edges.mul(50)).add(kind).add(mask);
    }

    /** Trains, prints how good regions, classes and masks of unseen scenes are, and draws some. */
    @Override
    protected void perform() {
        Scenes scenes = Scenes.draw(options.seed().child(0), TRAINING);
        Scenes unseen = Scenes.draw(options.seed().child(1), TEST);
        Network network = new Network(options.seed().child(2));
        List<Double> losses = Fit.fit(
                options,
                network,
                new TensorDataset(scenes.images(), Detector.numbers(TRAINING)),
                batch -> loss(
                        network,
                        scenes.select(batch.labels()),
                        options.seed().child(batch.labels().select(0, 0).toLongs()[0])));
        try (Scope scope = Scope.noGrad()) {
            Tensor features = network.call(unseen.images());
            Tensor proposed = network.proposed(features);
            Tensor boxes = Regions.boxesAt(proposed, proposed.select(2, 0).argmax(1));
            Tensor pooled = Regions.pool(features, boxes, POOLED);
            Tensor right = network.kind.call(pooled).argmax(1).eq(unseen.classes());
            Tensor mask = Regions.unpool(network.mask.call(pooled).sigmoid(), boxes, Scenes.SIDE)
                    .squeeze(1)
                    .gt(0.5);
            Tensor truth = unseen.masks().gt(0);
            options.line("loss %.4f", losses.get(losses.size() - 1));
            options.line(
                    "unseen scenes: intersection over union of boxes %.4f, of masks %.4f; right class %.4f",
                    Arrays.stream(Scenes.overlaps(boxes, unseen.boxes()))
                            .average()
                            .orElse(0),
                    overlap(mask, truth),
                    right.to(DType.FLOAT64).mean().item());
            options.images(
                    "region-masks.png",
                    Tensor.concat(
                            0,
                            unseen.first(SHOWN).framed(boxes.slice(0, 0, SHOWN)),
                            mask.slice(0, 0, SHOWN).to(DType.FLOAT32)),
                    SHOWN);
        }
    }

    /** The mean over the scenes of the intersection over union of masks {@code [N, H, W]}. */
    private static double overlap(Tensor a, Tensor b) {
        Tensor x = a.to(DType.FLOAT64).flatten(1, 2);
        Tensor y = b.to(DType.FLOAT64).flatten(1, 2);
        Tensor both = x.mul(y).sum(1);
        return both.div(x.sum(1).add(y.sum(1)).sub(both)).mean().item();
    }
}
