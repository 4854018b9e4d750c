package io.github.dsllm.verification.board;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Fingerprint;
import io.github.dsllm.codegen.chip.LinkProtocol;
import java.nio.ByteBuffer;

/**
 * What a board says of itself (docs/host-link.md §4, HELLO).
 *
 * @param hasImage whether its memories have contents
 * @param isLoadable whether the link can fill them
 * @param hasSdram whether the couplings that are reloaded are in an SDRAM that the link fills too
 * @param kilohertz clock of the core in kHz
 * @param core fingerprint of the core
 * @param image fingerprint of the image; means nothing without one
 */
public record BoardIdentity(
        boolean hasImage, boolean isLoadable, boolean hasSdram, long kilohertz, Fingerprint core, Fingerprint image) {
    private static final int CLOCK = 4;
    private static final int CORE = 8;
    private static final int IMAGE = 16;
    private static final int BYTES = 24;
    private static final int HAS_IMAGE = 1;
    private static final int IS_LOADABLE = 2;
    private static final int HAS_SDRAM = 8;

    /**
     * Reads the answer to HELLO.
     *
     * @throws UserError if the board speaks another version
     */
    static BoardIdentity of(ByteBuffer answer, String port) {
        int version = answer.remaining() == 0 ? 0 : answer.get(0) & 0xFF;
        if (version != LinkProtocol.VERSION) {
            throw new UserError("the board at " + port + " speaks version " + version
                    + " of the host link, this driver " + LinkProtocol.VERSION
                    + "; perhaps you should generate its bitstream anew, or take the dsllm that made it");
        }
        if (answer.remaining() != BYTES) {
            throw new UserError("the board at " + port + " greets with " + answer.remaining() + " bytes in place of "
                    + BYTES + "; perhaps you should generate its bitstream anew");
        }
        byte[] bytes = new byte[BYTES];
        answer.get(0, bytes);
        return new BoardIdentity(
                (bytes[1] & HAS_IMAGE) != 0,
                (bytes[1] & IS_LOADABLE) != 0,
                (bytes[1] & HAS_SDRAM) != 0,
                Integer.toUnsignedLong(answer.getInt(CLOCK)),
                Fingerprint.of(bytes, CORE),
                Fingerprint.of(bytes, IMAGE));
    }
}
