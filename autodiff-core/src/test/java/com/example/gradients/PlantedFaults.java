package com.example.gradients;

import java.util.random.RandomGenerator;
import org.autodiff.OpDef;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Array;
import org.autodiff.array.Backend;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Unary;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;

/** Composites of many operations, one of which is wrong: in its value, its vjp or its jvp. */
final class PlantedFaults {
    /** Where the fault is. */
    enum Place {
        FORWARD,
        VJP,
        JVP,
        BOTH
    }

    /** What a composite is made of: right operations of this length, with the wrong one in the midst. */
    record Planted(OpDef op, int length, int at, TensorFunction f, Tensor x) {}

    private PlantedFaults() {}

    private static double factor(Place place, Place here) {
        return place == here || place == Place.BOTH ? 1.02 : 1;
    }

    /** A sine that is wrong in one place; its formula on plain numbers is right. */
    static OpDef sine(Place place) {
        if (place == Place.FORWARD) {
            return OpDef.elementwise("planted")
                    .forward((b, x, out, attrs) -> scaled(b, x[0], 1.02))
                    .scalar(Math::sin, (x, y) -> Math.cos(x))
                    .derivative((x, y) -> x.cos())
                    .saves(Saved.INPUT)
                    .domain(Domain.real(-2, 2))
                    .formula("\\sin x", "\\cos x")
                    .define();
        }
        double vjp = factor(place, Place.VJP);
        double jvp = factor(place, Place.JVP);
        return OpDef.custom("planted")
                .forward((b, x, out, attrs) -> b.unary(Unary.SIN, x[0]))
                .vjp((call, g) -> new Tensor[] {g.mul(call.input(0).cos()).mul(vjp)})
                .jvp((call, t) -> t[0].mul(call.input(0).cos()).mul(jvp))
                .saves(Saved.INPUT)
                .domain(Domain.real(-2, 2))
                .samples("[2]")
                .formula("\\sin x", "\\cos x")
                .define();
    }

    private static Array scaled(Backend b, Array x, double factor) {
        return b.times(factor, b.unary(Unary.SIN, x));
    }

    /** A composite of at least this many right operations with the fault somewhere among them. */
    static Planted in(Place place, int length, long seed) {
        RandomGenerator random = Seed.of(seed).generator();
        OpDef wrong = sine(place);
        int links = Math.max(2, length / 3);
        int at = random.nextInt(links);
        int[] kinds = random.ints(links, 0, 6).toArray();
        TensorFunction f = xs -> {
            Tensor z = xs[0];
            for (int i = 0; i < links; i++) { // of three operations each; none makes the ones before it invisible
                z = z.add((i == at ? wrong.apply(z) : step(z, kinds[i])).mul(0.05));
            }
            return z.sum();
        };
        return new Planted(wrong, length, at, f, Tensor.uniform(Seed.of(seed), DType.FLOAT64, 0.3, 1.2, 2, 3));
    }

    private static Tensor step(Tensor z, int kind) {
        return switch (kind) {
            case 0 -> z.cos();
            case 1 -> z.tanh();
            case 2 -> z.neg();
            case 3 -> z.softplus();
            case 4 -> z.sigmoid();
            default -> z.atan();
        };
    }
}
