package io.github.dsllm.codegen.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class GeluMappingTest extends DifferentiableMappingContract {
    @Override
    protected DifferentiableMapping mapping() {
        return new GeluMapping();
    }

    @Test
    void equalsTabulatedValues() {
        assertThat(mapping().apply(1)).isCloseTo(0.8413447460685429, within(1e-12));
        assertThat(mapping().apply(-3)).isCloseTo(-0.004049694095480134, within(1e-12));
        assertThat(mapping().apply(40)).isEqualTo(40);
    }
}
