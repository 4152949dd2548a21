package org.autodiff.array.nd4j;

import org.autodiff.array.Shape;
import org.autodiff.array.nd4j.ConvolutionPieces.Piece;
import org.autodiff.array.nd4j.OneDnnProgram.Place;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;

/** Builds the program of oneDNN for a convolution or its transposes. */
final class ConvolutionProgram {
    private final OneDnnProgram program;
    private final Piece piece;
    private final ConvolutionSizes s;
    private final Shape kernel;
    private final dnnl_memory_desc anyX;
    private final dnnl_memory_desc anyKernel;
    private final dnnl_memory_desc anyY;
    private final long[] strides;
    private final long[] gaps;
    private final long[] before;
    private final long[] after;

    private ConvolutionProgram(OneDnnProgram program, Piece piece) {
        this.program = program;
        this.piece = piece;
        this.s = piece.sizes();
        this.kernel = grouped(s);
        this.anyX = program.any(s.x());
        this.anyKernel = program.any(kernel);
        this.anyY = program.any(s.y());
        int axes = s.x().rank() - 2;
        this.strides = new long[axes];
        this.gaps = new long[axes];
        this.before = new long[axes];
        this.after = new long[axes];
        for (int i = 0; i < axes; i++) {
            strides[i] = s.how().stride(i);
            gaps[i] = s.how().dilation(i) - 1;
            before[i] = s.how().padding(i);
            after[i] = s.covered(i) - s.x().dim(i + 2) - before[i];
        }
    }

    /** The kernel with an axis for the groups where there are several: [groups, O/groups, C/groups, k...]. */
    private static Shape grouped(ConvolutionSizes s) {
        int groups = s.how().groups();
        if (groups == 1) {
            return s.kernel();
        }
        int[] dims = new int[s.kernel().rank() + 1];
        dims[0] = groups;
        dims[1] = s.kernel().dim(0) / groups;
        for (int i = 2; i < dims.length; i++) {
            dims[i] = s.kernel().dim(i - 1);
        }
        return Shape.of(dims);
    }

    /** The program, or null where oneDNN has no fast one. */
    static OneDnnProgram of(ConvolutionKind kind, Piece piece) {
        OneDnnProgram program = new OneDnnProgram();
        boolean complete = false;
        try {
            complete = new ConvolutionProgram(program, piece).isBuilt(kind) && program.fits();
        } finally {
            if (!complete) {
                program.close();
            }
        }
        return complete ? program : null;
    }

    private boolean isBuilt(ConvolutionKind kind) {
        for (int i = 0; i < after.length; i++) {
            if (after[i] + strides[i] <= 0) {
                return false; // so much of the input is left over that oneDNN refuses it
            }
        }
        dnnl_memory_desc bias = kind == ConvolutionKind.BIASED ? program.rowMajor(bias()) : null;
        dnnl_primitive_desc forward = program.descriptor(
                "convolution",
                to -> dnnl.dnnl_convolution_forward_primitive_desc_create(
                        to,
                        OneDnn.engine(),
                        dnnl.dnnl_forward_training,
                        dnnl.dnnl_convolution_direct,
                        anyX,
                        anyKernel,
                        bias,
                        anyY,
                        strides,
                        gaps,
                        before,
                        after,
                        program.attributes()));
        if (forward == null) {
            return false;
        }
        return switch (kind) {
            case FORWARD, BIASED -> {
                Place x = operandX();
                Place w = operandKernel();
                forward(forward, x, w, bias == null ? null : program.operand(bias()));
                yield true;
            }
            case BY_INPUT -> {
                Place y = operandY();
                yield byInput(forward, y, operandKernel());
            }
            case BY_KERNEL -> byKernel(forward, operandX(), operandY());
            case BOTH -> {
                Place x = operandX();
                Place w = operandKernel();
                Place y = operandY();
                yield byInput(forward, y, w) && byKernel(forward, x, y);
            }
        };
    }

    /** Declares x as the next operand. */
    private Place operandX() {
        return program.operand(s.x(), piece.wholeX());
    }

    /** Declares the kernel, or a part of one, as the next operand. */
    private Place operandKernel() {
        return piece.isOfChannels() ? program.operand(kernel, piece.wholeKernel()) : program.operand(kernel);
    }

    /** Declares y as the next operand. */
    private Place operandY() {
        return program.operand(s.y(), piece.wholeY());
    }

    private Shape bias() {
        return Shape.of(s.kernel().dim(0));
    }

    private void forward(dnnl_primitive_desc d, Place x, Place w, Place bias) {
        OneDnnProgram.Call call = program.call(d)
                .with(dnnl.DNNL_ARG_SRC, x, dnnl.dnnl_query_src_md)
                .with(dnnl.DNNL_ARG_WEIGHTS, w, dnnl.dnnl_query_weights_md);
        if (bias != null) {
            call.with(dnnl.DNNL_ARG_BIAS, bias);
        }
        call.add(dnnl.DNNL_ARG_DST, operandY(), dnnl.dnnl_query_dst_md);
    }

    private boolean byInput(dnnl_primitive_desc forward, Place y, Place w) {
        dnnl_primitive_desc d = program.descriptor(
                "transpose by the input",
                to -> dnnl.dnnl_convolution_backward_data_primitive_desc_create(
                        to,
                        OneDnn.engine(),
                        dnnl.dnnl_convolution_direct,
                        anyX,
                        anyKernel,
                        anyY,
                        strides,
                        gaps,
                        before,
                        after,
                        forward,
                        program.attributes()));
        if (d != null) {
            program.call(d)
                    .with(dnnl.DNNL_ARG_DIFF_DST, y, dnnl.dnnl_query_diff_dst_md)
                    .with(dnnl.DNNL_ARG_WEIGHTS, w, dnnl.dnnl_query_weights_md)
                    .add(dnnl.DNNL_ARG_DIFF_SRC, operandX(), dnnl.dnnl_query_diff_src_md);
        }
        return d != null;
    }

    private boolean byKernel(dnnl_primitive_desc forward, Place x, Place y) {
        if (s.x().rank() == 5 && s.extent(0) > s.x().dim(2)) {
            return false; // with strides, 3.8.1 writes beyond the memory of the result here
        }
        dnnl_primitive_desc d = program.descriptor(
                "transpose by the kernel",
                to -> dnnl.dnnl_convolution_backward_weights_primitive_desc_create(
                        to,
                        OneDnn.engine(),
                        dnnl.dnnl_convolution_direct,
                        anyX,
                        anyKernel,
                        null,
                        anyY,
                        strides,
                        gaps,
                        before,
                        after,
                        forward,
                        program.attributes()));
        if (d != null) {
            program.call(d)
                    .with(dnnl.DNNL_ARG_SRC, x, dnnl.dnnl_query_src_md)
                    .with(dnnl.DNNL_ARG_DIFF_DST, y, dnnl.dnnl_query_diff_dst_md)
                    .add(dnnl.DNNL_ARG_DIFF_WEIGHTS, operandKernel(), dnnl.dnnl_query_diff_weights_md);
        }
        return d != null;
    }
}
