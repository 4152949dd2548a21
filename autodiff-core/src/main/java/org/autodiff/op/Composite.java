package org.autodiff.op;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method of a family that is made of entries of the operation table and so needs no derivative rule. The reference
 * of operations lists it with its formula.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Composite {
    /** How it is written, in LaTeX, with {@code x}, {@code y}, {@code z} for the inputs. */
    String value();
}
