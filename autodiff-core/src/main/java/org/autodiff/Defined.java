package org.autodiff;

import java.util.List;
import java.util.Set;
import org.autodiff.op.Attrs;
import org.autodiff.op.Domain;
import org.autodiff.op.Flops;
import org.autodiff.op.Formula;
import org.autodiff.op.Forward;
import org.autodiff.op.Kink;
import org.autodiff.op.Pointwise;
import org.autodiff.op.Reference;
import org.autodiff.op.Rejection;
import org.autodiff.op.Sample;
import org.autodiff.op.Saved;
import org.autodiff.op.ShapeRule;
import org.autodiff.op.TypeRule;

/** An operation that {@link OpBuilder#define} has made. */
record Defined(
        String name,
        int id,
        int arity,
        Class<? extends Attrs> attributes,
        Forward<Attrs> forward,
        Rule rule,
        Set<Saved> saves,
        boolean selects,
        Batching batching,
        ShapeRule shape,
        TypeRule type,
        Pointwise scalar,
        Reference reference,
        List<Domain> domains,
        List<Sample> samples,
        List<Rejection> rejections,
        List<Kink> kinks,
        Formula formula,
        Flops flops)
        implements OpDef {
    /** Each operation is equal to itself only. */
    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return id;
    }

    @Override
    public String toString() {
        return name;
    }
}
