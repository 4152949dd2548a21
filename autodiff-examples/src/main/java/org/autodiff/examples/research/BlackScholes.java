package org.autodiff.examples.research;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import org.autodiff.Scalar;
import org.autodiff.Tape;
import org.autodiff.transform.Autodiff;

/** The price of a European call option (Black and Scholes 1973) and its derivatives by the spot price up to the third. */
public final class BlackScholes {
    private static final double STRIKE = 100;
    private static final double RATE = 0.03;
    private static final double VOLATILITY = 0.2;
    private static final double YEARS = 0.75;

    private BlackScholes() {}

    private static Scalar price(Scalar spot) {
        double spread = VOLATILITY * Math.sqrt(YEARS);
        Scalar d1 = spot.div(STRIKE)
                .log()
                .add((RATE + VOLATILITY * VOLATILITY / 2) * YEARS)
                .div(spread);
        return spot.mul(normal(d1)).sub(normal(d1.sub(spread)).mul(STRIKE * Math.exp(-RATE * YEARS)));
    }

    private static Scalar normal(Scalar x) {
        return x.mul(-Math.sqrt(0.5)).erfc().mul(0.5);
    }

    /** Price, delta, gamma and speed at a spot price. */
    public static double[] run(double spot) {
        UnaryOperator<Scalar> delta = Autodiff.derivative(BlackScholes::price);
        UnaryOperator<Scalar> gamma = Autodiff.derivative(delta);
        UnaryOperator<Scalar> speed = Autodiff.derivative(gamma);
        try (Tape tape = Tape.record()) {
            Scalar s = tape.leaf(spot);
            return new double[] {
                price(s).value(),
                delta.apply(s).value(),
                gamma.apply(s).value(),
                speed.apply(s).value()
            };
        }
    }

    /** Prints them at 105. */
    public static void main(String[] args) {
        System.out.println("price, delta, gamma, speed: " + Arrays.toString(run(105)));
    }
}
