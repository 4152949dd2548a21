package org.autodiff.op;

import static org.assertj.core.api.Assertions.assertThat;

import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.Moments;
import org.autodiff.array.Reach;
import org.autodiff.array.Sliding;
import org.junit.jupiter.api.Test;

/** Attributes and other values with arrays in them cannot be changed from outside. */
class ArrayAttributesTest {
    @Test
    void theCallersArrayOfAxesIsNotKept() {
        int[] axes = {0};
        Tensor x = Tensor.of(new double[] {1, 2, 3, 4, 5, 6}, 2, 3).requiresGrad(true);
        try (Tape tape = Tape.record()) {
            Tensor y = x.sum(axes).square().sum();
            String listing = tape.listing();
            axes[0] = 1;
            assertThat(tape.listing()).isEqualTo(listing);
            assertThat(tape.gradients(y, x).of(x).toDoubles()).containsExactly(10, 14, 18, 10, 14, 18);
        }
    }

    @Test
    void axesAreCopiedInAndOut() {
        int[] axes = {0, 2};
        Attrs.Axes a = new Attrs.Axes(axes, true);
        axes[0] = 1;
        a.axes()[1] = 7;
        assertThat(a).isEqualTo(new Attrs.Axes(new int[] {0, 2}, true)).hasToString("axes=[0, 2] keepDims");
        assertThat(a).hasSameHashCodeAs(new Attrs.Axes(new int[] {0, 2}, true));
        assertThat(a).isNotEqualTo(new Attrs.Axes(new int[] {0, 2}, false));
    }

    @Test
    void anOrderIsCopiedInAndOut() {
        int[] order = {1, 0};
        Attrs.Order o = new Attrs.Order(order);
        order[0] = 0;
        o.order()[1] = 1;
        assertThat(o).isEqualTo(new Attrs.Order(new int[] {1, 0})).hasToString("order=[1, 0]");
        assertThat(o).hasSameHashCodeAs(new Attrs.Order(new int[] {1, 0}));
    }

    @Test
    void aKinkIsCopiedInAndOut() {
        double[] at = {0};
        Kink k = new Kink(at, new double[] {1}, "why");
        at[0] = 1;
        k.at()[0] = 2;
        k.derivatives()[0] = 2;
        assertThat(k).isEqualTo(new Kink(new double[] {0}, new double[] {1}, "why"));
        assertThat(k).hasSameHashCodeAs(new Kink(new double[] {0}, new double[] {1}, "why"));
    }

    @Test
    void slidingWindowsAreCopiedInAndOut() {
        int[] ones = {1, 1};
        Sliding s = new Sliding(ones, new int[2], ones, 1);
        ones[0] = 2;
        s.stride()[0] = 3;
        s.padding()[0] = 3;
        s.dilation()[0] = 3;
        assertThat(s).isEqualTo(new Sliding(new int[] {1, 1}, new int[2], new int[] {1, 1}, 1));
        Reach r = new Reach(ones, ones, 1);
        r.first()[0] = 5;
        r.count()[0] = 5;
        assertThat(r).isEqualTo(new Reach(new int[] {2, 1}, new int[] {2, 1}, 1));
    }

    @Test
    void momentsAreCopiedInAndOut() {
        double[] mean = {1};
        Moments m = new Moments(mean, new double[] {2});
        mean[0] = 3;
        m.mean()[0] = 3;
        m.variance()[0] = 3;
        assertThat(m).isEqualTo(new Moments(new double[] {1}, new double[] {2}));
    }
}
