package org.autodiff.inspect;

import java.util.List;
import org.autodiff.error.Require;
import org.autodiff.op.Formula;

/**
 * A node of a tape, as a recording keeps it. Its number is its place in {@link Recording#nodes()}.
 *
 * @param op the name of the operation, {@code leaf} or {@code const}
 * @param family its kind
 * @param name what the reader calls it, as {@code q}; empty where it has no name
 * @param inputs the numbers of its inputs, which are smaller than its own
 * @param attrs its attributes, as listings print them
 * @param type the label of the element type, as {@code f32}
 * @param shape the sizes of the axes
 * @param value its value
 * @param adjoint the cotangent that the last sweep brought; null where none is known
 * @param flows what it sent to each input in that sweep; null for those to which nothing flows or of which nothing is known
 * @param locals the local derivative by each input, where it and its inputs are single numbers; null for those to which
 *     nothing flows; empty where they are no numbers
 * @param formula how the operation is written
 * @param source the line of the program that recorded it, as {@code File.java:42}; empty where it is not known
 * @param module the number of the call that it belongs to; -1 for none
 * @param cost what it costs
 * @param lineage which pass it belongs to
 */
public record RecordedNode(
        String op,
        Family family,
        String name,
        List<Integer> inputs,
        String attrs,
        String type,
        List<Integer> shape,
        Snapshot value,
        Snapshot adjoint,
        List<Snapshot> flows,
        List<Double> locals,
        Formula formula,
        String source,
        int module,
        Cost cost,
        Lineage lineage) {
    /** Copies the lists. */
    public RecordedNode {
        inputs = List.copyOf(Require.nonNulls(inputs, "RecordedNode", "the list of inputs", "pass List.of() for none"));
        shape = List.copyOf(Require.nonNulls(shape, "RecordedNode", "the shape", "pass List.of() for a single number"));
        Require.nonNull(flows, "RecordedNode", "the list of flows", "pass List.of() where nothing is known");
        Require.nonNull(locals, "RecordedNode", "the list of local derivatives", "pass List.of() where there are none");
        flows = flows.stream().toList(); // with nulls
        locals = locals.stream().toList();
    }

    /** This node with the name, the line, the module and the pass of another one. */
    RecordedNode placedAs(RecordedNode other) {
        return new RecordedNode(
                op,
                family,
                other.name,
                inputs,
                attrs,
                type,
                shape,
                value,
                adjoint,
                flows,
                locals,
                formula,
                other.source,
                other.module,
                cost,
                other.lineage);
    }

    /** Whether it is the result of an operation. */
    public boolean isOperation() {
        return family != Family.LEAF && family != Family.CONSTANT;
    }

    /** The type and the shape: {@code f32[64,10]}. */
    public String typeAndShape() {
        return type + shape.toString().replace(" ", "");
    }
}
