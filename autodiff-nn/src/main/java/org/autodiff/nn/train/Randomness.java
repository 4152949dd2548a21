package org.autodiff.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.array.DType;
import org.autodiff.nn.Module;
import org.autodiff.nn.StateDict;
import org.autodiff.nn.Stateful;

/** The state of a module's sources of randomness: an entry for each, INT64 [2], the seed and how many were drawn. */
record Randomness(Module module) implements Stateful {
    @Override
    public StateDict stateDict() {
        Map<String, Tensor> all = new LinkedHashMap<>();
        module.seedSequences()
                .forEach((path, seeds) ->
                        all.put(path, Tensor.of(new long[] {seeds.seed().value(), seeds.drawn()})));
        return StateDict.of(all);
    }

    @Override
    public List<String> misfits(StateDict state) {
        List<String> lines = new ArrayList<>();
        Map<String, Tensor> rest = new LinkedHashMap<>(state.asMap());
        module.seedSequences().forEach((path, seeds) -> {
            Tensor saved = rest.remove(path);
            long seed = seeds.seed().value();
            if (saved == null || saved.dtype() != DType.INT64 || saved.size() != 2) {
                lines.add(
                        "expected '" + path + "' with a seed and a count, got " + (saved == null ? "nothing" : saved));
            } else if (saved.toLongs()[0] != seed || saved.toLongs()[1] < 0) {
                lines.add("'" + path + "': expected the seed " + seed + " and a count, got " + saved);
            }
        });
        rest.keySet().forEach(path -> lines.add("unexpected '" + path + "'"));
        return lines;
    }

    @Override
    public void loadStateDict(StateDict state) {
        requireFit(state);
        module.seedSequences()
                .forEach((path, seeds) -> seeds.moveTo(state.get(path).toLongs()[1]));
    }
}
