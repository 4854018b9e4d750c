package io.github.dsllm.verification.board;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.Fingerprint;
import io.github.dsllm.codegen.chip.LinkProtocol;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.LinkProtocol.Status;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.sim.golden.Controls;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntConsumer;

/** A board at the end of a line: what it is, what is in its memories, what it tells. */
public final class BoardDriver implements AutoCloseable {
    private static final int FIRST_PIECE = 1;
    private static final int LAST_PIECE = 2;
    private static final int TOKENS_PER_PIECE = (LinkProtocol.LARGEST_PAYLOAD - 1) / 2;
    private static final int FAULT_CODES = 3;
    private static final int CLEARED = 0;

    private final BoardLink link;
    private final BoardIdentity identity;

    private BoardDriver(BoardLink link, BoardIdentity identity) {
        this.link = link;
        this.identity = identity;
    }

    /**
     * Greets the board.
     *
     * @param timeout milliseconds until a request without an answer is sent again
     * @throws UserError if nothing answers, or not in this version of the link; the line is closed then
     */
    public static BoardDriver connect(SerialLine line, int timeout) {
        BoardLink link = new BoardLink(line, timeout);
        try {
            return new BoardDriver(link, greet(link));
        } catch (UserError e) {
            link.close();
            throw e;
        }
    }

    private static BoardIdentity greet(BoardLink link) {
        ByteBuffer answer = link.require(Command.HELLO, new byte[] {LinkProtocol.VERSION});
        return BoardIdentity.of(answer, link.name());
    }

    /** What the board said when it was greeted. */
    public BoardIdentity identity() {
        return identity;
    }

    /** How often a request had to be sent again. */
    public int repetitions() {
        return link.repetitions();
    }

    /** Whether the line brings back what goes out: every byte value, in the longest frame. */
    public boolean echoes() {
        byte[] pattern = new byte[LinkProtocol.LARGEST_PAYLOAD];
        boolean isSame = true;
        for (int start : new int[] {0, 256 - pattern.length}) {
            for (int i = 0; i < pattern.length; i++) {
                pattern[i] = (byte) (start + i);
            }
            isSame &= link.require(Command.ECHO, pattern).equals(ByteBuffer.wrap(pattern));
        }
        return isSame;
    }

    /**
     * Sees to it that the board holds an image: if it holds another one, or none, and can be loaded, it is loaded.
     *
     * @param directory the image's files
     * @return whether it was loaded
     * @throws UserError if the board has another core, or holds another image and cannot be loaded
     */
    public boolean prepare(ChipImage image, Path directory) {
        Fingerprint core = BoardParameters.fingerprint(image.core());
        if (!identity.core().equals(core)) {
            throw new UserError(
                    "the board at " + link.name() + " has the core " + identity.core()
                            + ", but this image is laid out for the core " + core
                            + "; perhaps you should give the board the bitstream of this chip spec and model, or name those of the board");
        }
        BoardIdentity now = greet(link);
        Fingerprint wanted = ImageFiles.fingerprint(directory);
        if (now.hasImage() && now.image().equals(wanted)) {
            return false;
        }
        if (!now.isLoadable()) {
            throw new UserError(
                    "the board at " + link.name() + " holds the image " + now.image() + ", not " + wanted
                            + ", and cannot be loaded; perhaps you should make its bitstream anew, or generate it with host.load: reload in the chip spec");
        }
        new ImageLoad(link).load(image.core(), now.hasSdram(), directory, wanted);
        return true;
    }

    /**
     * Tells a story.
     *
     * @param offered is told each token as it comes
     * @return the end code of docs/isa.md §5
     * @throws UserError if the board refuses, or its core has a fault
     */
    public int tell(List<Integer> prompt, Controls controls, IntConsumer offered) {
        if (counters().busy() || counters().fault() != CLEARED) {
            link.require(Command.RESET, new byte[0]);
        }
        link.require(Command.SETTINGS, settings(controls));
        int taken = 0;
        int given = 0;
        while (true) {
            if (given < prompt.size()) {
                given += give(prompt, given);
            }
            ByteBuffer answer = link.require(
                    Command.TOKENS, little(2).putShort((short) taken).array());
            int flags = answer.get();
            int end = answer.get();
            int total = answer.getShort() & 0xFFFF;
            while (answer.hasRemaining()) {
                offered.accept(answer.getShort() & 0xFFFF);
                taken = taken + 1 & 0xFFFF;
            }
            if (end != 0 && taken == total && given == prompt.size()) {
                requireNoFault(flags >> 1 & FAULT_CODES);
                return end;
            }
        }
    }

    /** Offers the next piece of the prompt; how many tokens of it were taken. */
    private int give(List<Integer> prompt, int given) {
        int count = Math.min(TOKENS_PER_PIECE, prompt.size() - given);
        int flags = (given == 0 ? FIRST_PIECE : 0) | (given + count == prompt.size() ? LAST_PIECE : 0);
        ByteBuffer piece = little(1 + 2 * count).put((byte) flags);
        prompt.subList(given, given + count).forEach(token -> piece.putShort(token.shortValue()));
        BoardLink.Answer answer = link.ask(Command.PROMPT, piece.array());
        return answer.status() == Status.FULL ? 0 : link.accept(Command.PROMPT, answer, count);
    }

    private void requireNoFault(int fault) {
        if (fault != CLEARED) {
            throw new UserError("the core of the board at " + link.name() + " reports fault " + fault + " ("
                    + switch (fault) {
                        case 1 -> "a prompt token that does not exist";
                        case 2 -> "a prompt longer than the context";
                        default -> "a reserved operation";
                    }
                    + "); perhaps you should verify the image first (dsllm:verify)");
        }
    }

    private static byte[] settings(Controls controls) {
        ByteBuffer settings = little(17)
                .putShort((short) controls.inverseTemperature())
                .putInt(controls.seed())
                .putShort((short) controls.newTokens())
                .put((byte) controls.stopTokens().size());
        controls.stopTokens().forEach(token -> settings.putShort(token.shortValue()));
        return settings.array();
    }

    /** The counters as they are now. */
    public BoardCounters counters() {
        return BoardCounters.of(link.require(Command.COUNTERS, new byte[0]));
    }

    /** Ends a story that is being told, and clears faults. */
    public void reset() {
        link.require(Command.RESET, new byte[0]);
    }

    static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public void close() {
        link.close();
    }
}
