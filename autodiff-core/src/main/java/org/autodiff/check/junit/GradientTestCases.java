package org.autodiff.check.junit;

import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.autodiff.Tensor;
import org.autodiff.TensorFunction;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.op.Sample;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * Finds the annotated functions of a test class and makes a case of each point and seed. A function that is not annotated
 * as it should be is a case that fails and says how to put it right; the others run.
 */
final class GradientTestCases implements TestTemplateInvocationContextProvider {
    @Override
    public boolean supportsTestTemplate(ExtensionContext context) {
        return true;
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext context) {
        Class<?> test = context.getRequiredTestClass();
        List<TestTemplateInvocationContext> all = new ArrayList<>();
        for (Field field : AnnotationSupport.findAnnotatedFields(test, GradCheck.class)) {
            collect(all, context, field, field.getAnnotation(GradCheck.class), instance -> value(field, instance));
        }
        for (Method method :
                AnnotationSupport.findAnnotatedMethods(test, GradCheck.class, HierarchyTraversalMode.TOP_DOWN)) {
            collect(all, context, method, method.getAnnotation(GradCheck.class), instance -> value(method, instance));
        }
        if (all.isEmpty()) {
            throw new ExtensionConfigurationException(test.getName()
                    + " implements GradientTests, but no field and no method of it is annotated with @GradCheck: annotate"
                    + " those that give a TensorFunction");
        }
        return all.stream();
    }

    private static void collect(
            List<TestTemplateInvocationContext> all,
            ExtensionContext context,
            Member member,
            GradCheck check,
            Function<Object, TensorFunction> function) {
        try {
            List<GradientTestCase> cases = cases(context, member, check, function);
            cases.forEach(c -> all.add(new Invocation(c)));
        } catch (ExtensionConfigurationException e) {
            all.add(new Invocation(GradientTestCase.thatThrows(name(member), e)));
        } catch (RuntimeException e) { // senseless settings, or a method of somebody's own that throws: this case fails
            all.add(new Invocation(GradientTestCase.thatThrows(
                    name(member), new ExtensionConfigurationException(where(member) + e.getMessage(), e))));
        }
    }

    private static List<GradientTestCase> cases(
            ExtensionContext context, Member member, GradCheck check, Function<Object, TensorFunction> function) {
        requireFunction(member);
        if (check.seeds().length == 0) {
            throw new ExtensionConfigurationException(where(member) + "there are no seeds; state one, or none at all");
        }
        if (check.shapes().length == 0 == check.points().isEmpty()) {
            throw new ExtensionConfigurationException(where(member)
                    + (check.points().isEmpty()
                            ? "there is no point to differentiate at; state shapes = \"[3,4] [4]\" to have some drawn, or"
                                    + " points = \"method\" for a method that gives them"
                            : "both shapes and points are stated; state one of them"));
        }
        List<GradientTestCase> all = new ArrayList<>();
        for (long number : check.seeds()) {
            Seed seed = Seed.of(number);
            org.autodiff.check.GradCheck settings = org.autodiff.check.GradCheck.order(check.order())
                    .withMode(check.mode())
                    .withSeed(seed);
            String how = ", order " + check.order() + ", " + check.mode() + ", seed " + number;
            for (String shapes : check.shapes()) {
                all.add(new GradientTestCase(
                        name(member) + " at " + shapes + how,
                        function,
                        drawn(check, shapes, seed),
                        settings,
                        check.verdict()));
            }
            for (Tensor[] point : check.points().isEmpty() ? List.<Tensor[]>of() : points(context, member, check)) {
                String shapes = String.join(
                        " ",
                        Arrays.stream(point)
                                .map(x -> x.shape().toString().replace(" ", ""))
                                .toList());
                all.add(new GradientTestCase(
                        name(member) + " at " + check.points() + " " + shapes + how,
                        function,
                        point,
                        settings,
                        check.verdict()));
            }
        }
        return all;
    }

    private static Tensor[] drawn(GradCheck check, String shapes, Seed seed) {
        List<Shape> all = Sample.parseShapes(shapes);
        Tensor[] xs = new Tensor[all.size()];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = Tensor.uniform(
                    seed.child(i),
                    check.dtype(),
                    check.low(),
                    check.high(),
                    all.get(i).toArray());
        }
        return xs;
    }

    private static List<Tensor[]> points(ExtensionContext context, Member member, GradCheck check) {
        Method method = ReflectionSupport.findMethod(context.getRequiredTestClass(), check.points())
                .orElseThrow(() -> new ExtensionConfigurationException(where(member) + "there is no method "
                        + check.points() + "() without parameters in the test class to give points"));
        Object instance = context.getTestInstance().orElse(null);
        if (instance == null && !Modifier.isStatic(method.getModifiers())) {
            throw new ExtensionConfigurationException(where(member) + "the method " + check.points()
                    + "() that gives points must be static, for there is no instance of the test class yet");
        }
        Object given = ReflectionSupport.invokeMethod(method, instance);
        Object[] several = given instanceof Stream<?> s
                ? s.toArray()
                : given instanceof Collection<?> c
                        ? c.toArray()
                        : given instanceof Tensor[][] t ? t : new Object[] {given};
        List<Tensor[]> all = new ArrayList<>();
        for (Object one : several) {
            if (one instanceof Tensor x) {
                all.add(new Tensor[] {x});
            } else if (one instanceof Tensor[] xs) {
                all.add(xs);
            } else {
                throw new ExtensionConfigurationException(where(member) + "the method " + check.points()
                        + "() must give points, each a Tensor or a Tensor[], and gives "
                        + (one == null ? "null" : one.getClass().getName()));
            }
        }
        if (all.isEmpty()) {
            throw new ExtensionConfigurationException(
                    where(member) + "the method " + check.points() + "() gives no points");
        }
        return all;
    }

    private static void requireFunction(Member member) {
        Class<?> type = member instanceof Field f ? f.getType() : ((Method) member).getReturnType();
        if (member instanceof Method m && m.getParameterCount() > 0) {
            throw new ExtensionConfigurationException(where(member) + "it has " + m.getParameterCount()
                    + " parameters and must have none; it returns the function, as in  TensorFunction " + m.getName()
                    + "() { return xs -> xs[0].sin(); }");
        }
        if (!TensorFunction.class.isAssignableFrom(type)) {
            throw new ExtensionConfigurationException(
                    where(member) + (member instanceof Field ? "its type is " : "it returns ") + type.getSimpleName()
                            + " and must be a TensorFunction, as in  xs -> xs[0].sin()");
        }
    }

    private static TensorFunction value(Member member, Object instance) {
        Object at = Modifier.isStatic(member.getModifiers()) ? null : instance;
        Object f = member instanceof Field field
                ? ReflectionSupport.tryToReadFieldValue(field, at)
                        .getOrThrow(e -> new ExtensionConfigurationException(where(member) + "it cannot be read", e))
                : ReflectionSupport.invokeMethod((Method) member, at);
        if (f == null) {
            throw new ExtensionConfigurationException(where(member) + "it is null and must be a TensorFunction");
        }
        return (TensorFunction) f;
    }

    private static String name(Member member) {
        return member.getName() + (member instanceof Method ? "()" : "");
    }

    private static String where(Member member) {
        return "@GradCheck on " + member.getDeclaringClass().getSimpleName() + "." + name(member) + ": ";
    }

    /** One test, with its case as the argument. */
    private record Invocation(GradientTestCase test) implements TestTemplateInvocationContext, ParameterResolver {
        @Override
        public String getDisplayName(int index) {
            return test.toString();
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == GradientTestCase.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return test;
        }
    }
}
