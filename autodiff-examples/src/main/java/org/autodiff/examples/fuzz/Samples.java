package org.autodiff.examples.fuzz;

import java.io.PrintStream;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;
import org.autodiff.nn.Parameter;
import org.autodiff.nn.layer.Linear;

/** Values for arguments by type: plausible ones, and such as no method can do anything with. */
final class Samples {
    private static final int MOST_OF_A_TYPE = 3;

    private final Map<Class<?>, List<Object>> made = new LinkedHashMap<>();

    Samples(Path folder) {
        Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
        add(x);
        add(Tensor.of(new double[] {2, 1, 1, 3}, 2, 2));
        add(Tensor.of(new long[] {0, 1}));
        add(Shape.of(2, 3));
        add(Seed.of(1));
        add(DType.FLOAT32);
        add(new Linear(3, 2, Seed.of(1)));
        add(new Parameter("p", Tensor.ones(DType.FLOAT32, 3).requiresGrad(true)));
        add(folder.resolve("file"));
        add(new PrintStream(PrintStream.nullOutputStream()));
        add("a");
        add(Optional.empty());
        add(OptionalDouble.empty());
    }

    private void add(Object value) {
        List<Object> all = made.computeIfAbsent(value.getClass(), c -> new ArrayList<>());
        if (all.size() < MOST_OF_A_TYPE) {
            all.add(value);
        }
    }

    /** Fills in what constants, constructors and factories of the types give for plausible arguments, three deep. */
    void build(List<Class<?>> types) {
        for (int round = 0; round < 3; round++) {
            for (Class<?> type : types) {
                for (Field field : type.getFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        offer(() -> field.get(null));
                    }
                }
                for (Executable member : PublicApi.members(type)) {
                    if (isFull(type, member)) {
                        continue;
                    }
                    if (member instanceof Constructor<?> c) {
                        offer(() -> c.newInstance(arguments(c)));
                    } else if (Modifier.isStatic(member.getModifiers())
                            && ((Method) member).getReturnType().getName().startsWith("org.autodiff.")
                            && !AutoCloseable.class.isAssignableFrom(((Method) member).getReturnType())) {
                        offer(() -> ((Method) member).invoke(null, arguments(member)));
                    }
                }
            }
        }
    }

    /** Whether there are enough objects of what a member gives. */
    private boolean isFull(Class<?> type, Executable member) {
        Class<?> given = member instanceof Method m ? m.getReturnType() : type;
        return made.getOrDefault(given, List.of()).size() >= MOST_OF_A_TYPE;
    }

    /** Something that may refuse to give a value. */
    @FunctionalInterface
    private interface Offer {
        Object get() throws ReflectiveOperationException;
    }

    private void offer(Offer offer) {
        try {
            Object value = offer.get();
            if (value != null) {
                add(value);
            }
        } catch (ReflectiveOperationException | RuntimeException | Error e) {
            return; // what these arguments do not make, others may
        }
    }

    /** The first plausible argument for each parameter. */
    Object[] arguments(Executable member) {
        return Arrays.stream(member.getGenericParameterTypes())
                .map(t -> {
                    List<Object> all = plausible(t);
                    return all.isEmpty() ? null : all.get(0);
                })
                .toArray();
    }

    /** Objects of a type. */
    List<Object> of(Class<?> type) {
        List<Object> all = new ArrayList<>();
        made.forEach((c, values) -> {
            if (type.isAssignableFrom(c)) {
                all.addAll(values);
            }
        });
        return all.size() <= MOST_OF_A_TYPE ? all : all.subList(0, MOST_OF_A_TYPE);
    }

    List<Object> plausible(Type generic) {
        Class<?> type = raw(generic);
        if (type == int.class || type == Integer.class) {
            return List.of(1, 2);
        } else if (type == long.class || type == Long.class) {
            return List.of(1L);
        } else if (type == double.class || type == Double.class) {
            return List.of(0.5, 1.0);
        } else if (type == float.class) {
            return List.of(0.5f);
        } else if (type == boolean.class) {
            return List.of(false, true);
        } else if (type == char.class) {
            return List.of(';');
        } else if (type.isEnum()) {
            return List.of(type.getEnumConstants());
        } else if (type.isArray()) {
            Type element =
                    generic instanceof GenericArrayType g ? g.getGenericComponentType() : type.getComponentType();
            return plausible(element).stream()
                    .map(e -> {
                        Object array = Array.newInstance(type.getComponentType(), 1);
                        Array.set(array, 0, e);
                        return array;
                    })
                    .toList();
        } else if (type == List.class || type == Set.class || type == Map.class) {
            return collections(type, generic);
        }
        List<Object> known = of(type);
        return known.isEmpty() && isFunction(type) ? List.of(nullFunction(type)) : known;
    }

    private List<Object> collections(Class<?> type, Type generic) {
        Type[] of = generic instanceof ParameterizedType p ? p.getActualTypeArguments() : new Type[0];
        List<Object> first = of.length == 0 ? List.of() : plausible(of[0]);
        if (type == Map.class) {
            List<Object> second = of.length < 2 ? List.of() : plausible(of[1]);
            return List.of(first.isEmpty() || second.isEmpty() ? Map.of() : Map.of(first.get(0), second.get(0)));
        }
        boolean none = first.isEmpty();
        return List.of(
                type == List.class ? none ? List.of() : List.of(first.get(0)) : none ? Set.of() : Set.of(first.get(0)));
    }

    /** Values that are wrong or at the edge. */
    List<Object> bad(Type generic) {
        Class<?> type = raw(generic);
        if (type == int.class) {
            return List.of(-1, 0, Integer.MIN_VALUE, Integer.MAX_VALUE);
        } else if (type == long.class) {
            return List.of(-1L, 0L, Long.MIN_VALUE, Long.MAX_VALUE);
        } else if (type == double.class) {
            return List.of(Double.NaN, -1.0, 0.0, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
        } else if (type == float.class) {
            return List.of(Float.NaN, -1f);
        } else if (type == char.class) {
            return List.of('"');
        } else if (type.isPrimitive()) {
            return List.of();
        }
        List<Object> all = new ArrayList<>();
        all.add(null);
        if (type.isArray()) {
            all.add(Array.newInstance(type.getComponentType(), 0));
            Type element =
                    generic instanceof GenericArrayType g ? g.getGenericComponentType() : type.getComponentType();
            for (Object e : bad(element)) {
                Object array = Array.newInstance(type.getComponentType(), 2);
                Array.set(array, 0, e);
                Array.set(array, 1, e);
                all.add(array);
            }
        } else if (type == List.class) {
            all.add(List.of());
            all.add(Collections.singletonList(null));
        } else if (type == Map.class) {
            all.add(Map.of());
            all.add(Collections.singletonMap(null, null));
        } else if (type == Set.class) {
            all.add(Set.of());
            all.add(Collections.singleton(null));
        } else if (type.isAssignableFrom(Tensor.class) && type != Object.class) {
            all.add(Tensor.zeros(DType.FLOAT32, 0, 3));
            all.add(Tensor.scalar(DType.FLOAT64, Double.NaN));
            all.add(Tensor.of(new long[] {-5, 1L << 40}));
            all.add(Tensor.of(new boolean[] {true}));
        } else if (type == String.class) {
            all.add("");
            all.add("\0/no such \ud800");
        } else if (isFunction(type)) {
            all.add(nullFunction(type));
        }
        return all;
    }

    private static boolean isFunction(Class<?> type) {
        return type.isInterface()
                && !type.isSealed()
                && Arrays.stream(type.getMethods())
                                .filter(m -> Modifier.isAbstract(m.getModifiers()))
                                .count()
                        == 1;
    }

    /** A function that returns null, zero or false. */
    private static Object nullFunction(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            Class<?> returned = method.getReturnType();
            if (method.getName().equals("toString")) {
                return "null function";
            }
            return returned.isPrimitive() && returned != void.class
                    ? Array.get(Array.newInstance(returned, 1), 0)
                    : null;
        });
    }

    private static Class<?> raw(Type type) {
        if (type instanceof Class<?> c) {
            return c;
        } else if (type instanceof ParameterizedType p) {
            return (Class<?>) p.getRawType();
        } else if (type instanceof GenericArrayType a) {
            return Array.newInstance(raw(a.getGenericComponentType()), 0).getClass();
        } else if (type instanceof java.lang.reflect.TypeVariable<?> v) {
            return raw(v.getBounds()[0]);
        }
        return raw(((java.lang.reflect.WildcardType) type).getUpperBounds()[0]);
    }
}
