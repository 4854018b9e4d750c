package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoreGeneratorTest {

    @Test
    void elaboratesAChiselModuleToSystemVerilog() {
        String verilog = new CoreGenerator().accumulator(8, 24);

        assertThat(verilog).contains("module Accumulator_8_24(").contains("[23:0] sum");
    }

    @Test
    void emitsTheSameBytesEachTime() {
        CoreGenerator generator = new CoreGenerator();

        assertThat(generator.accumulator(4, 16)).isEqualTo(generator.accumulator(4, 16));
    }
}
