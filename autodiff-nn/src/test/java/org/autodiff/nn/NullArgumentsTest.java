package org.autodiff.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.AutodiffException;
import org.autodiff.error.DTypeException;
import org.autodiff.error.ShapeException;
import org.autodiff.functional.Attention.Mask;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Embedding.Bag;
import org.autodiff.functional.LikelihoodLoss;
import org.autodiff.functional.LikelihoodLoss.Bce;
import org.autodiff.functional.Loss;
import org.autodiff.functional.Loss.CrossEntropy;
import org.autodiff.functional.Loss.Nll;
import org.autodiff.functional.MarginLoss;
import org.autodiff.functional.Padding;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.functional.RegressionLoss;
import org.autodiff.functional.RegressionLoss.Huber;
import org.autodiff.nn.data.Batch;
import org.autodiff.nn.data.DataLoader;
import org.autodiff.nn.data.Dataset;
import org.autodiff.nn.data.IdxImages;
import org.autodiff.nn.data.ImageDataset;
import org.autodiff.nn.data.Scaler;
import org.autodiff.nn.data.Split;
import org.autodiff.nn.data.TensorDataset;
import org.autodiff.nn.data.Toys;
import org.autodiff.nn.data.digits.Digits;
import org.autodiff.nn.init.Init;
import org.autodiff.nn.layer.AugmentedLinear;
import org.autodiff.nn.layer.EmbeddingBag;
import org.autodiff.nn.layer.Linear;
import org.autodiff.nn.layer.Pad;
import org.autodiff.nn.layer.Unflatten;
import org.autodiff.nn.layer.attention.MultiheadAttention;
import org.autodiff.nn.layer.attention.TransformerEncoder;
import org.autodiff.nn.layer.attention.TransformerEncoderLayer;
import org.autodiff.nn.layer.convolution.Conv2d;
import org.autodiff.nn.layer.convolution.ConvOptions;
import org.autodiff.nn.layer.convolution.ConvTranspose2d;
import org.autodiff.nn.layer.normalization.BatchNorm2d;
import org.autodiff.nn.layer.normalization.BatchNormOptions;
import org.autodiff.nn.layer.normalization.GroupNorm;
import org.autodiff.nn.layer.normalization.InstanceNorm1d;
import org.autodiff.nn.layer.normalization.LayerNorm;
import org.autodiff.nn.layer.normalization.NormOptions;
import org.autodiff.nn.layer.pooling.AdaptiveAvgPool2d;
import org.autodiff.nn.layer.pooling.MaxPool2d;
import org.autodiff.nn.layer.recurrent.LSTM;
import org.autodiff.nn.layer.recurrent.RNN;
import org.autodiff.nn.layer.recurrent.RNNCell;
import org.autodiff.nn.layer.recurrent.RecurrentOptions;
import org.autodiff.nn.metric.Accuracy;
import org.autodiff.nn.metric.Average;
import org.autodiff.nn.metric.ConfusionMatrix;
import org.autodiff.nn.metric.F1;
import org.autodiff.nn.metric.MeanLoss;
import org.autodiff.nn.metric.MeanSquaredError;
import org.autodiff.nn.metric.Metric;
import org.autodiff.nn.metric.R2;
import org.autodiff.nn.metric.RocAuc;
import org.autodiff.nn.metric.TopKAccuracy;
import org.autodiff.nn.optim.Optimizer;
import org.autodiff.nn.optim.Sgd;
import org.autodiff.nn.regularization.Penalty;
import org.autodiff.nn.search.Hyperparameter;
import org.autodiff.nn.search.Outcome;
import org.autodiff.nn.search.Search;
import org.autodiff.nn.search.Setting;
import org.autodiff.nn.search.Space;
import org.autodiff.nn.search.Trial;
import org.autodiff.nn.train.Callback;
import org.autodiff.nn.train.Divergence;
import org.autodiff.nn.train.EarlyStopping;
import org.autodiff.nn.train.Position;
import org.autodiff.nn.train.ProgressLine;
import org.autodiff.nn.train.Step;
import org.autodiff.nn.train.Trainer;
import org.autodiff.nn.train.TrainingLog;
import org.autodiff.nn.train.TrainingState;
import org.autodiff.nn.train.Validation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An argument that is null: the error says whose it is, which one, and what to pass. */
class NullArgumentsTest {
    private static final Seed SEED = Seed.of(3);
    private static final Tensor X = Tensor.ones(DType.FLOAT32, 4, 2);
    private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 1, 0});

    private static Arguments refused(String start, Supplier<?> call) {
        return arguments(start, ArgumentException.class, call);
    }

    static Stream<Arguments> containers() {
        return Stream.of(
                refused("Sequential: the modules", () -> new Sequential((Module[]) null)),
                refused("Sequential: the modules", () -> new Sequential((Map<String, Module>) null)),
                refused("ModuleList: the modules", () -> new ModuleList<>((List<Module>) null)),
                refused("ModuleList: the modules", () -> new ModuleList<>((Module[]) null)),
                refused("ModuleDict: the modules", () -> new ModuleDict<>(null)));
    }

    static Stream<Arguments> layers() {
        ConvOptions conv = ConvOptions.DEFAULT;
        MultiheadAttention attention = new MultiheadAttention(2, 1, SEED);
        Tensor sequence = Tensor.ones(DType.FLOAT32, 3, 1, 2);
        return Stream.of(
                arguments("Linear: parameters are", DTypeException.class, (Supplier<?>)
                        () -> new Linear(1, 2, true, null, SEED)),
                refused("AugmentedLinear.of: the layer", () -> AugmentedLinear.of((Linear) null)),
                refused("Conv2d: the kernel", () -> new Conv2d(1, 1, null, conv, SEED)),
                refused("Conv2d: the options", () -> new Conv2d(1, 1, 3, null, SEED)),
                refused("Conv2d: the options", () -> Conv2d.of(Tensor.ones(DType.FLOAT32, 1, 1, 3, 3), null, null)),
                refused("ConvTranspose2d: the options", () -> new ConvTranspose2d(1, 1, 3, null, SEED)),
                refused(
                        "ConvTranspose2d: the options",
                        () -> ConvTranspose2d.of(Tensor.ones(DType.FLOAT32, 1, 1, 3, 3), null, null)),
                refused("Conv: the stride", () -> conv.withStride((int[]) null)),
                refused("Conv: the padding", () -> conv.withPadding((int[]) null)),
                refused("Conv: the dilation", () -> Conv.DEFAULT.withDilation((int[]) null)),
                refused(
                        "ConvOptions: the options",
                        () -> new ConvOptions(null, false, Padding.Mode.CONSTANT, new int[] {0}, true, DType.FLOAT32)),
                refused("ConvOptions: the output padding", () -> ConvOptions.DEFAULT.withOutputPadding((int[]) null)),
                refused("MaxPool2d: the options", () -> new MaxPool2d((Pool) null)),
                refused("Pool: the kernel", () -> new Pool((int[]) null)),
                refused("Pool: the stride", () -> new Pool(2).withStride((int[]) null)),
                refused("AdaptiveAvgPool2d: the number of windows", () -> new AdaptiveAvgPool2d((int[]) null)),
                refused("Pad: the amounts", () -> new Pad((int[]) null)),
                refused("Pad: the mode", () -> new Pad((Padding.Mode) null, 1, 1)),
                refused("Unflatten: the sizes", () -> new Unflatten(1, (int[]) null)),
                refused("LayerNorm: the sizes", () -> new LayerNorm((int[]) null)),
                refused("LayerNorm: the options", () -> new LayerNorm(2, null)),
                refused("GroupNorm: the options", () -> new GroupNorm(1, 2, null)),
                refused("InstanceNorm1d: the options", () -> new InstanceNorm1d(2, (NormOptions) null)),
                refused("BatchNorm2d: the options", () -> new BatchNorm2d(2, (BatchNormOptions) null)),
                arguments("BatchNorm2d.of: weight null", ShapeException.class, (Supplier<?>)
                        () -> BatchNorm2d.of(null, null, BatchNormOptions.DEFAULT)),
                refused("LSTM: the options", () -> new LSTM(1, 2, null, SEED)),
                refused("RNN: the nonlinearity", () -> new RNN(1, 2, null, RecurrentOptions.DEFAULT, SEED)),
                refused("RNNCell: the nonlinearity", () -> new RNNCell(1, 2, null, true, DType.FLOAT32, SEED)),
                refused("EmbeddingBag: the mode", () -> new EmbeddingBag(2, 2, (Bag) null, SEED)),
                refused("MultiheadAttention: the options", () -> new MultiheadAttention(2, 1, null, SEED)),
                refused(
                        "MultiheadAttention.of: the projections",
                        () -> MultiheadAttention.of(null, 1, MultiheadAttention.Options.DEFAULT, SEED)),
                refused(
                        "MultiheadAttention: scaledDotProductAttention: the mask",
                        () -> attention.forward(sequence, sequence, sequence, null)),
                refused("TransformerEncoderLayer: the options", () -> new TransformerEncoderLayer(2, 1, null, SEED)),
                refused(
                        "TransformerEncoderLayer: the activation",
                        () -> TransformerEncoderLayer.Options.DEFAULT.withActivation(null)),
                refused(
                        "TransformerEncoderLayer.of: the parts",
                        () -> TransformerEncoderLayer.of(null, TransformerEncoderLayer.Options.DEFAULT, SEED)),
                refused(
                        "self_attn: scaledDotProductAttention: the mask",
                        () -> new TransformerEncoderLayer(2, 1, SEED).forward(sequence, (Mask) null)),
                refused("TransformerEncoder: the options", () -> new TransformerEncoder(2, 1, 1, null, SEED)));
    }

    static Stream<Arguments> initialValuesAndPenalties() {
        return Stream.of(
                refused("Init.uniform: the seed", () -> Init.smallUniform().sample(null, DType.FLOAT32, 2)),
                refused("Init.normal: the seed", () -> Init.heNormal().sample(null, DType.FLOAT32, 2, 2)),
                refused(
                        "Init.truncatedNormal: the seed",
                        () -> Init.truncatedNormal(1).sample(null, DType.FLOAT32, 2)),
                refused("Init.orthogonal: the seed", () -> Init.orthogonal().sample(null, DType.FLOAT32, 2, 2)),
                refused("Init.sparse: the seed", () -> Init.sparse(0.5, 1).sample(null, DType.FLOAT32, 2, 2)),
                refused(
                        "Init.xavierUniform: the seed",
                        () -> Init.xavierUniform().sample(null, DType.FLOAT32, 2, 2)),
                refused("uniform: the seed", () -> Tensor.uniform(null, DType.FLOAT32, 0, 1, 2)),
                refused("Init.fill: the parameter", () -> {
                    Init.ones().fill(null, SEED);
                    return null;
                }),
                refused("Penalty: the module", () -> Penalty.l2(1).of((Module) null)),
                refused("Penalty: the module", () -> Penalty.weights(null)),
                refused(
                        "Penalty.of: the list of parameters",
                        () -> Penalty.l1(1).of((List<Parameter>) null)));
    }

    static Stream<Arguments> losses() {
        return Stream.of(
                arguments("crossEntropy: the target is null", ArgumentException.class, (Supplier<?>)
                        () -> Loss.crossEntropy(X, null)),
                arguments("crossEntropy: the target is null", ArgumentException.class, (Supplier<?>)
                        () -> Loss.crossEntropy(X, null, CrossEntropy.DEFAULT)),
                refused("crossEntropy: the options", () -> Loss.crossEntropy(X, LABELS, null)),
                refused("crossEntropy: the reduction", () -> CrossEntropy.DEFAULT.withReduction(null)),
                refused("nllLoss: the options", () -> Loss.nllLoss(X, LABELS, null)),
                refused("nllLoss: the reduction", () -> Nll.DEFAULT.withReduction(null)),
                refused("mseLoss: the reduction", () -> RegressionLoss.mseLoss(X, X, null)),
                refused("halfSquaredError: the reduction", () -> RegressionLoss.halfSquaredError(X, X, null)),
                refused("huberLoss: the options", () -> RegressionLoss.huberLoss(X, X, null)),
                refused("huberLoss: the reduction", () -> Huber.DEFAULT.withReduction(null)),
                refused("bceLoss: the options", () -> LikelihoodLoss.bceLoss(X, X, (Bce) null)),
                refused("bceLoss: the reduction", () -> Bce.DEFAULT.withReduction(null)),
                refused("hinge: the options", () -> MarginLoss.hinge(X, X, null)),
                refused("Margin: the reduction", () -> MarginLoss.Margin.DEFAULT.withReduction(null)));
    }

    static Stream<Arguments> dataSets() {
        Dataset data = new TensorDataset(X, LABELS);
        Dataset images = new ImageDataset(new byte[4], 4, 1, 1, 1, new int[4]);
        Scaler scaler = Scaler.standard(data.asTraining());
        return Stream.of(
                refused("Batch: the inputs", () -> new TensorDataset(null, LABELS)),
                refused("Batch: the labels", () -> new Batch(X, null)),
                refused("Dataset.batch: the indices", () -> data.batch(null)),
                refused("Dataset.batch: the indices", () -> images.batch(null)),
                refused("Dataset.batch: the indices", () -> data.range(0, 2).batch(null)),
                refused(
                        "Dataset.batch: the indices",
                        () -> data.select(1).asTraining().batch(null)),
                refused("Dataset.select: the places", () -> data.select((int[]) null)),
                refused("Dataset.filter: the test", () -> data.filter(null)),
                refused("Split.random: the data set", () -> Split.random(null, SEED)),
                refused("Split.stratified: the seed", () -> Split.stratified(data, null)),
                refused("Scaler.standard: the data set", () -> Scaler.standard(null)),
                refused("Scaler.minMax: the data set", () -> Scaler.minMax(null)),
                refused("Scaler.of: the state", () -> Scaler.of(null)),
                refused("Scaler.apply: the data set", () -> scaler.apply((Dataset) null)),
                refused("Scaler.invert: the inputs", () -> scaler.invert(null)),
                refused("Toys.blobs: the centers", () -> Toys.blobs(SEED, 4, (double[][]) null, 1)),
                refused("Toys.blobs: center 1", () -> Toys.blobs(SEED, 4, new double[][] {{0}, null}, 1)),
                refused(
                        "Toys.regression: the function",
                        () -> Toys.regression(SEED, 4, 0, (DoubleUnaryOperator) null, 0, 1)),
                refused("Digits.draw: the seed", () -> Digits.draw(null, 3)),
                refused("DataLoader: the data set", () -> new DataLoader(null, 1)),
                refused("IdxImages: the pixels", () -> new IdxImages(0, 1, 1, null)),
                refused("ImageDataset: the images", () -> new ImageDataset(null, new int[0])),
                refused("ImageDataset: the pixels", () -> new ImageDataset(null, 1, 1, 1, 1, new int[1])),
                refused("ImageDataset: the labels", () -> new ImageDataset(new byte[1], 1, 1, 1, 1, null)));
    }

    private static Arguments refused(String start, Runnable call) {
        return refused(start, () -> {
            call.run();
            return null;
        });
    }

    static Stream<Arguments> metrics() {
        Tensor scores = Tensor.ones(DType.FLOAT32, 4, 1);
        Accuracy accuracy = new Accuracy();
        Accuracy binary = Accuracy.binary(0.5);
        F1 f1 = new F1(2, Average.MACRO);
        ConfusionMatrix confusion = new ConfusionMatrix(2);
        RocAuc area = new RocAuc(2);
        TopKAccuracy top = new TopKAccuracy(1);
        MeanSquaredError error = new MeanSquaredError();
        R2 r2 = new R2();
        MeanLoss loss = new MeanLoss(Loss::crossEntropy);
        MeanLoss none = new MeanLoss((outputs, labels) -> null);
        return Stream.of(
                refused("Accuracy: the outputs", () -> accuracy.update(null, LABELS)),
                refused("Accuracy: the labels", () -> accuracy.update(X, null)),
                refused("Accuracy: the outputs", () -> binary.update(null, LABELS)),
                refused("Accuracy: the labels", () -> binary.update(scores, null)),
                refused("Accuracy.merge: the other", () -> accuracy.merge(null)),
                refused("F1: the outputs", () -> f1.update(null, LABELS)),
                refused("F1.merge: the other", () -> f1.merge(null)),
                refused("ConfusionMatrix: the labels", () -> confusion.update(X, null)),
                refused("ConfusionMatrix.merge: the other", () -> confusion.merge(null)),
                refused("ConfusionMatrix: the list of names", () -> new ConfusionMatrix((String[]) null)),
                refused("RocAuc: the labels", () -> area.update(X, null)),
                refused("RocAuc.merge: the other", () -> area.merge(null)),
                refused("TopKAccuracy: the labels", () -> top.update(X, null)),
                refused("TopKAccuracy.merge: the other", () -> top.merge(null)),
                refused("MeanSquaredError: the labels", () -> error.update(X, null)),
                refused("MeanSquaredError.merge: the other", () -> error.merge(null)),
                refused("R2: the outputs", () -> r2.update(null, X)),
                refused("R2: the labels", () -> r2.update(scores, null)),
                refused("R2.merge: the other", () -> r2.merge(null)),
                refused("MeanLoss: the outputs", () -> loss.update(null, LABELS)),
                refused("MeanLoss: the labels", () -> loss.update(X, null)),
                refused("MeanLoss: what the loss gives", () -> none.update(X, LABELS)),
                refused("MeanLoss.merge: the other", () -> loss.merge(null)));
    }

    static Stream<Arguments> training() {
        Module model = new Linear(2, 2, SEED);
        Optimizer optimizer = new Sgd(model.parameters(), 0.1);
        DataLoader loader = new DataLoader(new TensorDataset(X, LABELS), 2);
        Trainer trainer = new Trainer(model, optimizer, Loss::crossEntropy);
        Trainer without = new Trainer(model, optimizer, (outputs, labels) -> null);
        Metric accuracy = new Accuracy();
        Position start = Position.START;
        return Stream.of(
                refused("Trainer: the model", () -> new Trainer(null, optimizer, Loss::crossEntropy)),
                refused("Trainer: the optimizer", () -> new Trainer(model, null, Loss::crossEntropy)),
                refused("Trainer: the loss", () -> new Trainer(model, optimizer, null)),
                refused("Trainer.fit: the loader", () -> trainer.fit(null, start, 1)),
                refused("Trainer.fit: the position", () -> trainer.fit(loader, null, 1)),
                refused("Trainer.fit: the list of callbacks", () -> trainer.fit(loader, start, 1, (Callback[]) null)),
                refused("Trainer.fit: a callback", () -> trainer.fit(loader, start, 1, (Callback) null)),
                refused("Trainer.fit: what the loss gives", () -> without.fit(loader, start, 1)),
                refused("Trainer.loadStateDict: the state", () -> trainer.loadStateDict(null)),
                refused("Step: the position", () -> new Step(null, 0, 1)),
                refused("Callback.eachStep: the action", () -> Callback.eachStep(null)),
                refused("Callback.eachEpoch: the action", () -> Callback.eachEpoch(null)),
                refused("Callback.until: the condition", () -> Callback.until(null)),
                refused("Validation: the model", () -> new Validation(null, loader, accuracy)),
                refused("Validation: the loader", () -> new Validation(model, null, accuracy)),
                refused("Validation: the list of metrics", () -> new Validation(model, loader, (Metric[]) null)),
                refused("Validation: a metric", () -> new Validation(model, loader, accuracy, null)),
                refused("ProgressLine: the stream", () -> new ProgressLine(null, loader, 1)),
                refused("ProgressLine: the loader", () -> new ProgressLine(System.out, null, 1)),
                refused("TrainingLog: the file", () -> TrainingLog.csv(null)),
                refused("TrainingLog: the file", () -> TrainingLog.jsonLines(null)),
                refused("EarlyStopping: the model", () -> EarlyStopping.whenLowest(null, 1, 0)),
                refused("TrainingState.of: the model", () -> TrainingState.of(null)));
    }

    static Stream<Arguments> logsAndDivergence() {
        Module model = new Linear(2, 2, SEED);
        TrainingLog log = TrainingLog.csv(Path.of("not", "written"));
        Map<String, Double> unknown = new HashMap<>();
        unknown.put("loss", null);
        Batch batch = new Batch(X, LABELS);
        Tape tape = Tape.record();
        tape.close();
        return Stream.of(
                refused("TrainingLog.write: the map", () -> log.write(0, null)),
                refused("TrainingLog.write: the value of 'loss'", () -> log.write(0, unknown)),
                refused("TrainingLog.of: the validation", () -> log.of(null)),
                refused("Divergence.check: the loss", () -> Divergence.check(null, tape, model, batch, Position.START)),
                refused("Divergence.check: the tape", () -> Divergence.check(X, null, model, batch, Position.START)),
                refused("Divergence.check: the model", () -> Divergence.check(X, tape, null, batch, Position.START)),
                refused("Divergence.check: the batch", () -> Divergence.check(X, tape, model, null, Position.START)),
                refused("Divergence.check: the position", () -> Divergence.check(X, tape, model, batch, null)),
                refused(
                        "Divergence.checkParameters: the model",
                        () -> Divergence.checkParameters(null, Position.START)),
                refused("Divergence.checkParameters: the position", () -> Divergence.checkParameters(model, null)));
    }

    static Stream<Arguments> searches() {
        Space space = Space.of(Hyperparameter.integer("width", 1, 2));
        Setting[] tried = new Setting[1];
        Search.random(space, 1, SEED).run(trial -> {
            tried[0] = trial.setting();
            return 0;
        });
        Setting setting = tried[0];
        List<Double> scores = List.of(1.0);
        return Stream.of(
                refused("Search: the space", () -> Search.random(null, 1, SEED)),
                refused("Search: the space", () -> Search.grid(null, 1, SEED)),
                refused("Search: the space", () -> Search.coarseToFine(null, 1, 1, SEED)),
                refused("Search: the seed", () -> Search.random(space, 1, null)),
                refused(
                        "Search.run: the objective",
                        () -> Search.random(space, 1, SEED).run(null)),
                refused("Space: the list of hyperparameters", () -> Space.of((Hyperparameter<?>[]) null)),
                refused("Space: hyperparameters", () -> Space.of((Hyperparameter<?>) null)),
                refused(
                        "Hyperparameter width: the list of values",
                        () -> Hyperparameter.choice("width", (Integer[]) null)),
                refused("Setting: the hyperparameter", () -> setting.get(null)),
                refused("Trial: the setting", () -> new Trial(null, SEED)),
                refused("Trial: the seed", () -> new Trial(setting, null)),
                refused("Outcome: the setting", () -> new Outcome(0, 0, null, scores, Collections.singletonList(null))),
                refused(
                        "Outcome: the list of scores",
                        () -> new Outcome(0, 0, setting, null, Collections.singletonList(null))),
                refused("Outcome: the list of failures", () -> new Outcome(0, 0, setting, scores, null)));
    }

    @ParameterizedTest
    @MethodSource({
        "containers",
        "layers",
        "initialValuesAndPenalties",
        "losses",
        "dataSets",
        "metrics",
        "training",
        "logsAndDivergence",
        "searches"
    })
    void areNamedWithARemedy(String start, Class<? extends AutodiffException> type, Supplier<?> call) {
        assertThatThrownBy(call::get)
                .isInstanceOf(type)
                .hasMessageStartingWith(start)
                .satisfies(e -> assertThat(e.getMessage()).contains("null"));
    }
}
