package org.autodiff.nn.golden;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Gradients;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;

/** Runs one case of the format: values, gradients by inputs and by what they are views of, second order. */
final class GoldenRun {
    private final GoldenCase reference;
    private final GoldenOp op;
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Tensor> inputs = new LinkedHashMap<>();
    private final Map<String, Tensor> bases = new LinkedHashMap<>();

    private GoldenRun(GoldenCase reference, GoldenOp op) {
        this.reference = reference;
        this.op = op;
    }

    /** What differs from the reference; empty where all is right. */
    static List<String> failures(GoldenCase reference, GoldenOp op) {
        GoldenRun run = new GoldenRun(reference, op);
        try (Tape tape = Tape.record()) {
            run.run(tape);
        } catch (RuntimeException | StackOverflowError e) {
            run.failures.add("threw " + e);
        }
        return run.failures;
    }

    @SuppressWarnings("unchecked")
    private void run(Tape tape) {
        for (GoldenCase input : reference.objects("inputs")) {
            inputs.put(input.text("name"), input(input));
        }
        List<Tensor> outputs = op.apply(new Inputs(inputs), new Attributes((Map<String, Object>)
                reference.fields().get("attrs")));
        List<GoldenCase> expected = reference.objects("outputs");
        if (outputs.size() != expected.size()) {
            failures.add(outputs.size() + " outputs instead of " + expected.size());
            return;
        }
        Tensor loss = null;
        for (int i = 0; i < expected.size(); i++) {
            compare("output " + i, outputs.get(i), expected.get(i).tensor("tensor"));
            if (expected.get(i).has("upstream")) {
                Tensor part =
                        outputs.get(i).mul(expected.get(i).tensor("upstream")).sum();
                loss = loss == null ? part : loss.add(part);
            }
        }
        if (loss != null && failures.isEmpty()) {
            first(tape, loss);
            if (reference.has("second") && failures.isEmpty()) {
                second(tape, loss, reference.object("second"));
            }
        }
    }

    private Tensor input(GoldenCase input) {
        boolean variable = input.flag("requires_grad");
        if (!input.has("base")) {
            return variable ? input.tensor("tensor").requiresGrad(true) : input.tensor("tensor");
        }
        Tensor base = input.tensor("base");
        Tensor x = variable ? base.requiresGrad(true) : base;
        if (variable) {
            bases.put(input.text("name"), x);
        }
        for (Object step : (List<?>) input.fields().get("view")) {
            x = view(x, (List<?>) step);
        }
        return x;
    }

    private static Tensor view(Tensor x, List<?> step) {
        return switch ((String) step.get(0)) {
            case "transpose" -> x.transpose(integer(step.get(1)), integer(step.get(2)));
            case "permute" -> x.permute(integers(step.get(1)));
            case "slice" -> {
                int axis = integer(step.get(1));
                int n = x.shape().dim(axis);
                int stop = step.get(3) == null ? n : Math.min(n, integer(step.get(3)));
                yield x.slice(axis, integer(step.get(2)), stop, integer(step.get(4)));
            }
            case "expand" -> x.expand(integers(step.get(1)));
            case "select" -> {
                int axis = integer(step.get(1));
                int at = integer(step.get(2));
                at = at < 0 ? at + x.shape().dim(axis) : at;
                List<Integer> rest = new ArrayList<>();
                for (int i = 0; i < x.rank(); i++) {
                    if (i != (axis < 0 ? axis + x.rank() : axis)) {
                        rest.add(x.shape().dim(i));
                    }
                }
                yield x.slice(axis, at, at + 1)
                        .reshape(rest.stream().mapToInt(i -> i).toArray());
            }
            default -> throw new IllegalArgumentException("view step " + step);
        };
    }

    private static int integer(Object number) {
        return ((Double) number).intValue();
    }

    private static int[] integers(Object list) {
        return ((List<?>) list).stream().mapToInt(GoldenRun::integer).toArray();
    }

    private void first(Tape tape, Tensor loss) {
        for (GoldenCase input : reference.objects("inputs")) {
            if (input.flag("requires_grad")) {
                String name = input.text("name");
                compareGradient(tape, "gradient by " + name, loss, inputs.get(name), input, "grad");
                if (bases.containsKey(name)) {
                    compareGradient(tape, "gradient by the base of " + name, loss, bases.get(name), input, "base_grad");
                }
            }
        }
    }

    private void compareGradient(Tape tape, String what, Tensor y, Tensor x, GoldenCase at, String field) {
        Tensor g = y.isRecorded() ? tape.gradients(y, x).of(0) : zeros(x);
        compare(what, g, at.has(field) ? at.tensor(field) : zeros(x));
    }

    private static Tensor zeros(Tensor x) {
        return Tensor.zeros(x.dtype(), x.shape().toArray());
    }

    /** The gradients of the sum of squares of the gradients, and of their products with given tensors. */
    private void second(Tape tape, Tensor loss, GoldenCase second) {
        List<?> order = (List<?>) second.fields().get("order");
        Tensor[] xs = order.stream().map(n -> inputs.get((String) n)).toArray(Tensor[]::new);
        Gradients g = tape.gradientsWithGraph(loss, xs);
        List<Tensor> v = second.tensorList("v");
        Tensor squares = null;
        Tensor products = null;
        for (int i = 0; i < xs.length; i++) {
            Tensor square = g.of(i).square().sum();
            Tensor product = g.of(i).mul(v.get(i)).sum();
            squares = squares == null ? square : squares.add(square);
            products = products == null ? product : products.add(product);
        }
        compareSecond(tape, "gradient of the squared gradient", squares, xs, second, "grad_sumsq_grads");
        compareSecond(tape, "Hessian-vector product", products, xs, second, "hvp");
    }

    private void compareSecond(Tape tape, String what, Tensor y, Tensor[] xs, GoldenCase second, String field) {
        List<?> keys = (List<?>) second.fields().get(field);
        Gradients g = y.isRecorded() ? tape.gradients(y, xs) : null;
        for (int i = 0; i < xs.length; i++) {
            Tensor expected = keys.get(i) == null
                    ? zeros(xs[i])
                    : second.tensors().tensors().get((String) keys.get(i));
            compare(what + " by input " + i, g == null ? zeros(xs[i]) : g.of(i), expected);
        }
    }

    /** Adds the worst element to the failures, if any is further off than the case allows. */
    private void compare(String what, Tensor actual, Tensor expected) {
        if (!actual.shape().equals(expected.shape())) {
            failures.add(what + ": shape " + actual.shape() + " instead of " + expected.shape());
            return;
        }
        boolean exact = !expected.dtype().isFloating();
        if (exact && actual.dtype() != expected.dtype()) {
            failures.add(what + ": " + actual.dtype() + " instead of " + expected.dtype());
            return;
        }
        if (!exact && actual.dtype() != DType.FLOAT64 && actual.dtype() != expected.dtype()) {
            failures.add(what + ": " + actual.dtype() + " instead of " + expected.dtype());
            return;
        }
        Comparison numbers =
                exact ? new Comparison(0, 0) : new Comparison(reference.number("rtol"), reference.number("atol"));
        numbers.compare(
                what + " of shape " + expected.shape(),
                actual.to(DType.FLOAT64).toDoubles(),
                expected.to(DType.FLOAT64).toDoubles());
        failures.addAll(numbers.failures());
    }
}
