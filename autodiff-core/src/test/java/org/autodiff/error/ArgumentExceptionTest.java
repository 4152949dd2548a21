package org.autodiff.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentExceptionTest {
    @Test
    void whatIsMissingIsNamedWithItsOwnerAndARemedy() {
        assertThat(Require.nonNull("given", "Linear", "the name", "pass one")).isEqualTo("given");
        assertThatThrownBy(() -> Require.nonNull(null, "Linear", "the seed", "pass Seed.of(number)"))
                .isInstanceOf(ArgumentException.class)
                .hasMessage("Linear: the seed must not be null; pass Seed.of(number)");
    }
}
