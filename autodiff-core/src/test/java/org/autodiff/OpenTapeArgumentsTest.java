package org.autodiff;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.autodiff.array.DType;
import org.autodiff.array.Shape;
import org.autodiff.error.AutodiffException;
import org.junit.jupiter.api.Test;

/**
 * Every method of what lives on an open tape, on its thread, with null for each argument and functions that return null: errors
 * are this library's. A closed tape, or another thread's, refuses before it looks at arguments.
 */
class OpenTapeArgumentsTest {
    private record Record(Tape tape, Tensor leaf, Tensor y) {}

    private static Object plausible(Class<?> owner, Class<?> type, Record r) {
        if (type == Operand.class && owner == Scalar.class) {
            return r.tape().leaf(2);
        }
        if (type.isArray() && type.getComponentType() == Tensor.class) {
            return new Tensor[] {r.leaf()};
        }
        if (type.isArray() && type.getComponentType() == Scalar.class) {
            return new Scalar[] {r.tape().leaf(2)};
        }
        if (type.isInterface() && !type.isSealed()) {
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> method.getReturnType() == boolean.class ? false : null);
        }
        List<Object> values =
                List.of(r.y(), r.tape().leaf(2), DType.FLOAT64, "a", Shape.of(2), new int[] {0}, new double[] {1});
        return type == int.class
                ? (Object) 0
                : type == double.class
                        ? (Object) 1.5
                        : type == boolean.class
                                ? (Object) false
                                : type == long.class
                                        ? (Object) 1L
                                        : values.stream()
                                                .filter(type::isInstance)
                                                .findFirst()
                                                .orElse(null);
    }

    private static void collect(List<String> faults, Class<?> type, Function<Record, Object> owner)
            throws IllegalAccessException {
        for (Method method : type.getMethods()) {
            if (method.getDeclaringClass() == Object.class || Modifier.isStatic(method.getModifiers())) {
                continue;
            }
            Class<?>[] parameters = method.getParameterTypes();
            for (int bad = -1; bad < parameters.length; bad++) {
                if (bad >= 0 && parameters[bad].isPrimitive()) {
                    continue;
                }
                try (Tape tape = Tape.record()) {
                    Tensor leaf = Tensor.ones(DType.FLOAT64, 2).requiresGrad(true);
                    Record r = new Record(tape, leaf, leaf.mul(3).sum());
                    Object[] arguments = new Object[parameters.length];
                    for (int i = 0; i < arguments.length; i++) {
                        arguments[i] = i == bad ? null : plausible(type, parameters[i], r);
                    }
                    method.invoke(owner.apply(r), arguments);
                } catch (InvocationTargetException e) {
                    if (!(e.getCause() instanceof AutodiffException)) {
                        faults.add(
                                method + " " + Arrays.toString(parameters) + ", argument " + bad + ": " + e.getCause());
                    }
                }
            }
        }
    }

    @Test
    void noExceptionOfTheJdkReachesAUser() throws IllegalAccessException {
        List<String> faults = new ArrayList<>();
        collect(faults, Tape.class, Record::tape);
        collect(faults, Tensor.class, Record::leaf);
        collect(faults, Tensor.class, Record::y);
        collect(faults, Scalar.class, r -> r.tape().leaf(3).sin());
        collect(faults, Node.class, r -> r.tape().node(r.tape().size() - 1));
        collect(faults, Gradients.class, r -> r.tape().gradients(r.y(), r.leaf()));
        assertThat(faults).isEmpty();
    }
}
