package org.autodiff.nn.golden;

import java.util.List;
import java.util.Map;
import org.autodiff.Tensor;
import org.autodiff.io.Safetensors;

/**
 * One case of a reference group: its JSON object, with access by name, and the tensors of the group's file.
 *
 * @param fields the JSON object
 * @param tensors the file that its tensor keys point into
 */
public record GoldenCase(Map<String, Object> fields, Safetensors tensors) {
    /** The case's name, such as {@code optimizer/SGD/000}. */
    public String name() {
        return text("name");
    }

    /** A string. */
    public String text(String field) {
        return (String) fields.get(field);
    }

    /** A number. */
    public double number(String field) {
        return (Double) fields.get(field);
    }

    /** A number, or another one where the field is absent. */
    public double number(String field, double otherwise) {
        return has(field) ? number(field) : otherwise;
    }

    /** A list of whole numbers. */
    public int[] integers(String field) {
        return ((List<?>) fields.get(field))
                .stream().mapToInt(v -> ((Double) v).intValue()).toArray();
    }

    /** Whether a field is true; absent and null are false. */
    public boolean flag(String field) {
        return Boolean.TRUE.equals(fields.get(field));
    }

    /** A number of a list. */
    public double number(String field, int index) {
        return (Double) ((List<?>) fields.get(field)).get(index);
    }

    /** Whether a field is there and not null. */
    public boolean has(String field) {
        return fields.get(field) != null;
    }

    /** A nested object, on the same tensors. */
    @SuppressWarnings("unchecked")
    public GoldenCase object(String field) {
        return new GoldenCase((Map<String, Object>) fields.get(field), tensors);
    }

    /** A list of nested objects, on the same tensors. */
    @SuppressWarnings("unchecked")
    public List<GoldenCase> objects(String field) {
        return ((List<Map<String, Object>>) fields.get(field))
                .stream().map(object -> new GoldenCase(object, tensors)).toList();
    }

    /** The tensor whose key is in a field. */
    public Tensor tensor(String field) {
        return tensors.tensors().get(text(field));
    }

    /** The tensors whose keys are in a list. */
    public List<Tensor> tensorList(String field) {
        return ((List<?>) fields.get(field))
                .stream().map(key -> tensors.tensors().get((String) key)).toList();
    }

    /** The name, for test reports. */
    @Override
    public String toString() {
        return has("name") ? name() : fields.toString();
    }
}
