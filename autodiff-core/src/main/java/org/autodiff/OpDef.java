package org.autodiff;

import java.util.List;
import java.util.Set;
import org.autodiff.array.Shape;
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

/**
 * An operation: all there is to know of it, declared once. The engine, both sweeps, the scalar slots, the generated
 * tests, listings and documents follow from it. One's own operations are declared in the same way and get all of that.
 *
 * <p>It is a record because the virtual machine trusts the fields of records to be constant: applied to a
 * {@link Scalar}, an operation that is a constant of a family is compiled as if its formula stood at the call.
 *
 * @param name the name in listings and messages
 * @param id a number that is this operation's own within the process
 * @param arity the number of inputs; -1 for any number from one on
 * @param attributes the type of its attributes
 * @param forward the value
 * @param rule the derivatives
 * @param saves what the rule reads
 * @param selects whether it drops elements, so that a cotangent of zero beneath it says "not taken"
 * @param shape the result's shape
 * @param type the result's element type
 * @param scalar the same operation on plain doubles, or null where there is none
 * @param domains where samples of each input are drawn from
 * @param samples the shapes and attributes that tests and documents use
 * @param rejections shapes that it refuses
 * @param kinks the points without a derivative, and the convention followed there
 * @param formula how it is written
 */
public record OpDef(
        String name,
        int id,
        int arity,
        Class<? extends Attrs> attributes,
        Forward<Attrs> forward,
        Rule rule,
        Set<Saved> saves,
        boolean selects,
        ShapeRule shape,
        TypeRule type,
        Pointwise scalar,
        List<Domain> domains,
        List<Sample> samples,
        List<Rejection> rejections,
        List<Kink> kinks,
        Formula formula) {

    /** Begins an operation of each element by itself. */
    public static OpBuilder elementwise(String name) {
        return new OpBuilder(name, OpBuilder.Kind.ELEMENTWISE);
    }

    /**
     * Begins an operation that is linear in all its floating-point inputs together. One that also has an index among its
     * inputs must save them.
     */
    public static OpBuilder linear(String name) {
        return new OpBuilder(name, OpBuilder.Kind.LINEAR);
    }

    /** Begins an operation that is linear in each of its two inputs. */
    public static OpBuilder bilinear(String name) {
        return new OpBuilder(name, OpBuilder.Kind.BILINEAR);
    }

    /** Begins an operation whose derivatives are both written by hand. */
    public static OpBuilder custom(String name) {
        return new OpBuilder(name, OpBuilder.Kind.CUSTOM);
    }

    /** Begins a piecewise constant operation: it has no gradient. */
    public static OpBuilder discrete(String name) {
        return new OpBuilder(name, OpBuilder.Kind.DISCRETE);
    }

    /** Whether it has a gradient. */
    public boolean isDifferentiable() {
        return !(rule instanceof Rule.Discrete);
    }

    /** Applies it without attributes. */
    public Tensor apply(Tensor... inputs) {
        return Recorder.apply(this, Attrs.None.NONE, inputs);
    }

    /** Applies it: computes the value and, where a gradient can flow, records it on the tape of its inputs. */
    public Tensor apply(Attrs attrs, Tensor... inputs) {
        return Recorder.apply(this, attrs, inputs);
    }

    /** The result's shape for inputs of these shapes. */
    public Shape shapeOf(Attrs attrs, Shape... inputs) {
        return shape.apply(name, inputs, attrs);
    }

    /** The name and the number: each operation is equal to itself only. */
    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return name;
    }
}
