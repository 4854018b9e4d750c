package io.github.dsllm.codegen.chip;

/** The registers of the memory-mapped core (docs/host-link.md §8), 32 bits each, in the order of their addresses. */
public enum AxiRegister {
    VERSION("version of this map", false),
    CONTROL("bit 0: hold the core in reset; any write clears the counters and the mark of a bad load", true),
    STATUS(
            "bit 0: busy, bits 2 and 1: fault code, bit 3: held, bit 4: can be loaded, bit 5: a chunk was not taken",
            false),
    CORE_HIGH("core fingerprint, its first four bytes", false),
    CORE_LOW("core fingerprint, its last four bytes", false),
    INVERSE_TEMPERATURE("inverse temperature, 0 takes the arg-max", true),
    SEED("seed, not 0", true),
    NEW_TOKENS("limit of new tokens, 0 is none", true),
    STOP_COUNT("how many stop tokens count", true),
    STOP_TOKENS_0_1("stop tokens 0 and, from bit 16 on, 1", true),
    STOP_TOKENS_2_3("stop tokens 2 and, from bit 16 on, 3", true),
    CYCLES_LOW("cycles in which the core was busy since CONTROL was written, low part", false),
    CYCLES_HIGH("the same, high part", false),
    PROMPT_TOKENS("prompt tokens that the core has taken since", false),
    TOKENS("tokens that it has given since", false),
    LOAD_TARGET("memory (bits 7 to 0) and tile (from bit 8 on) to load", true),
    LOAD_WORD("first word to load", true),
    LOAD_CHUNK("first chunk to load; a write takes target, word and chunk over", true),
    LOAD_DATA_0("bits 31 to 0 of a chunk", true),
    LOAD_DATA_1("bits 63 to 32 of a chunk", true),
    LOAD_DATA_2("bits 71 to 64 of a chunk; a write loads it and goes on to the next, if the core is held", true);

    /** Bits of an address in bytes. */
    public static final int ADDRESS_BITS = 7;

    private final String meaning;
    private final boolean writable;

    AxiRegister(String meaning, boolean writable) {
        this.meaning = meaning;
        this.writable = writable;
    }

    /** Number of the register. */
    public int index() {
        return ordinal();
    }

    /** Its address in bytes. */
    public int address() {
        return index() * Integer.BYTES;
    }

    /** What it is for. */
    public String meaning() {
        return meaning;
    }

    /** Whether it takes values. */
    public boolean writable() {
        return writable;
    }
}
