package org.autodiff;

import java.util.List;
import java.util.Set;
import org.autodiff.array.Shape;
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

/**
 * An operation: all there is to know of it, declared once. It is immutable: any thread may apply it. The engine, both
 * sweeps, the scalar slots, the generated tests, listings and documents follow from it. One's own operations are
 * declared in the same way and get all of that.
 *
 * <p>What {@link OpBuilder#define} makes is a record because the virtual machine trusts the fields of records to be
 * constant: applied to a {@link Scalar}, an operation that is a constant of a family is compiled as if its formula stood at
 * the call.
 */
public sealed interface OpDef permits Defined {
    /** The name in listings and messages. */
    String name();

    /** A number that is this operation's own within the process. */
    int id();

    /** The number of inputs; -1 for any number from one on. */
    int arity();

    /** The type of its attributes. */
    Class<? extends Attrs> attributes();

    /** The value, by primitives of the backend. */
    Forward<Attrs> forward();

    /** The derivatives. */
    Rule rule();

    /** What the rule reads. */
    Set<Saved> saves();

    /** Whether it drops elements, so that a cotangent of zero beneath it says "not taken". */
    boolean selects();

    /** How it is applied to many samples at once. */
    Batching batching();

    /** The result's shape. */
    ShapeRule shape();

    /** The result's element type. */
    TypeRule type();

    /** The same operation on plain doubles, or null where there is none. */
    Pointwise scalar();

    /** The value in plain Java that tests compare with, or null where the entry has none. */
    Reference reference();

    /** Where samples of each input are drawn from. */
    List<Domain> domains();

    /** The shapes and attributes that tests and documents use. */
    List<Sample> samples();

    /** Shapes that it refuses. */
    List<Rejection> rejections();

    /** The points without a derivative, and the convention followed there. */
    List<Kink> kinks();

    /** How it is written. */
    Formula formula();

    /** What it costs. */
    Flops flops();

    /** Begins an operation of each element by itself. */
    static OpBuilder elementwise(String name) {
        return new OpBuilder(name, OpBuilder.Kind.ELEMENTWISE);
    }

    /**
     * Begins an operation that is linear in all its floating-point inputs together. One that also has an index among its
     * inputs must save them.
     */
    static OpBuilder linear(String name) {
        return new OpBuilder(name, OpBuilder.Kind.LINEAR);
    }

    /** Begins a reduction of one input over {@link Attrs.Axes}. */
    static OpBuilder reduction(String name) {
        return new OpBuilder(name, OpBuilder.Kind.REDUCTION);
    }

    /** Begins an operation that is linear in each of its two inputs. */
    static OpBuilder bilinear(String name) {
        return new OpBuilder(name, OpBuilder.Kind.BILINEAR);
    }

    /** Begins an operation whose derivatives are both written by hand. */
    static OpBuilder custom(String name) {
        return new OpBuilder(name, OpBuilder.Kind.CUSTOM);
    }

    /** Begins a piecewise constant operation: it has no gradient. */
    static OpBuilder discrete(String name) {
        return new OpBuilder(name, OpBuilder.Kind.DISCRETE);
    }

    /** Whether it has a gradient. */
    default boolean isDifferentiable() {
        return !(rule() instanceof Rule.Discrete);
    }

    /** Applies it without attributes. */
    default Tensor apply(Tensor... inputs) {
        return Recorder.apply(this, Attrs.None.NONE, inputs);
    }

    /** Applies it: computes the value and, where a gradient can flow, records it on the tape of its inputs. */
    default Tensor apply(Attrs attrs, Tensor... inputs) {
        return Recorder.apply(this, attrs, inputs);
    }

    /** Applies it to a number on a tape. */
    default Scalar apply(Scalar x) {
        Require.nonNull(x, name(), "the input", "pass a scalar of an open tape");
        return x.apply(this);
    }

    /** Applies it to two numbers on one tape. */
    default Scalar apply(Scalar x, Scalar y) {
        Require.nonNull(x, name(), "the first input", "pass a scalar of an open tape");
        Require.nonNull(y, name(), "the second input", "pass a scalar of an open tape");
        return x.apply(this, y);
    }

    /** The result's shape for inputs of these shapes. */
    default Shape shapeOf(Attrs attrs, Shape... inputs) {
        return shape().apply(name(), inputs, attrs);
    }
}
