package io.github.dsllm.hw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.chip.CoreParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cores that would divide by the sum of another head, or none. */
class CoreParametersTest {

    @Test
    void aUnitOfSixteenLanesMakesItsClusterLargerThanAHead() {
        CoreParameters core = Cores.ofUnits(16);

        assertThat(core.clusterLanes()).isEqualTo(16);
        assertThat(core.segmentLanes()).isEqualTo(8);
        assertThat(core.segmentsPerCluster()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "8, 16, a cluster exceeds segment and unit",
        "32, 32, a settle unit has 2 to 16 lanes",
    })
    void aClusterThatNoUnitServesIsRefused(int segmentLanes, int clusterLanes, String message) {
        assertThatThrownBy(() -> Cores.ofClusters(32, segmentLanes, clusterLanes, Math.max(8, segmentLanes)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
