package io.github.dsllm.verification.board;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.LinkProtocol.Status;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BoardLinkTest {
    private static final int TIMEOUT = 5;

    @Test
    void aRequestWithoutAnswerIsSentAgainWithTheSameNumber() {
        int[] seen = {0};
        ScriptedLine line =
                new ScriptedLine(request -> ++seen[0] < 3 ? new byte[0] : ScriptedLine.answer(request, 0, (byte) 42));
        BoardLink link = new BoardLink(line, TIMEOUT);

        assertThat(link.require(Command.ECHO, new byte[] {42})).isEqualTo(ByteBuffer.wrap(new byte[] {42}));
        assertThat(line.requests).hasSize(3).allMatch(request -> Arrays.equals(request, line.requests.get(0)));
        assertThat(link.repetitions()).isEqualTo(2);
    }

    @Test
    void eachRequestHasItsOwnNumberAndAnswersToOthersAreThrownAway() {
        byte[][] old = new byte[1][];
        ScriptedLine line = new ScriptedLine(request -> {
            byte[] mine = ScriptedLine.answer(request, 0, request[2]);
            byte[] both = old[0] == null ? mine : concat(old[0], mine);
            old[0] = mine;
            return both;
        });
        BoardLink link = new BoardLink(line, TIMEOUT);

        for (byte value = 0; value < 5; value++) {
            assertThat(link.require(Command.ECHO, new byte[] {value}).get()).isEqualTo(value);
        }
        assertThat(line.requests.stream().map(request -> request[0]).distinct()).hasSize(5);
    }

    @Test
    void aSilentBoardIsNamedWithTheRemedyAndItsLineClosed() {
        ScriptedLine line = new ScriptedLine(request -> new byte[0]);

        assertThatThrownBy(() -> BoardDriver.connect(line, TIMEOUT))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the board at the script does not answer HELLO (4 times 5 ms)")
                .hasMessageContaining("perhaps the baud rate");
        assertThat(line.requests).hasSize(4);
        assertThat(line.isClosed).isTrue();
    }

    @Test
    void nothingButGarbageIsSilence() {
        ScriptedLine line = new ScriptedLine(request -> new byte[] {1, 2, (byte) 0xC0, 3, (byte) 0xDB, (byte) 0xC0});

        assertThatThrownBy(() -> BoardDriver.connect(line, TIMEOUT)).hasMessageContaining("does not answer HELLO");
    }

    @Test
    void anotherVersionIsRefused() {
        ScriptedLine line = new ScriptedLine(request -> ScriptedLine.answer(request, 0, (byte) 2, (byte) 0));

        assertThatThrownBy(() -> BoardDriver.connect(line, TIMEOUT))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("speaks version 2 of the host link, this driver 1; perhaps you should");
        assertThat(line.isClosed).isTrue();
    }

    @ParameterizedTest
    @EnumSource(value = Status.class, mode = EnumSource.Mode.EXCLUDE, names = "DONE")
    void everyRefusalSaysWhy(Status status) {
        ScriptedLine line = new ScriptedLine(request -> ScriptedLine.answer(request, status.code()));

        assertThatThrownBy(() -> new BoardLink(line, TIMEOUT).require(Command.PROMPT, new byte[0]))
                .isInstanceOf(UserError.class)
                .hasMessageMatching("the board at the script refuses PROMPT: (it|its|the|there|what) .{10,}");
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
