package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacementLogTest {
    @Test
    void findsTheClockAfterPlacementAndAfterRouting() {
        String log = """
                Info: Max frequency for clock '$glbnet$clock$TRELLIS_IO_IN': 35.89 MHz (PASS at 25.00 MHz)
                Info: Routing..
                Info: Max frequency for clock '$glbnet$clock$TRELLIS_IO_IN': 44.36 MHz (PASS at 25.00 MHz)
                """;

        assertThat(PlacementLog.clocks(log)).containsExactly(35.89e6, 44.36e6);
        assertThat(PlacementLog.clocks("Info: Packing")).isEmpty();
    }
}
