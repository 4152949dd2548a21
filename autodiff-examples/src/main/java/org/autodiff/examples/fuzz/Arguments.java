package org.autodiff.examples.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.autodiff.Scope;
import org.autodiff.Tape;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.array.Seed;
import org.autodiff.array.Shape;

/** Random arguments by type: mostly plausible, often wrong. */
final class Arguments {
    private static final int[] EXTREMES = {Integer.MIN_VALUE, Integer.MAX_VALUE, -1 << 20, 1 << 20, 1 << 16};
    private static final double[] NUMBERS = {
        0, 1, -1, 2, 0.5, 1e-8, -3, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e300
    };
    private static final String[] EQUATIONS = {
        "ij,jk->ik", "i,i->", "ii->i", "...ij,...jk->...ik", "ij->ji", "", "->", "i", "ab,cd->xy", "1,2->3", "i,,j->"
    };

    private final RandomGenerator random;
    private final Tensor closed;
    private final Tensor foreign;

    /** @param foreign a tensor on another thread's tape */
    Arguments(RandomGenerator random, Tensor foreign) {
        this.random = random;
        this.foreign = foreign;
        try (Tape tape = Tape.record()) {
            closed = Tensor.ones(DType.FLOAT32, 3, 4).requiresGrad(true).square();
        }
    }

    /** Whether arguments of this type can be made. */
    static boolean canMake(Class<?> type) {
        return type.isPrimitive()
                || type.isEnum()
                || type == String.class
                || type == Shape.class
                || type == Seed.class
                || type.isAssignableFrom(Tensor.class) && type != Object.class
                || type.isArray() && canMake(type.getComponentType())
                || type == List.class
                || type.isRecord() && Arrays.stream(type.getRecordComponents()).allMatch(c -> canMake(c.getType()));
    }

    /** A random argument. The constructor of a record may refuse its own: that is an exception like any other. */
    Object make(Class<?> type) {
        if (type == int.class) {
            return integer();
        } else if (type == long.class) {
            return (long) integer();
        } else if (type == double.class) {
            return number();
        } else if (type == float.class) {
            return (float) number();
        } else if (type == boolean.class) {
            return random.nextBoolean();
        } else if (type.isEnum()) {
            Object[] all = type.getEnumConstants();
            return all[random.nextInt(all.length)];
        } else if (type == String.class) {
            return EQUATIONS[random.nextInt(EQUATIONS.length)];
        } else if (type == Shape.class) {
            return Shape.of(dims());
        } else if (type == Seed.class) {
            return Seed.of(random.nextInt());
        } else if (type == List.class) {
            return List.of(make(Tensor[].class));
        } else if (type.isArray()) {
            return array(type.getComponentType());
        } else if (type.isRecord()) {
            return record(type);
        }
        return type.isAssignableFrom(Tensor.class) ? tensor() : null;
    }

    /** A record of random components; its constructor may refuse them. */
    Object record(Class<?> type) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(c -> c.getType())
                    .toArray(Class<?>[]::new);
            var constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true); // attributes of an operation are its package's own
            return constructor.newInstance(components(type));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException r) {
                throw r;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private Object[] components(Class<?> record) {
        RecordComponent[] components = record.getRecordComponents();
        Object[] all = new Object[components.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = component(components[i]);
        }
        return all;
    }

    private Object component(RecordComponent component) {
        boolean ofRecords = component.getGenericType() instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord();
        if (!ofRecords) {
            return make(component.getType());
        }
        Class<?> element = (Class<?>) ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
        List<Object> all = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            all.add(record(element));
        }
        return all;
    }

    private Object array(Class<?> of) {
        Object values = Array.newInstance(of, random.nextInt(of == float.class || of == double.class ? 25 : 4));
        for (int i = 0; i < Array.getLength(values); i++) {
            Array.set(values, i, make(of));
        }
        return values;
    }

    private int integer() {
        int kind = random.nextInt(40);
        if (kind == 0) {
            return EXTREMES[random.nextInt(EXTREMES.length)];
        }
        return kind < 8 ? random.nextInt(-10, 30) : random.nextInt(-3, 4);
    }

    private double number() {
        return random.nextInt(3) == 0 ? NUMBERS[random.nextInt(NUMBERS.length)] : random.nextGaussian();
    }

    private int[] dims() {
        if (random.nextInt(20) == 0) {
            return new int[] {random.nextInt(30, 50), random.nextInt(30, 50)}; // large enough for native memory
        }
        List<Integer> dims = new ArrayList<>();
        for (int rank = random.nextInt(5); rank > 0; rank--) {
            dims.add(random.nextInt(8) == 0 ? 0 : random.nextInt(1, 5));
        }
        return dims.stream().mapToInt(d -> d).toArray();
    }

    /** A tensor of any type, shape and state. */
    Tensor tensor() {
        switch (random.nextInt(40)) {
            case 0:
                return closed;
            case 1:
                return foreign;
            default:
                Tensor plain = plain(dims());
                return state(plain);
        }
    }

    private Tensor plain(int[] dims) {
        Shape shape = Shape.of(dims);
        int kind = random.nextInt(20);
        if (kind < 3) {
            long[] values = new long[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(6) == 0 ? integer() : random.nextInt(4);
            }
            return Tensor.of(values, values.length).reshape(dims);
        }
        if (kind < 5) {
            boolean[] values = new boolean[shape.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextBoolean();
            }
            return Tensor.of(values, values.length).reshape(dims);
        }
        double[] values = new double[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextInt(50) == 0 ? number() : random.nextGaussian();
        }
        return Tensor.of(values, values.length).reshape(dims).to(kind < 9 ? DType.FLOAT64 : DType.FLOAT32);
    }

    private Tensor state(Tensor plain) {
        boolean floating = plain.dtype().isFloating();
        switch (random.nextInt(8)) {
            case 0:
                return floating ? plain.requiresGrad(true) : plain.detach();
            case 1:
                return floating ? plain.requiresGrad(true).mul(2) : plain;
            case 2:
                return plain.rank() > 1 ? plain.transpose(0, 1) : plain;
            case 3:
                try (Scope inner = Scope.noGrad()) {
                    return plain.detach();
                }
            case 4:
                return plain.shape().size() == 1 ? plain.reshape(1).expand(3) : plain;
            default:
                return plain;
        }
    }
}
