package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.autodiff.array.DType;
import org.autodiff.check.GradCheck;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.TapeException;
import org.autodiff.inspect.Ops;
import org.autodiff.op.Domain;
import org.autodiff.op.Saved;
import org.junit.jupiter.api.Test;

/** The table itself, and operations that a user declares. */
public class OpDefTest {
    /** An operation of one's own: an elementwise one needs no kernel, its formula on doubles is enough. */
    public static final OpDef SOFTPLUS = OpDef.elementwise("softplus")
            .derivative((x, y) -> x.sigmoid())
            .saves(Saved.INPUT)
            .scalar(x -> Math.log1p(Math.exp(x)), (x, y) -> 1 / (1 + Math.exp(-x)))
            .domain(Domain.real(-3, 3))
            .formula("\\ln(1+e^x)", "\\sigma(x)")
            .define();

    @Test
    void aUsersOwnOperationWorksOnTensorsAndScalarsAndIsPrinted() {
        try (Tape tape = Tape.record()) {
            Tensor x = Tensor.of(new float[] {-1, 0, 2}).requiresGrad(true);
            Tensor y = SOFTPLUS.apply(x);
            y.sum().backward();
            Scalar s = SOFTPLUS.apply(tape.leaf(2));

            assertThat(y.toFloats()[2]).isCloseTo(2.126928f, within(1e-5f));
            assertThat(x.grad().toFloats()[1]).isEqualTo(0.5f);
            assertThat(s.value()).isCloseTo(2.126928, within(1e-6));
            assertThat(tape.listing()).contains("%1 = softplus %0 : f32[3]");
        }
    }

    @Test
    void aUsersOwnOperationIsCheckedLikeAnyOther() {
        Tensor x = Tensor.of(new double[] {-1, 0.5, 2});

        assertThat(GradCheck.order(3).check(xs -> SOFTPLUS.apply(xs[0]), x).passed())
                .isTrue();
        assertThat(Ops.in(OpDefTest.class)).containsExactly(SOFTPLUS);
    }

    @Test
    void anIncompleteOperationIsRefusedWithWhatIsMissing() {
        assertThatThrownBy(() -> OpDef.elementwise("half").formula("x/2", "1/2").define())
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("'half'", "forward(...)");
        assertThatThrownBy(() -> OpDef.elementwise("half")
                        .scalar(x -> x / 2, (x, y) -> 0.5)
                        .domain(Domain.real(0, 1))
                        .formula("x/2", "1/2")
                        .define())
                .hasMessageContaining("derivative(...)");
        assertThatThrownBy(() -> OpDef.linear("half")
                        .scalar(x -> x / 2, (x, y) -> 0.5)
                        .transpose((call, g, i) -> g.mul(0.5))
                        .domain(Domain.real(0, 1))
                        .define())
                .hasMessageContaining("formula(...)");
        assertThatThrownBy(() -> OpDef.custom("half")
                        .scalar(x -> x / 2, (x, y) -> 0.5)
                        .domain(Domain.real(0, 1))
                        .formula("x/2")
                        .define())
                .hasMessageContaining("vjp(...)");
    }

    @Test
    void aRuleMayOnlyReadWhatItDeclares() {
        OpDef careless = OpDef.custom("careless")
                .scalar(x -> x * x, (x, y) -> 2 * x)
                .vjp((call, g) -> new Tensor[] {g.mul(call.input(0)).mul(2)})
                .jvp((call, t) -> t[0])
                .domain(Domain.real(0, 1))
                .formula("x^2", "2x")
                .define();
        try (Tape tape = Tape.record()) {
            Tensor y = careless.apply(Tensor.of(new float[] {1}).requiresGrad(true))
                    .sum();

            assertThatThrownBy(y::backward)
                    .isInstanceOf(TapeException.class)
                    .hasMessageContainingAll("careless", "saves(INPUT)");
            assertThat(tape.isClosed()).isFalse();
        }
    }

    @Test
    void theWrongNumberOfInputsIsRefused() {
        Tensor x = Tensor.zeros(DType.FLOAT32, 2);

        assertThatThrownBy(() -> Arithmetic.ADD.apply(x))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContainingAll("add", "2 inputs", "1");
        assertThatThrownBy(() -> Arithmetic.ADD.apply(x, null))
                .isInstanceOf(ArgumentException.class)
                .hasMessageContaining("null");
    }

    @Test
    void namesAreUniqueAndEveryOperationHasAFormula() {
        List<OpDef> all = Ops.all();

        assertThat(all).extracting(OpDef::name).doesNotHaveDuplicates();
        assertThat(all).allSatisfy(op -> assertThat(op.formula().value()).isNotBlank());
        assertThat(all)
                .filteredOn(OpDef::isDifferentiable)
                .allSatisfy(op -> assertThat(op.formula().derivatives()).isNotEmpty());
        assertThat(Ops.byName()).hasSameSizeAs(all).containsEntry("tanh", Trigonometry.TANH);
    }

    /** The derivative of slice is embed: users do not need it as a method. */
    @Test
    void everyOperationHasAMethodOfItsName() {
        Set<String> methods =
                Arrays.stream(Tensor.class.getMethods()).map(Method::getName).collect(Collectors.toSet());
        for (Class<?> family : Ops.families()) { // the rare ones are static methods of their family
            Arrays.stream(family.getMethods()).map(Method::getName).forEach(methods::add);
        }
        methods.add("embed");
        methods.add("cast"); // to(DType)
        methods.add("chain"); // Call.product

        assertThat(Ops.all()).extracting(OpDef::name).allMatch(methods::contains);
    }
}
