package org.autodiff;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Formula;
import org.autodiff.op.Forward;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
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
    private List<Rule.AnyPartial> partials = List.of();
    private Unary derivativeKernel;
    private Rule.Transpose transpose;
    private Rule.HalfTranspose left;
    private Rule.HalfTranspose right;
    private Rule.Vjp vjp;
    private Rule.Jvp jvp;
    private final Set<Saved> saves = EnumSet.noneOf(Saved.class);
    private boolean selects;
    private ShapeRule shape = ShapeRule.FIRST;
    private TypeRule type = TypeRule.FLOATING;
    private Pointwise scalar;
    private List<Domain> domains = List.of();
    private final List<Sample> samples = new ArrayList<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<Kink> kinks = new ArrayList<>();
    private Formula formula;

    OpBuilder(String name, Kind kind) {
        this.name = name;
        this.kind = kind;
        if (kind == Kind.BILINEAR) {
            saves.add(Saved.INPUT);
        }
    }

    /** Takes this number of inputs. Only needed where nothing else tells. */
    public OpBuilder arity(int n) {
        arity = n;
        return this;
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
        return this;
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

    /** The derivative of an operation of one element, by input and output. */
    public OpBuilder derivative(Rule.Derivative d) {
        derivativeKernel = null;
        partials = List.of((x, y, z, attrs) -> d.at(x, z));
        return this;
    }

    /** The derivative of an operation of one element as a function of the one tensor that is saved: as kernel and as entry. */
    public OpBuilder derivative(Unary kernel, UnaryOperator<Tensor> entry) {
        derivativeKernel = kernel;
        partials = List.of((x, y, z, attrs) -> entry.apply(x != null ? x : z));
        return this;
    }

    /** The derivative of an operation of one element that has attributes, by input, output and attributes. */
    public <A extends Attrs> OpBuilder derivative(Class<A> type, Rule.Parametric<A> d) {
        derivativeKernel = null;
        partials = List.of((x, y, z, attrs) -> d.at(x, z, type.cast(attrs)));
        return this;
    }

    /** The derivatives of an operation of two elements, by each input. */
    public OpBuilder derivatives(Rule.Partial byFirst, Rule.Partial bySecond) {
        derivativeKernel = null;
        partials = List.of((x, y, z, attrs) -> byFirst.at(x, y, z), (x, y, z, attrs) -> bySecond.at(x, y, z));
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
    public <A extends Attrs> OpBuilder scalar(Class<A> type, Pointwise.Value<A> value) {
        attributes = type;
        scalar = new Pointwise.Parametric<>(type, value);
        arity = 1;
        return this;
    }

    /** Where samples of the only input are drawn from. */
    public OpBuilder domain(Domain d) {
        Require.nonNull(d, "OpBuilder.domain", "d", "pass one");
        return domains(d);
    }

    /** Where samples of each input are drawn from. */
    public OpBuilder domains(Domain... d) {
        Require.nonNulls(d, "OpBuilder.domains", "d", "pass one");
        domains = List.of(d);
        return this;
    }

    /** A sample without attributes. */
    public OpBuilder sample(Shape... shapes) {
        Require.nonNulls(shapes, "OpBuilder.sample", "shapes", "pass shapes, as Shape.of(sizes)");
        return sample(Attrs.None.NONE, shapes);
    }

    /** A sample. */
    public OpBuilder sample(Attrs attrs, Shape... shapes) {
        Require.nonNulls(shapes, "OpBuilder.sample", "shapes", "pass shapes, as Shape.of(sizes)");
        samples.add(new Sample(attrs, List.of(shapes)));
        return this;
    }

    /** Shapes that are refused with a message that contains this. */
    public OpBuilder rejects(Attrs attrs, String message, Shape... shapes) {
        Require.nonNulls(shapes, "OpBuilder.rejects", "shapes", "pass shapes, as Shape.of(sizes)");
        rejections.add(new Rejection(attrs, List.of(shapes), message));
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

    /** The finished operation, or an error that names what is missing. */
    public OpDef define() {
        if (arity == 0) {
            arity = Math.max(1, domains.size());
        }
        if (forward == null && scalar != null) {
            forward = byElement(scalar);
            shape = ShapeRule.BROADCAST;
        }
        require(forward != null, "forward(...) or scalar(...)");
        require(formula != null, "formula(...)");
        require(!domains.isEmpty(), "domain(...), which tests draw samples from");
        if (samples.isEmpty() && (scalar != null || kind == Kind.ELEMENTWISE)) {
            samples.addAll(Sample.elementwise(arity));
        }
        require(!samples.isEmpty(), "sample(...)");
        return new OpDef(
                name,
                IDS.getAndIncrement(),
                arity,
                attributes,
                forward,
                rule(),
                Collections.unmodifiableSet(saves),
                selects,
                shape,
                type,
                scalar,
                domains,
                List.copyOf(samples),
                List.copyOf(rejections),
                List.copyOf(kinks),
                formula);
    }

    private Rule rule() {
        return switch (kind) {
            case ELEMENTWISE -> {
                require(partials.size() == arity, "derivative(...) by each input");
                yield new Rule.Elementwise(partials, derivativeKernel);
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

    /** The value by the function on doubles, one element at a time: slow, but enough for a function without kernel. */
    private static Forward<Attrs> byElement(Pointwise f) {
        return (b, x, out, attrs) -> {
            double[] z = new double[out.size()];
            double[][] in = new double[x.length][];
            for (int i = 0; i < x.length; i++) {
                Array wide = b.cast(b.dense(x[i].expand(out)), DType.FLOAT64);
                in[i] = (double[]) b.elements(wide);
            }
            for (int i = 0; i < z.length; i++) {
                z[i] = f.at(attrs, in[0][i], in.length > 1 ? in[1][i] : 0);
            }
            return b.cast(b.of(z, out), x[0].dtype());
        };
    }
}
