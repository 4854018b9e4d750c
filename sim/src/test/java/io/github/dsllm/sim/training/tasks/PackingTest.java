package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import java.nio.charset.StandardCharsets;
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
        assertThatThrownBy(() -> new Packing(letters(OptionalInt.of(1)), SEPARATOR, 4))
                .isInstanceOf(UserError.class)
                .hasMessage("texts of 4 tokens have no room for a pair; perhaps you should take at least 5");
        assertThatThrownBy(() -> new Packing(letters(OptionalInt.of(1)), 128, 5))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the separator 128 is none of the 128 tokens");
        assertThatThrownBy(() -> new Packing(letters(OptionalInt.empty()), SEPARATOR, 5))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no token that begins a text");
    }

    private static int[] pack(String first, String second, int length) {
        return new Packing(letters(OptionalInt.of(1)), SEPARATOR, length).pack(new Example(first, second, 0));
    }

    /** ASCII codes as tokens. */
    private static Tokenizer letters(OptionalInt begin) {
        return new Tokenizer() {
            @Override
            public int vocabularySize() {
                return 128;
            }

            @Override
            public OptionalInt bosToken() {
                return begin;
            }

            @Override
            public int[] encode(String text, boolean begins) {
                return text.chars().toArray();
            }

            @Override
            public byte[] decode(int previous, int token) {
                return Character.toString(token).getBytes(StandardCharsets.UTF_8);
            }
        };
    }
}
