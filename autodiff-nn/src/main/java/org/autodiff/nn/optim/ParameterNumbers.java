package org.autodiff.nn.optim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.autodiff.Tensor;
import org.autodiff.nn.Parameter;

/**
 * The numbers that parameters have in a saved state of an {@link Optimizer}, found by their names.
 *
 * @param saved the number in the state of each parameter
 * @param misfits all that keeps the state from belonging to these parameters, a line each; then the numbers are the own ones
 */
record ParameterNumbers(List<Integer> saved, List<String> misfits) {
    /** The number in the state of the parameter that has this one now. */
    int number(int parameter) {
        return saved.get(parameter);
    }

    /** The names by which a state calls parameters; the second of a name is called {@code weight#2}, and so on. */
    static List<String> names(List<Parameter> parameters) {
        Set<String> all = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (Parameter parameter : parameters) {
            String name = parameter.name();
            for (int i = 2; !all.add(name); i++) {
                name = parameter.name() + "#" + i;
            }
            names.add(name);
        }
        return names;
    }

    /**
     * Compares the entries of the names with the parameters.
     *
     * @param groups the group of each parameter
     * @param inOrder whether each must have the number that it had
     * @param entries the number and the group by name
     * @param prefix what stands before the names in the whole state
     */
    static ParameterNumbers of(
            List<Parameter> parameters, int[] groups, boolean inOrder, Map<String, Tensor> entries, String prefix) {
        List<String> names = names(parameters);
        Map<String, SavedEntries.Form> forms = new LinkedHashMap<>();
        names.forEach(name -> forms.put(name, SavedEntries.Form.counts(0, 2)));
        List<String> misfits = new ArrayList<>(new SavedEntries(entries, forms).misfits(prefix));
        List<Integer> saved = new ArrayList<>();
        for (int i = 0; misfits.isEmpty() && i < names.size(); i++) {
            long[] place = entries.get(names.get(i)).toLongs();
            String where = prefix + names.get(i) + ": expected ";
            if (place[0] >= names.size() || saved.contains((int) place[0])) {
                misfits.add(where + "a number below " + names.size() + " that no other has, got " + place[0]);
            } else if (inOrder && place[0] != i) {
                misfits.add(where + "number " + i + ", for one vector is kept for all parameters in their order, got "
                        + place[0] + "; list the parameters as they were");
            } else if (place[1] != groups[i]) {
                misfits.add(where + "group " + groups[i] + ", got " + place[1] + "; add the groups as they were");
            }
            saved.add((int) place[0]);
        }
        List<Integer> own = IntStream.range(0, names.size()).boxed().toList();
        return new ParameterNumbers(misfits.isEmpty() ? List.copyOf(saved) : own, List.copyOf(misfits));
    }
}
