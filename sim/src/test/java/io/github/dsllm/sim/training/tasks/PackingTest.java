package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static final int SEPARATOR = 2;

    @Test
    void framesOneTextAndPairs() {
        assertThat(pack("ab", "", 10)).containsExactly(1, 'a', 'b', SEPARATOR);
        assertThat(pack("ab", "c", 10)).containsExactly(1, 'a', 'b', SEPARATOR, 'c', SEPARATOR);
    }

    @Test
    void cutsTheLongerTextFirst() {
        assertThat(pack("abcdef", "xy", 8)).containsExactly(1, 'a', 'b', 'c', SEPARATOR, 'x', 'y', SEPARATOR);
        assertThat(pack("ab", "uvwxyz", 8)).containsExactly(1, 'a', 'b', SEPARATOR, 'u', 'v', 'w', SEPARATOR);
        assertThat(pack("abcdef", "", 5)).containsExactly(1, 'a', 'b', 'c', SEPARATOR);
    }

    @Test
    void cutsAsTakingTokenByTokenDoes() {
        for (int first = 0; first < 12; first++) {
            for (int second = 0; second < 12; second++) {
                for (int room = 2; room < 14; room++) {
                    int[] slowly = {first, second};
                    while (slowly[0] + slowly[1] > room) {
                        slowly[slowly[0] > slowly[1] ? 0 : 1]--;
                    }

                    assertThat(Packing.kept(first, second, room))
                            .as(first + ", " + second + " in " + room)
                            .isEqualTo(slowly);
                }
            }
        }
    }

    @Test
    void noRoomAndNoSeparatorAreRefused() {
        assertThatThrownBy(() -> new Packing(Letters.withBegin(), SEPARATOR, 4))
                .isInstanceOf(UserError.class)
                .hasMessage("texts of 4 tokens have no room for a pair; perhaps you should take at least 5");
        assertThatThrownBy(() -> new Packing(Letters.withBegin(), 128, 5))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the separator 128 is none of the 128 tokens");
        assertThatThrownBy(() -> new Packing(new Letters(OptionalInt.empty()), SEPARATOR, 5))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no token that begins a text");
    }

    private static int[] pack(String first, String second, int length) {
        return new Packing(Letters.withBegin(), SEPARATOR, length).pack(new Example(first, second, 0));
    }
}
