package io.github.dsllm.codegen.isa;

/** The nine operations of DS-ISA, with the codes of this core. */
public enum Opcode {
    N_LOAD(0x01),
    N_LOCK(0x02),
    N_EVOLVE(0x03),
    N_STORE(0x04),
    C_LOAD(0x05),
    C_LOCK(0x06),
    C_EVOLVE(0x07),
    C_STORE(0x08),
    CFG_CONN(0x09);

    private final int code;

    Opcode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Opcode of(int code) {
        for (Opcode opcode : values()) {
            if (opcode.code == code) {
                return opcode;
            }
        }
        throw new IllegalArgumentException("no opcode 0x" + Integer.toHexString(code));
    }
}
