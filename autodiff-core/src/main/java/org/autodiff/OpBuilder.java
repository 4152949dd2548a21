package org.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Flops;
import org.autodiff.op.Formula;
import org.autodiff.op.Forward;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
import org.autodiff.op.Reference;
import org.autodiff.op.Rejection;
import org.autodiff.op.Sample;
import org.autodiff.op.Saved;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/** The only way to an {@link OpDef}: states its parts in any order; {@link #define} refuses an incomplete one. */
public final class OpBuilder {
    /** The kinds of derivative rules. */
    enum Kind {
        ELEMENTWISE,
        REDUCTION,
        LINEAR,
        BILINEAR,
        CUSTOM,
        DISCRETE
    }

    private static final AtomicInteger IDS = new AtomicInteger();

    private final String name;
    private final Kind kind;
    private int arity;
    private Class<? extends Attrs> attributes = Attrs.None.class;
    private Forward<Attrs> forward;
    private boolean isComposed;
    private List<Rule.AnyPartial> partials = List.of();
    private Rule.RowKernel rowKernel;
    private List<Rule.ParametricProduct<Attrs>> products = List.of();
    private Rule.Transpose transpose;
    private Rule.HalfTranspose left;
    private Rule.HalfTranspose right;
    private Rule.Vjp vjp;
    private Rule.Jvp jvp;
    private final Set<Saved> saves = EnumSet.noneOf(Saved.class);
    private boolean selects;
    private Batching batching;
    private ShapeRule shape = ShapeRule.FIRST;
    private TypeRule type = TypeRule.FLOATING;
    private Pointwise scalar;
    private Reference reference;
    private List<Domain> domains = List.of();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Kink> kinks = new ArrayList<>();
    private Formula formula;
    private Flops flops = Flops.ELEMENTS;

    OpBuilder(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
        if (kind == Kind.BILINEAR) {
            arity = 2;
            saves.add(Saved.INPUT);
        } else if (kind == Kind.REDUCTION) {
            attributes = Attrs.Axes.class;
            shape = ShapeRule.REDUCE;
        }
    }

    /** Takes one input or more. */
    public OpBuilder variadic() {
        arity = -1;
        return this;
    }

    /** Computes each element by one of the backend's functions. */
    public OpBuilder forward(Unary f) {
        arity = 1;
        forward = (b, x, out, attrs) -> b.unary(f, x[0]);
        return aligned();
    }

    /** Computes each pair of elements by one of the backend's functions, broadcasting. */
    public OpBuilder forward(Binary f) {
        arity = 2;
        forward = (b, x, out, attrs) -> b.binary(f, x[0], x[1], out);
        return broadcasts();
    }

    /** Computes the value with primitives of the backend; no attributes. */
    public OpBuilder forward(Forward<Attrs.None> f) {
        return forward(Attrs.None.class, f);
    }

    /** Computes the value with primitives of the backend and the operation's attributes. */
    public <A extends Attrs> OpBuilder forward(Class<A> attrs, Forward<A> f) {
        attributes = attrs;
        isComposed = true;
        forward = (b, x, out, a) -> f.apply(b, x, out, attrs.cast(a));
        return this;
    }

    /** The inputs broadcast together by NumPy's rule. */
    public OpBuilder broadcasts() {
        shape = ShapeRule.BROADCAST;
        return this;
    }

    /** The result's shape; the first input's if not said. */
    public OpBuilder shape(ShapeRule rule) {
        shape = rule;
        return this;
    }

    /** The result's element type; one floating-point type throughout if not said. */
    public OpBuilder type(TypeRule rule) {
        type = rule;
        return this;
    }

    /**
     * The derivative of an operation of one element, by input and output. For a reduction that of the result by each element;
     * the reduced axes stay in the output then, with size 1.
     */
    public OpBuilder derivative(Rule.Derivative d) {
        partials = List.of((x, y, z, attrs) -> d.at(x, z));
        return this;
    }

    /**
     * The gradient of a reduction by one kernel, for a gradient that is not differentiated again, of elements that lie together
     * in rows; it must save input and output. The derivative says the same for all other cases.
     */
    public OpBuilder gradient(Rule.RowKernel kernel) {
        rowKernel = Require.nonNull(kernel, "OpBuilder.gradient", "kernel", "pass a function");
        return saves(Saved.INPUT, Saved.OUTPUT);
    }

    /** The derivative of an operation of one element that has attributes, by input, output and attributes. */
    public <A extends Attrs> OpBuilder derivative(Class<A> type, Rule.Parametric<A> d) {
        partials = List.of((x, y, z, attrs) -> d.at(x, z, type.cast(attrs)));
        return this;
    }

    /** The derivatives of an operation of two elements, by each input. */
    public OpBuilder derivatives(Rule.Partial byFirst, Rule.Partial bySecond) {
        partials = List.of((x, y, z, attrs) -> byFirst.at(x, y, z), (x, y, z, attrs) -> bySecond.at(x, y, z));
        return this;
    }

    /** The derivatives of an operation of two elements that has attributes, by each input. */
    public <A extends Attrs> OpBuilder derivatives(
            Class<A> type, Rule.ParametricPartial<A> byFirst, Rule.ParametricPartial<A> bySecond) {
        partials = List.of(
                (x, y, z, attrs) -> byFirst.at(x, y, z, type.cast(attrs)),
                (x, y, z, attrs) -> bySecond.at(x, y, z, type.cast(attrs)));
        return this;
    }

    /**
     * The derivative of an operation of one element times a tangent or a cotangent, in the place of the derivative: factor by
     * factor, in an order in which nothing overflows or vanishes that the product does not.
     */
    public OpBuilder product(Rule.Product p) {
        Require.nonNull(p, "OpBuilder.product", "the product", "pass a function");
        products = List.of((t, x, y, z, attrs) -> p.of(t, x, z));
        return this;
    }

    /** The derivatives of an operation of two elements, by each input, times a tangent or a cotangent; see {@link #product}. */
    public OpBuilder products(Rule.PartialProduct byFirst, Rule.PartialProduct bySecond) {
        Require.nonNull(byFirst, "OpBuilder.products", "the product by the first input", "pass a function");
        Require.nonNull(bySecond, "OpBuilder.products", "the product by the second input", "pass a function");
        products =
                List.of((t, x, y, z, attrs) -> byFirst.of(t, x, y, z), (t, x, y, z, attrs) -> bySecond.of(t, x, y, z));
        return this;
    }

    /** The same of an operation of two elements that has attributes. */
    public <A extends Attrs> OpBuilder products(
            Class<A> type, Rule.ParametricProduct<A> byFirst, Rule.ParametricProduct<A> bySecond) {
        Require.nonNull(type, "OpBuilder.products", "the type of the attributes", "pass a class");
        Require.nonNull(byFirst, "OpBuilder.products", "the product by the first input", "pass a function");
        Require.nonNull(bySecond, "OpBuilder.products", "the product by the second input", "pass a function");
        products = List.of(
                (t, x, y, z, attrs) -> byFirst.of(t, x, y, z, type.cast(attrs)),
                (t, x, y, z, attrs) -> bySecond.of(t, x, y, z, type.cast(attrs)));
        return this;
    }

    /** The transpose of a linear operation. */
    public OpBuilder transpose(Rule.Transpose t) {
        transpose = t;
        return this;
    }

    /** The transpose of a bilinear operation by its first input. */
    public OpBuilder left(Rule.HalfTranspose t) {
        left = t;
        return this;
    }

    /** The transpose of a bilinear operation by its second input. */
    public OpBuilder right(Rule.HalfTranspose t) {
        right = t;
        return this;
    }

    /**
     * The pullback of a custom operation, written on tensors so that it can be differentiated again. One that reads the
     * numbers of a variable into Java works once; a second derivative throws. (To read only for a check, read
     * {@link Tensor#stopGradient}.)
     */
    public OpBuilder vjp(Rule.Vjp rule) {
        vjp = rule;
        return this;
    }

    /** The push forward of a custom operation; derived from the pullback if not said, at about three times the cost. */
    public OpBuilder jvp(Rule.Jvp rule) {
        jvp = rule;
        return this;
    }

    /**
     * The operation passes on some elements and drops others, as {@code where} does: beneath it a cotangent of zero says
     * that an element was not taken, and wins against a derivative that is infinite or NaN there.
     */
    public OpBuilder selects() {
        selects = true;
        return this;
    }

    /** All inputs take one more axis in front, that of samples inside {@link Vmap}, as {@link Attrs#batched} counts it. */
    public OpBuilder leading() {
        return batched(Batching.LEADING);
    }

    /** The leading axes of all inputs broadcast together, as those of a product of matrices do. */
    public OpBuilder aligned() {
        return batched(Batching.ALIGNED);
    }

    /** How it is applied to many samples at once; one after the other if neither this nor the kind says it. */
    public OpBuilder batched(Batching rule) {
        batching = Require.nonNull(rule, name, "the batching rule", "pass a function");
        return this;
    }

    /** What the rule reads; the rest need not be kept for it. */
    public OpBuilder saves(Saved... what) {
        Require.nonNulls(what, "OpBuilder.saves", "what", "pass one");
        Collections.addAll(saves, what);
        return this;
    }

    /** The operation and its derivative (by input and output) on plain doubles. */
    public OpBuilder scalar(DoubleUnaryOperator value, DoubleBinaryOperator derivative) {
        scalar = new Pointwise.One(value, derivative);
        arity = 1;
        return this;
    }

    /** The operation and its derivatives (by both inputs and output) on plain doubles. */
    public OpBuilder scalar(DoubleBinaryOperator value, Pointwise.Partial byFirst, Pointwise.Partial bySecond) {
        scalar = new Pointwise.Two(value, byFirst, bySecond);
        arity = 2;
        return this;
    }

    /** The operation of one element that has attributes on plain doubles. */
    public <A extends Attrs> OpBuilder scalar(Class<A> type, Pointwise.ParametricOne<A> value) {
        arity = 1;
        return parametric(new Pointwise.Parametric<>(type, (x, y, attrs) -> value.at(x, attrs)));
    }

    /** The operation of two elements that has attributes on plain doubles. */
    public <A extends Attrs> OpBuilder scalar(Class<A> type, Pointwise.ParametricTwo<A> value) {
        arity = 2;
        return parametric(new Pointwise.Parametric<>(type, value));
    }

    private OpBuilder parametric(Pointwise.Parametric<?> f) {
        attributes = f.type();
        scalar = f;
        return this;
    }

    /** The value in plain Java, which tests compare with; made from {@code scalar} where that is stated. */
    public OpBuilder reference(Reference r) {
        reference = r;
        return this;
    }

    /** The value of a reduction in plain Java, from the elements that it brings together. */
    public OpBuilder reference(ToDoubleFunction<double[]> ofElements) {
        return reference(Reference.reduction(ofElements));
    }

    /** Where samples of each input are drawn from; from -3 to 3 if not said. */
    public OpBuilder domain(Domain d) {
        Require.nonNull(d, "OpBuilder.domain", "d", "pass one");
        return domains(d);
    }

    /** Where samples of each input are drawn from; the last holds for the inputs after it too. */
    public OpBuilder domains(Domain... d) {
        Require.nonNulls(d, "OpBuilder.domains", "d", "pass one");
        domains = List.of(d);
        return this;
    }

    /** Samples without attributes, each the shapes of all inputs: {@code samples("[3,4] [4]", "[] [3]")}. */
    public OpBuilder samples(String... shapes) {
        return samples(Attrs.None.NONE, shapes);
    }

    /** Samples with these attributes, each the shapes of all inputs; the usual ones if none are given. */
    public OpBuilder samples(Attrs attrs, String... shapes) {
        Require.nonNulls(shapes, "OpBuilder.samples", "the shapes", "write them as \"[3,4] [4]\", or give none");
        samples.addAll(shapes.length > 0 ? Sample.of(attrs, shapes) : Sample.elementwise(attrs, arity()));
        return this;
    }

    /** Samples that are refused with a message that contains this. */
    public OpBuilder rejects(String message, String... shapes) {
        return rejects(Attrs.None.NONE, message, shapes);
    }

    /** Samples with these attributes that are refused with a message that contains this. */
    public OpBuilder rejects(Attrs attrs, String message, String... shapes) {
        Sample.of(attrs, shapes).forEach(s -> rejections.add(new Rejection(attrs, s.shapes(), message)));
        return this;
    }

    /** A kink of an operation of one element. */
    public OpBuilder kink(double at, double derivative, String why) {
        return kink(new double[] {at}, new double[] {derivative}, why);
    }

    /** A kink: the inputs, and the value that the derivative by each is given there. */
    public OpBuilder kink(double[] at, double[] derivatives, String why) {
        kinks.add(new Kink(at, derivatives, why));
        return this;
    }

    /** How it and its derivatives are written, in LaTeX. */
    public OpBuilder formula(String value, String... derivatives) {
        Require.nonNulls(derivatives, "OpBuilder.formula", "derivatives", "pass texts");
        formula = new Formula(value, derivatives);
        return this;
    }

    /** What it costs; one floating-point operation for each element if not said. */
    public OpBuilder flops(Flops count) {
        flops = Require.nonNull(count, "OpBuilder.flops", "the count", "pass one such as Flops.NONE");
        return this;
    }

    /** The finished operation, or an error that names what is missing. */
    public OpDef define() {
        if (forward == null && scalar != null) {
            forward = Forward.byElement(scalar);
            shape = ShapeRule.BROADCAST;
        }
        require(forward != null, "forward(...) or scalar(...)");
        require(formula != null, "formula(...)");
        if (isComposed && (kind == Kind.ELEMENTWISE || scalar != null)) {
            forward = Forward.inOnePass(forward);
        }
        if (samples.isEmpty() && kind == Kind.REDUCTION) {
            samples.addAll(Sample.reduction());
        } else if (samples.isEmpty() && (scalar != null || kind == Kind.ELEMENTWISE)) {
            require(attributes == Attrs.None.class, "samples(...) with attributes");
            samples.addAll(Sample.elementwise(Attrs.None.NONE, arity()));
        }
        require(!samples.isEmpty(), "samples(...), the shapes that tests apply it to");
        if (reference == null && scalar != null) {
            reference = Reference.of(scalar);
        }
        return new Defined(
                name,
                IDS.getAndIncrement(),
                arity(),
                attributes,
                forward,
                rule(),
                Collections.unmodifiableSet(saves),
                selects,
                batching != null ? batching : Vmap.rule(kind, shape, scalar != null, arity()),
                shape,
                type,
                scalar,
                reference,
                domains(),
                List.copyOf(samples),
                List.copyOf(rejections),
                List.copyOf(kinks),
                formula,
                flops);
    }

    /** The number of inputs, by what says it first: the kind, the functions, or the samples. */
    private int arity() {
        return arity != 0
                ? arity
                : samples.isEmpty()
                        ? Math.max(1, Math.max(partials.size(), products.size()))
                        : samples.get(0).shapes().size();
    }

    /** One for each input of the longest sample. */
    private List<Domain> domains() {
        List<Domain> all = new ArrayList<>(domains.isEmpty() ? List.of(Domain.real(-3, 3)) : domains);
        Stream<List<Shape>> shapes = Stream.concat(
                samples.stream().map(Sample::shapes), rejections.stream().map(Rejection::shapes));
        int inputs = shapes.mapToInt(List::size).max().orElse(1);
        while (all.size() < inputs) {
            all.add(all.get(all.size() - 1));
        }
        return List.copyOf(all);
    }

    private Rule rule() {
        return switch (kind) {
            case ELEMENTWISE -> {
                require(partials.size() == arity() || products.size() == arity(), "derivative(...) by each input");
                yield new Rule.Elementwise(partials, products);
            }
            case REDUCTION -> {
                require(partials.size() == 1, "derivative(...)");
                yield new Rule.Reduction(partials.get(0), rowKernel);
            }
            case LINEAR -> {
                require(transpose != null, "transpose(...)");
                yield new Rule.Linear(transpose);
            }
            case BILINEAR -> {
                require(left != null && right != null, "left(...) and right(...)");
                yield new Rule.Bilinear(left, right);
            }
            case CUSTOM -> {
                require(vjp != null, "vjp(...)");
                yield new Rule.Custom(vjp, jvp);
            }
            case DISCRETE -> new Rule.Discrete();
        };
    }

    private void require(boolean present, String what) {
        if (!present) {
            throw new ArgumentException("the operation '" + name + "' is incomplete: it needs " + what);
        }
    }
}
