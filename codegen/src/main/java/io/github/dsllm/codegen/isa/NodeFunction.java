package io.github.dsllm.codegen.isa;

/** What an instruction does; its code stands in the descriptor. The semantics are in docs/isa.md, one section each. */
public enum NodeFunction {
    TOKEN(1, Opcode.N_LOAD),
    EMBED(2, Opcode.N_LOAD),
    ARRIVE(3, Opcode.N_LOAD),
    LINEAR(4, Opcode.N_EVOLVE),
    NORM(5, Opcode.N_EVOLVE),
    ROPE(6, Opcode.N_EVOLVE),
    KEY(7, Opcode.C_LOAD),
    VALUE(8, Opcode.C_LOAD),
    SCORES(9, Opcode.N_EVOLVE),
    ATTEND(10, Opcode.N_EVOLVE),
    SILU(11, Opcode.N_EVOLVE),
    PRODUCT(12, Opcode.N_EVOLVE),
    TABLE(13, Opcode.N_EVOLVE),
    SEND(14, Opcode.N_STORE),
    SAMPLE(15, Opcode.N_STORE),
    RELOAD(16, Opcode.C_LOAD),
    CLAMP(17, Opcode.N_LOAD),
    EVOLVE(18, Opcode.C_EVOLVE),
    STORE(19, Opcode.C_STORE);

    private final int code;
    private final Opcode opcode;

    NodeFunction(int code, Opcode opcode) {
        this.code = code;
        this.opcode = opcode;
    }

    public int code() {
        return code;
    }

    /** The operation of DS-ISA under which the function is issued. */
    public Opcode opcode() {
        return opcode;
    }

    public static NodeFunction of(int code) {
        for (NodeFunction function : values()) {
            if (function.code == code) {
                return function;
            }
        }
        throw new IllegalArgumentException("no node function " + code);
    }
}
