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
import org.autodiff.nn.layer.activation.ReLU;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import picocli.CommandLine.Command;

/**
 * A detector that looks once, in the manner of YOLO (Redmon et al. 2016): each cell of a grid says whether the middle of the
 * thing lies in it, where that is in the cell, how large the thing is, and what it is.
 */
@Command(name = "detector", description = "A YOLO-style detector finds one thing: its box and its class.")
public final class Detector extends Experiment {
    private static final int TRAINING = 4000;
    private static final int TEST = 500;
    private static final int SHOWN = 12;
    private static final int GRID = 4;
    private static final int CELLS = GRID * GRID;

    Detector() {
        super(new Options().epochs(12).batchSize(25).lr(0.003));
    }

    /** Runs this alone; see {@code --help}. */
    public static void main(String... args) {
        start(new Detector(), args);
    }

    /** Objectness, x, y, width, height and classes {@code [N, CELLS, 5 + CLASSES]} of images. */
    private static Module network(Seed seed) {
        ConvOptions same = ConvOptions.DEFAULT.withPadding(1);
        ConvOptions half = same.withStride(2);
        return new Sequential(
                new Conv2d(1, 12, 3, half, seed.child(0)),
                new ReLU(),
                new Conv2d(12, 24, 3, half, seed.child(1)),
                new ReLU(),
                new Conv2d(24, 48, 3, half, seed.child(2)),
                new ReLU(),
                new Conv2d(48, 64, 3, same, seed.child(3)),
                new ReLU(),
                new Conv2d(64, 5 + Scenes.CLASSES, 1, seed.child(4)));
    }

    private static Tensor cells(Module network, Tensor images) {
        return network.call(images).flatten(2, 3).transpose(1, 2);
    }

    /** The row of each sample that belongs to its cell: {@code [N, 5 + CLASSES]}. */
    private static Tensor at(Tensor cells, Tensor cell) {
        int width = cells.shape().dim(2);
        return cells.gather(1, cell.reshape(-1, 1, 1).expand(cell.size(), 1, width))
                .squeeze(1);
    }

    /** Left, top, right and bottom, by the row of a cell: the middle in the cell and the size in the image, as logits. */
    private static Tensor boxes(Tensor row, Tensor cell) {
        Tensor number = cell.to(DType.FLOAT32);
        Tensor top = number.div(GRID).floor();
        Tensor corner = Tensor.stack(1, number.sub(top.mul(GRID)), top);
        Tensor middle = row.slice(1, 1, 3).sigmoid().add(corner).div(GRID);
        Tensor half = row.slice(1, 3, 5).sigmoid().div(2);
        return Tensor.concat(1, middle.sub(half), middle.add(half));
    }

    private static Tensor loss(Module network, Scenes scenes) {
        Tensor cells = cells(network, scenes.images());
        Tensor cell = Regions.cellOf(scenes.boxes(), GRID);
        Tensor row = at(cells, cell);
        Tensor there = LikelihoodLoss.bceWithLogits(
                cells.select(2, 0), cell.oneHot(CELLS).to(DType.FLOAT32));
        Tensor box = RegressionLoss.mseLoss(boxes(row, cell), scenes.boxes());
        Tensor kind = Loss.crossEntropy(row.slice(1, 5, 5 + Scenes.CLASSES), scenes.classes());
        return there.mul(5).add(box.mul(50)).add(kind);
    }

    /** Trains, prints how well unseen things are found, and draws some with their boxes. */
    @Override
    protected void perform() {
        Scenes scenes = Scenes.draw(options.seed().child(0), TRAINING);
        Scenes unseen = Scenes.draw(options.seed().child(1), TEST);
        Module network = network(options.seed().child(2));
        List<Double> losses = Fit.fit(
                options,
                network,
                new TensorDataset(scenes.images(), numbers(TRAINING)),
                batch -> loss(network, scenes.select(batch.labels())));
        try (Scope scope = Scope.noGrad()) {
            Tensor cells = cells(network, unseen.images());
            Tensor cell = cells.select(2, 0).argmax(1);
            Tensor row = at(cells, cell);
            Tensor boxes = boxes(row, cell);
            Tensor right = row.slice(1, 5, 5 + Scenes.CLASSES).argmax(1).eq(unseen.classes());
            options.line("loss %.4f", losses.get(losses.size() - 1));
            options.line(
                    "unseen scenes: mean intersection over union %.4f, right class %.4f",
                    Arrays.stream(Scenes.overlaps(boxes, unseen.boxes()))
                            .average()
                            .orElse(0),
                    right.to(DType.FLOAT64).mean().item());
            options.images("detector.png", unseen.first(SHOWN).framed(boxes.slice(0, 0, SHOWN)), SHOWN / 2);
        }
    }

    /** 0, 1, 2, ... as INT64: the numbers of scenes, to find the rest of a scene in a batch. */
    static Tensor numbers(int count) {
        long[] numbers = new long[count];
        Arrays.setAll(numbers, i -> i);
        return Tensor.of(numbers, count);
    }
}
