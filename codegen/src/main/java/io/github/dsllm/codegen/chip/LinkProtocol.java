package io.github.dsllm.codegen.chip;

/** The numbers of the host link (docs/host-link.md), the same for board and driver. */
public final class LinkProtocol {
    /** What HELLO answers. */
    public static final int VERSION = 1;

    /** Payload of the longest request. */
    public static final int LARGEST_PAYLOAD = 250;

    /** Tokens in one answer to TOKENS. */
    public static final int TOKENS_PER_ANSWER = 120;

    /** Prompt tokens that the board has room for. */
    public static final int PROMPT_ROOM = 256;

    /** Added to the command in its answer. */
    public static final int ANSWER = 0x80;

    /** Bytes of a chunk of a memory word. */
    public static final int CHUNK_BYTES = BoardParameters.CHUNK_BITS / Byte.SIZE;

    private LinkProtocol() {}

    /** What a host may ask. */
    public enum Command {
        HELLO,
        ECHO,
        SETTINGS,
        PROMPT,
        TOKENS,
        COUNTERS,
        RESET,
        BEGIN,
        LOAD,
        COMMIT;

        public int code() {
            return ordinal();
        }
    }

    /** How a request went. */
    public enum Status {
        DONE,
        UNKNOWN,
        LENGTH,
        BUSY,
        FULL,
        NO_IMAGE,
        NOT_LOADABLE,
        OUTSIDE,
        DAMAGED;

        public int code() {
            return ordinal();
        }
    }
}
