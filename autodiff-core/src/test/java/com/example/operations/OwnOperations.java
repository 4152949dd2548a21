package com.example.operations;

import static org.autodiff.op.Domain.real;

import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.array.Array;
import org.autodiff.array.Binary;
import org.autodiff.array.Shape;
import org.autodiff.array.Unary;
import org.autodiff.op.Attrs;
import org.autodiff.op.Saved;

/** Operations as a user of the library declares them: with what is public, outside of its packages. */
public interface OwnOperations {
    /** How sharp an edge is. */
    record Sharpness(double value) implements Attrs {
        @Override
        public String toString() {
            return "sharpness=" + value;
        }
    }

    /** One of each element: its formula on doubles is enough. */
    OpDef GUDERMANNIAN = OpDef.elementwise("gudermannian")
            .derivative((x, y) -> y.cos())
            .saves(Saved.OUTPUT)
            .scalar(x -> 2 * Math.atan(Math.tanh(x / 2)), (x, y) -> Math.cos(y))
            .domain(real(-2, 2))
            .formula("\\operatorname{gd} x", "\\operatorname{sech} x")
            .define();

    /** One with a kink, of two inputs that broadcast. */
    OpDef HINGE = OpDef.elementwise("hinge")
            .derivatives(
                    (x, y, z) -> z.sign().mul(y).neg(),
                    (x, y, z) -> z.sign().mul(x).neg())
            .saves(Saved.INPUT, Saved.OUTPUT)
            .scalar((x, y) -> Math.max(0, 1 - x * y), (x, y, z) -> z > 0 ? -y : 0, (x, y, z) -> z > 0 ? -x : 0)
            .domains(real(-0.9, 0.9), real(-1, 1))
            .kink(new double[] {1, 1}, new double[] {0, 0}, "the side on which it is constant")
            .formula("\\max(0, 1 - x y)", "-y [x y < 1]", "-x [x y < 1]")
            .define();

    /** One with attributes, made of the backend's primitives; forward mode is derived from the pullback. */
    OpDef BUMP = OpDef.custom("bump")
            .forward(Sharpness.class, (b, x, out, a) -> {
                Array scaled = b.binary(Binary.MUL, x[0], b.full(x[0].dtype(), Shape.SCALAR, a.value()), out);
                return b.unary(Unary.EXP, b.unary(Unary.NEG, b.unary(Unary.SQUARE, scaled)));
            })
            .vjp((call, g) -> {
                double s = call.attrs(Sharpness.class).value();
                return new Tensor[] {g.mul(call.output()).mul(call.input(0)).mul(-2 * s * s)};
            })
            .saves(Saved.INPUT, Saved.OUTPUT)
            .domain(real(-1.5, 1.5))
            .samples(new Sharpness(1), "[3,4]")
            .samples(new Sharpness(1.5), "[2]")
            .formula("e^{-s^2 x^2}", "-2 s^2 x e^{-s^2 x^2}")
            .define();
}
