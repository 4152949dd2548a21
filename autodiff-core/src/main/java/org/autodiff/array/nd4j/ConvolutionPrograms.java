package org.autodiff.array.nd4j;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.autodiff.array.Shape;
import org.autodiff.array.nd4j.ConvolutionPieces.Piece;

/** The programs of one thread for the convolutions and the products that it computed last. */
final class ConvolutionPrograms implements AutoCloseable {
    /** More than the convolutions of a large network. What is compiled for them oneDNN keeps for all threads together. */
    static final int MOST = 256;

    private final Map<Object, OneDnnProgram> programs = new LinkedHashMap<>(16, 0.75f, true);

    private record Key(ConvolutionKind kind, ConvolutionSizes sizes, Shape wholeX, Shape wholeKernel, Shape wholeY) {}

    /** The program, or null where oneDNN has no fast one. */
    OneDnnProgram get(ConvolutionKind kind, Piece piece) {
        Key key = new Key(kind, piece.sizes(), piece.wholeX(), piece.wholeKernel(), piece.wholeY());
        return get(key, () -> ConvolutionProgram.of(kind, piece));
    }

    /** The program, or null where oneDNN has no fast one. */
    OneDnnProgram get(Gemm product) {
        return get(product, product::program);
    }

    private OneDnnProgram get(Object key, Supplier<OneDnnProgram> maker) {
        OneDnnProgram program = programs.get(key);
        if (program == null && !programs.containsKey(key)) {
            program = maker.get();
            programs.put(key, program);
            if (programs.size() > MOST) {
                removeEldest();
            }
        }
        return program;
    }

    int size() {
        return programs.size();
    }

    private void removeEldest() {
        var eldest = programs.entrySet().iterator();
        close(eldest.next().getValue());
        eldest.remove();
    }

    private static void close(OneDnnProgram program) {
        if (program != null) {
            program.close();
        }
    }

    @Override
    public void close() {
        programs.values().forEach(ConvolutionPrograms::close);
        programs.clear();
    }
}
