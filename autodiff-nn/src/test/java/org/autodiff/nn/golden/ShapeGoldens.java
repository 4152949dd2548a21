package org.autodiff.nn.golden;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.autodiff.Sorting;
import org.autodiff.Tensor;
import org.autodiff.functional.Padding;

/** The operations of the reference group {@code shape}. */
final class ShapeGoldens {
    private ShapeGoldens() {}

    /** Adds them, by the format's names. */
    static void register(Map<String, GoldenOp> ops) {
        movement(ops);
        parts(ops);
        diagonals(ops);
        indexing(ops);
    }

    private static void movement(Map<String, GoldenOp> ops) {
        ops.put("reshape", (in, a) -> List.of(in.x().reshape(a.integers("shape"))));
        ops.put("permute", (in, a) -> List.of(in.x().permute(a.integers("dims"))));
        ops.put("transpose", (in, a) -> List.of(in.x().transpose(a.integer("dim0"), a.integer("dim1"))));
        ops.put("expand", (in, a) -> List.of(in.x().expand(a.integers("shape"))));
        ops.put(
                "squeeze",
                (in, a) -> List.of(
                        a.has("dim") ? in.x().squeeze(a.integer("dim")) : in.x().squeeze()));
        ops.put("unsqueeze", (in, a) -> List.of(in.x().unsqueeze(a.integer("dim"))));
        ops.put("flatten", (in, a) -> List.of(in.x().flatten(a.integer("start_dim"), a.integer("end_dim"))));
        ops.put("movedim", (in, a) -> List.of(in.x().movedim(a.integers("source"), a.integers("destination"))));
        ops.put("slice", (in, a) -> List.of(slice(in.x(), a.list("slices"))));
        ops.put("select", (in, a) -> List.of(in.x().select(a.integer("dim"), a.integer("index"))));
    }

    private static Tensor slice(Tensor x, List<?> slices) {
        Tensor z = x;
        for (Object each : slices) {
            List<?> s = (List<?>) each;
            z = z.sliceClipped(or(s.get(0), 0), or(s.get(1), 0), or(s.get(2), Integer.MAX_VALUE), or(s.get(3), 1));
        }
        return z;
    }

    private static int or(Object number, int otherwise) {
        return number == null ? otherwise : ((Double) number).intValue();
    }

    private static void parts(Map<String, GoldenOp> ops) {
        ops.put("cat", (in, a) -> List.of(Tensor.concat(a.integer("dim"), in.numbered())));
        ops.put("stack", (in, a) -> List.of(Tensor.stack(a.integer("dim"), in.numbered())));
        ops.put("split", (in, a) -> in.x().split(a.integer("dim"), a.integers("sizes")));
        ops.put("chunk", (in, a) -> in.x().chunk(a.integer("dim"), a.integer("chunks")));
        ops.put("unbind", (in, a) -> in.x().unbind(a.integer("dim")));
        ops.put("flip", (in, a) -> List.of(in.x().flip(a.integers("dims"))));
        ops.put(
                "roll",
                (in, a) -> List.of(
                        a.has("dims") && !a.list("dims").isEmpty()
                                ? in.x().roll(a.integers("shifts"), a.integers("dims"))
                                : in.x().roll(a.integers("shifts")[0])));
        ops.put("repeat", (in, a) -> List.of(in.x().repeat(a.integers("repeats"))));
        ops.put(
                "repeat_interleave",
                (in, a) -> List.of(
                        a.has("dim")
                                ? in.x().repeatInterleave(a.integer("dim"), a.integer("repeats"))
                                : in.x().repeatInterleave(a.integer("repeats"))));
        ops.put("pad", (in, a) -> {
            Padding.Mode mode = Padding.Mode.valueOf(a.text("mode").toUpperCase(Locale.ROOT));
            return List.of(
                    mode == Padding.Mode.CONSTANT && a.has("value")
                            ? Padding.padConstant(in.x(), a.number("value"), a.integers("pad"))
                            : Padding.pad(in.x(), mode, a.integers("pad")));
        });
    }

    private static void diagonals(Map<String, GoldenOp> ops) {
        ops.put("tril", (in, a) -> List.of(in.x().tril(a.integer("diagonal"))));
        ops.put("triu", (in, a) -> List.of(in.x().triu(a.integer("diagonal"))));
        ops.put("diag", (in, a) -> List.of(in.x().diag(a.integer("diagonal"))));
        ops.put(
                "diagonal",
                (in, a) -> List.of(in.x().diagonal(a.integer("offset"), a.integer("dim1"), a.integer("dim2"))));
        ops.put("trace", (in, a) -> List.of(in.x().trace()));
    }

    private static void indexing(Map<String, GoldenOp> ops) {
        ops.put("index_select", (in, a) -> List.of(in.x().indexSelect(a.integer("dim"), in.get("index"))));
        ops.put("gather", (in, a) -> List.of(in.x().gather(a.integer("dim"), in.get("index"))));
        ops.put("take", (in, a) -> List.of(in.x().take(in.get("index"))));
        ops.put("scatter_add", (in, a) -> List.of(in.x().scatterAdd(a.integer("dim"), in.get("index"), in.get("src"))));
        ops.put("scatter", (in, a) -> List.of(in.x().scatter(a.integer("dim"), in.get("index"), in.get("src"))));
        ops.put(
                "index_add",
                (in, a) ->
                        List.of(in.x().indexAdd(a.integer("dim"), in.get("index"), in.get("src"), a.number("alpha"))));
        ops.put("masked_fill", (in, a) -> List.of(in.x().maskedFill(in.get("mask"), a.number("value"))));
        ops.put("masked_select", (in, a) -> List.of(in.x().maskedSelect(in.get("mask"))));
        ops.put("sort", (in, a) -> both(in.x().sort(a.integer("dim"), a.flag("descending"))));
        ops.put("topk", (in, a) -> both(in.x().topk(a.integer("dim"), a.integer("k"), a.flag("largest"))));
        ops.put("one_hot", (in, a) -> List.of(in.get("index").oneHot(a.integer("num_classes"))));
    }

    private static List<Tensor> both(Sorting.Sorted sorted) {
        return List.of(sorted.values(), sorted.indices());
    }
}
