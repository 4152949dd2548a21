package org.autodiff.array.nd4j;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.autodiff.array.Shape;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;

/**
 * Primitives of oneDNN on arrays of given shapes in single precision, made once and run many times, one after the other, by
 * one thread. Operands are row-major arrays or parts of them; a primitive that is fast in another layout works in a block for staging, with a
 * primitive before or after it that brings the elements there or back. Running it keeps no native memory.
 */
final class OneDnnProgram implements AutoCloseable {
    /** Staged arrays begin at multiples of so many elements, which is a line of the cache. */
    private static final int ALIGNMENT = 16;

    /** What closing it destroys, the last first. */
    private final Deque<Runnable> made = new ArrayDeque<>();

    private final List<dnnl_memory> operands = new ArrayList<>();
    private final List<Staged> staged = new ArrayList<>();
    private final List<Copy> copies = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final dnnl_stream stream;
    private final dnnl_primitive_attr attributes;
    private long elements;

    /** An array whose memory is named when the program runs. */
    record Place(dnnl_memory memory, dnnl_memory_desc layout) {}

    /** Such an array in the block for staging, from that element on. */
    private record Staged(dnnl_memory memory, long offset) {}

    /** An operand in another layout. */
    private record Copy(Place from, Place to) {}

    private record Step(dnnl_primitive primitive, int count, dnnl_exec_arg_t arguments) {}

    OneDnnProgram() {
        stream = own(
                new dnnl_stream(OneDnn.make(
                        "stream", to -> dnnl.dnnl_stream_create(to, OneDnn.engine(), dnnl.dnnl_stream_in_order))),
                dnnl::dnnl_stream_destroy);
        attributes = own(
                new dnnl_primitive_attr(OneDnn.make("attributes", dnnl::dnnl_primitive_attr_create)),
                dnnl::dnnl_primitive_attr_destroy);
        // In the other mode the library keeps memory for each thread that the pool's limit does not count.
        OneDnn.check(
                "scratchpad mode",
                dnnl.dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl.dnnl_scratchpad_mode_user));
    }

    private interface Destructor<P> {
        int destroy(P made);
    }

    private <P> P own(P p, Destructor<P> destructor) {
        made.push(() -> destructor.destroy(p));
        return p;
    }

    @Override
    public void close() {
        steps.forEach(s -> s.arguments.close());
        while (!made.isEmpty()) {
            made.pop().run();
        }
    }

    boolean isClosed() {
        return made.isEmpty();
    }

    /** The attributes to make descriptors of primitives with. */
    dnnl_primitive_attr attributes() {
        return attributes;
    }

    /** Row-major order. */
    dnnl_memory_desc rowMajor(Shape shape) {
        return partOf(shape, shape);
    }

    /** The layout of a part of a row-major array, with the same axes. */
    private dnnl_memory_desc partOf(Shape whole, Shape shape) {
        long[] dims = dims(shape);
        long[] strides = new long[dims.length];
        long stride = 1;
        for (int i = dims.length - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= whole.dim(i);
        }
        return layout(to -> dnnl.dnnl_memory_desc_create_with_strides(to, dims.length, dims, dnnl.dnnl_f32, strides));
    }

    /** Whatever layout the primitive is fast in. */
    dnnl_memory_desc any(Shape shape) {
        long[] dims = dims(shape);
        return layout(to ->
                dnnl.dnnl_memory_desc_create_with_tag(to, dims.length, dims, dnnl.dnnl_f32, dnnl.dnnl_format_tag_any));
    }

    private static long[] dims(Shape shape) {
        return Arrays.stream(shape.toArray()).asLongStream().toArray();
    }

    private dnnl_memory_desc layout(OneDnn.Maker maker) {
        return own(new dnnl_memory_desc(OneDnn.make("layout", maker)), dnnl::dnnl_memory_desc_destroy);
    }

    /** The next operand, in row-major order. */
    Place operand(Shape shape) {
        return operand(shape, shape);
    }

    /** The next operand, a part of a row-major array. */
    Place operand(Shape shape, Shape whole) {
        Place place = place(partOf(whole, shape));
        operands.add(place.memory);
        return place;
    }

    /** The next operand, a matrix whose rows, or columns where it is transposed, lie so far apart. */
    Place matrix(int rows, int columns, int line, boolean transposed) {
        long[] dims = {rows, columns};
        long[] strides = transposed ? new long[] {1, line} : new long[] {line, 1};
        Place place =
                place(layout(to -> dnnl.dnnl_memory_desc_create_with_strides(to, 2, dims, dnnl.dnnl_f32, strides)));
        operands.add(place.memory);
        return place;
    }

    private Place stage(dnnl_memory_desc layout) {
        Place place = place(layout);
        staged.add(new Staged(place.memory, elements));
        long size = (dnnl.dnnl_memory_desc_get_size(layout) - 1) / Float.BYTES + 1;
        elements += (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return place;
    }

    private Place place(dnnl_memory_desc layout) {
        return new Place(
                own(
                        new dnnl_memory(OneDnn.make(
                                "memory", to -> dnnl.dnnl_memory_create(to, layout, OneDnn.engine(), (Pointer) null))),
                        dnnl::dnnl_memory_destroy),
                layout);
    }

    /** A call of a primitive, to be given its arguments. */
    Call call(dnnl_primitive_desc descriptor) {
        return new Call(descriptor);
    }

    /** The descriptor of a primitive, or null where the library has only loops that are no faster than Java's. */
    dnnl_primitive_desc descriptor(String what, OneDnn.Maker maker) {
        Pointer p = OneDnn.makeOrNull(what, maker);
        if (p == null) {
            return null;
        }
        dnnl_primitive_desc d = own(new dnnl_primitive_desc(p), dnnl::dnnl_primitive_desc_destroy);
        try (PointerPointer<?> to = new PointerPointer<>(1)) {
            OneDnn.check("query", dnnl.dnnl_primitive_desc_query(d, dnnl.dnnl_query_impl_info_str, 0, to));
            return new BytePointer(to.get()).getString().startsWith("ref") ? null : d;
        }
    }

    /** An operand in the layout that a primitive wants: itself, if it has that, or a copy, the same for all that want it. */
    private Place inLayout(Place operand, dnnl_memory_desc layout) {
        if (areEqual(operand.layout, layout)) {
            return operand;
        }
        for (Copy c : copies) {
            if (c.from == operand && areEqual(c.to.layout, layout)) {
                return c.to;
            }
        }
        Place to = stage(layout);
        reorder(operand, to);
        copies.add(new Copy(operand, to));
        return to;
    }

    private static boolean areEqual(dnnl_memory_desc a, dnnl_memory_desc b) {
        return dnnl.dnnl_memory_desc_equal(a, b) != 0;
    }

    private void reorder(Place from, Place to) {
        dnnl_primitive_desc d = own(
                new dnnl_primitive_desc(OneDnn.make(
                        "reorder",
                        at -> dnnl.dnnl_reorder_primitive_desc_create(
                                at, from.layout, OneDnn.engine(), to.layout, OneDnn.engine(), attributes))),
                dnnl::dnnl_primitive_desc_destroy);
        call(d).with(dnnl.DNNL_ARG_FROM, from).with(dnnl.DNNL_ARG_TO, to).add();
    }

    /** A primitive and its arguments, to become the next step. */
    final class Call {
        private final dnnl_primitive_desc descriptor;
        private final List<Integer> names = new ArrayList<>();
        private final List<Place> places = new ArrayList<>();

        private Call(dnnl_primitive_desc descriptor) {
            this.descriptor = descriptor;
        }

        private dnnl_memory_desc wanted(int query) {
            return dnnl.dnnl_primitive_desc_query_md(descriptor, query, 0);
        }

        /** An operand as it is. */
        Call with(int name, Place operand) {
            names.add(name);
            places.add(operand);
            return this;
        }

        /** An operand in the layout that the primitive says it wants: {@code dnnl_query_src_md} for instance asks for one. */
        Call with(int name, Place operand, int query) {
            return with(name, inLayout(operand, wanted(query)));
        }

        /** Makes it the next step. */
        void add() {
            dnnl_memory_desc scratchpad = wanted(dnnl.dnnl_query_scratchpad_md);
            if (dnnl.dnnl_memory_desc_get_size(scratchpad) > 0) {
                with(dnnl.DNNL_ARG_SCRATCHPAD, stage(scratchpad));
            }
            dnnl_primitive primitive = own(
                    new dnnl_primitive(OneDnn.make("primitive", to -> dnnl.dnnl_primitive_create(to, descriptor))),
                    dnnl::dnnl_primitive_destroy);
            int count = names.size();
            dnnl_exec_arg_t arguments = new dnnl_exec_arg_t(count);
            for (int i = 0; i < count; i++) {
                arguments.position(i).arg(names.get(i)).memory(places.get(i).memory);
            }
            steps.add(new Step(primitive, count, arguments.position(0)));
        }

        /** The same, with its result, which is brought into row-major order by another step if need be. */
        void add(int name, Place result, int query) {
            dnnl_memory_desc layout = wanted(query);
            if (areEqual(result.layout, layout)) {
                with(name, result).add();
            } else {
                Place z = stage(layout);
                with(name, z).add();
                reorder(z, result);
            }
        }
    }

    /** Whether what it needs for staging fits into a block. */
    boolean fits() {
        return elements <= Integer.MAX_VALUE;
    }

    /** The elements of the block that {@link #run} needs. */
    int stagedElements() {
        return Math.toIntExact(elements);
    }

    /** Runs it on the operands, each at its first element, in the order in which they were declared. */
    void run(Block staging, Pointer... on) {
        for (int i = 0; i < on.length; i++) {
            OneDnn.check("operand", dnnl.dnnl_memory_set_data_handle(operands.get(i), on[i]));
        }
        for (Staged s : staged) {
            OneDnn.check("staging", dnnl.dnnl_memory_set_data_handle(s.memory, staging.at((int) s.offset)));
        }
        for (Step s : steps) {
            OneDnn.check("primitive", dnnl.dnnl_primitive_execute(s.primitive, stream, s.count, s.arguments));
        }
    }
}
