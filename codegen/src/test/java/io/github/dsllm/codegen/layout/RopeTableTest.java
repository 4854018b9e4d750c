package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.model.Rotary;
import org.junit.jupiter.api.Test;

class RopeTableTest {
    @Test
    void positionZeroDoesNotTurn() {
        RopeTable table = new RopeTable(3, 8, 8, 10000, Rotary.ALL, 16);

        assertThat(table.cosines()).startsWith(new short[] {16384, 16384, 16384, 16384});
        assertThat(table.sines()).startsWith(new short[] {0, 0, 0, 0});
    }

    @Test
    void theFirstPairTurnsByOneRadianPerPosition() {
        RopeTable table = new RopeTable(3, 8, 8, 10000, Rotary.ALL, 16);

        assertThat(table.cosines()[8]).isEqualTo((short) Math.rint(Math.cos(2) * 16384));
        assertThat(table.sines()[8]).isEqualTo((short) Math.rint(Math.sin(2) * 16384));
    }

    @Test
    void pairsBehindTheHeadAreZero() {
        RopeTable table = new RopeTable(2, 8, 6, 10000, Rotary.ALL, 16);

        assertThat(table.cosines()[3]).isZero();
        assertThat(table.cosines()[7]).isZero();
    }

    @Test
    void everyPairKeepsItsLength() {
        RopeTable table = new RopeTable(200, 4, 4, 10000, Rotary.ALL, 16);

        for (int i = 0; i < table.cosines().length; i++) {
            double length = Math.hypot(table.cosines()[i], table.sines()[i]);
            assertThat(length).isBetween(16383.0, 16385.0);
        }
    }
}
