package org.autodiff.functional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.autodiff.functional.Convolution.Conv;
import org.autodiff.functional.Pooling.Pool;
import org.autodiff.inspect.Ops;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Attribute records are values: immutable, whatever happens to an array that goes in or comes out, and equal by content. */
class AttributesTest {
    @Test
    void optionsKeepTheirNumbers() {
        Conv.DEFAULT.stride()[0] = 7;
        assertThat(Conv.DEFAULT.stride()).containsExactly(1);
        int[] given = {2, 3};
        Pool pool = new Pool(given).withPadding(given);
        given[0] = 9;
        assertThat(pool).isEqualTo(new Pool(2, 3).withPadding(2, 3)).isNotEqualTo(new Pool(2, 3).withPadding(2, 4));
    }

    @TestFactory
    Stream<DynamicTest> immutable() {
        return records()
                .map(attrs -> dynamicTest(name(attrs), () -> {
                    String shown = attrs.toString();
                    Object[] mine = parts(attrs);
                    Record copy = made(attrs, mine);
                    assertThat(copy).isEqualTo(attrs).hasSameHashCodeAs(attrs);
                    Arrays.stream(mine).forEach(AttributesTest::overwrite);
                    Arrays.stream(parts(attrs)).forEach(AttributesTest::overwrite);
                    assertThat(copy).isEqualTo(attrs).hasSameHashCodeAs(attrs).hasToString(shown);
                    assertThat(attrs).hasToString(shown);
                }));
    }

    /** The attributes of all samples of the operation table. */
    private static Stream<Record> records() {
        return Ops.all().stream()
                .flatMap(op -> op.samples().stream())
                .map(sample -> sample.attrs())
                .filter(Record.class::isInstance)
                .map(Record.class::cast)
                .distinct();
    }

    private static String name(Record attrs) {
        return attrs.getClass().getSimpleName() + " " + attrs;
    }

    private static Object[] parts(Record attrs) throws ReflectiveOperationException {
        RecordComponent[] components = attrs.getClass().getRecordComponents();
        Object[] parts = new Object[components.length];
        for (int i = 0; i < parts.length; i++) {
            components[i].getAccessor().setAccessible(true); // some records are their operation's own
            parts[i] = components[i].getAccessor().invoke(attrs);
        }
        return parts;
    }

    private static Record made(Record like, Object[] parts) throws ReflectiveOperationException {
        Class<?>[] types = Arrays.stream(like.getClass().getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        Constructor<?> canonical = like.getClass().getDeclaredConstructor(types);
        canonical.setAccessible(true);
        return (Record) canonical.newInstance(parts);
    }

    /** Writes other numbers into an array, and into the arrays in it. */
    private static void overwrite(Object part) {
        if (part instanceof Object[] rows) {
            Arrays.stream(rows).forEach(AttributesTest::overwrite);
            Arrays.fill(rows, null);
        } else if (part.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(part); i++) {
                Array.setInt(part, i, 77);
            }
        }
    }
}
