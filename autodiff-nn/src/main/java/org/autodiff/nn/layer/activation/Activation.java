package org.autodiff.nn.layer.activation;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.autodiff.Tensor;
import org.autodiff.error.ArgumentException;
import org.autodiff.error.Require;
import org.autodiff.nn.layer.Layer;

/**
 * An activation function without parameters: a function of a tensor and the settings it is printed with. It has no
 * state.
 *
 * <p>Each setting is declared once, as {@code finite("alpha", alpha)}: that is its check and what is printed of it.
 */
abstract class Activation extends Layer {
    private final UnaryOperator<Tensor> function;
    private final Setting[] settings;

    Activation(UnaryOperator<Tensor> function, Setting... settings) {
        this.function = function;
        this.settings = settings;
        for (Setting setting : settings) {
            setting.check().accept(owner());
        }
    }

    /**
     * A number that the function takes.
     *
     * @param check given the owner's name, throws where the number is out of range
     */
    record Setting(String name, Number value, Consumer<String> check) {}

    static Setting finite(String name, double value) {
        return new Setting(name, value, owner -> Require.finite(value, owner, name));
    }

    static Setting notNegative(String name, double value) {
        return new Setting(name, value, owner -> Require.notNegative(value, owner, name));
    }

    /** A finite number by which x is divided. */
    static Setting notZero(String name, double value) {
        return new Setting(name, value, owner -> {
            if (Require.finite(value, owner, name) == 0) {
                throw new ArgumentException(owner + ": " + name + " must not be 0; x is divided by it");
            }
        });
    }

    static Setting positive(String name, int value) {
        return new Setting(name, value, owner -> Require.positive(value, owner, name));
    }

    /** An axis, which the operation checks against the input. */
    static Setting axis(int value) {
        return setting("axis", value);
    }

    /** A number that needs no check of its own. */
    static Setting setting(String name, Number value) {
        return new Setting(name, value, owner -> {});
    }

    @Override
    protected final Tensor compute(Tensor x) {
        return function.apply(x);
    }

    @Override
    protected String extraRepr() {
        return Arrays.stream(settings).map(s -> s.name() + "=" + s.value()).collect(Collectors.joining(", "));
    }
}
