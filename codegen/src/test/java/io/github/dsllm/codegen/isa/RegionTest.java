package io.github.dsllm.codegen.isa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RegionTest {
    @Test
    void itStandsInTheAddressWithEightBitsPerBound() {
        Region region = new Region(1, 255, 0x23, 0x45);

        assertThat(region.address()).isEqualTo(0x01FF_2345L);
        assertThat(Region.ofAddress(region.address())).isEqualTo(region);
        assertThat(Region.ofAddress(0xFFFF_FFFFL)).isEqualTo(new Region(255, 255, 255, 255));
    }

    @Test
    void itsReceiversAreAllTilesButTheSender() {
        assertThat(new Region(1, 2, 0, 1).receivers(4, 3)).containsExactly(3, 6, 7);
        assertThat(Region.ofTile(5, 3)).isEqualTo(new Region(1, 1, 2, 2));
    }

    @Test
    void boundsOutOfOrderOrReachAreRefused() {
        assertThatThrownBy(() -> new Region(2, 1, 0, 0)).hasMessageContaining("rows 2 … 1");
        assertThatThrownBy(() -> new Region(0, 0, 0, 256)).hasMessageContaining("at most 256");
    }
}
