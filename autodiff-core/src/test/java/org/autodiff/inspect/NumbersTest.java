package org.autodiff.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers as a reader sees them. */
class NumbersTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "NaN, NaN",
        "Infinity, ∞",
        "-Infinity, −∞",
        "-0.36787944, −0.3679",
        "2.5, 2.5",
        "100, 100",
        "-123456, −123456",
        "123456.7, 123500",
        "999999.7, 1000000",
        "1000000, 1e6",
        "1234567, 1.235e6",
        "0.0001, 0.0001",
        "0.00009999, 9.999e-5",
        "-1.2e-7, −1.2e-7",
        "4.9e-324, 4.941e-324",
        "1.7976931348623157e308, 1.798e308",
        "0.99995, 1", // the double lies above the middle
        "0.99996, 1",
    })
    void standAlone(double x, String text) {
        assertThat(Numbers.text(x)).isEqualTo(text.replace("e-", "e−"));
    }

    @Test
    void operandsThatAreNegativeStandInParentheses() {
        assertThat(Numbers.operand(-2)).isEqualTo("(−2)");
        assertThat(Numbers.operand(2)).isEqualTo("2");
    }

    /** Whichever way it is written, it is the number rounded to four digits. */
    @Test
    void areRoundedAsDecimalsAre() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            double x = Math.scalb(random.nextDouble(-1, 1), random.nextInt(-30, 40));
            x = i % 3 == 0 ? random.nextInt(20_000) * 0.5 / Math.pow(10, random.nextInt(5)) : x; // ties and near them
            BigDecimal exact = new BigDecimal(x);
            BigDecimal read = new BigDecimal(Numbers.text(x).replace('−', '-'));
            BigDecimal rounded = x == Math.rint(x) && Math.abs(x) < 1e6
                    ? exact
                    : exact.round(new MathContext(4, RoundingMode.HALF_EVEN));
            assertThat(read).as("%s", x).isEqualByComparingTo(rounded);
        }
    }
}
