package io.github.dsllm.codegen.isa;

/**
 * One 64-bit DS-ISA instruction: opcode [63:56], address [55:24], group [23:8], descriptor [7:0].
 *
 * @param opcode operation of DS-ISA
 * @param address 32-bit base address; what it addresses is said by the function
 * @param group node group that the instruction writes, sends or waits for
 * @param descriptor index into the descriptor memory, the byte that DS-ISA reserves
 */
public record Instruction(Opcode opcode, long address, int group, int descriptor) {

    /** Bits of the coupling word address within the address of LINEAR and EMBED; the scale word stands above. */
    public static final int COUPLING_ADDRESS_BITS = 20;

    /** Bits of the external word that the group field of RELOAD holds; the higher ones stand where other instructions have the scale word. */
    private static final int EXTERNAL_LOW_BITS = 16;

    /** External words that a RELOAD can name: 28 bits. */
    public static final int EXTERNAL_WORDS = 1 << (32 - COUPLING_ADDRESS_BITS + EXTERNAL_LOW_BITS);

    public Instruction {
        if (address < 0 || address > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("address " + address + " exceeds 32 bits");
        }
        if (group < 0 || group > 0xFFFF) {
            throw new IllegalArgumentException("group " + group + " exceeds 16 bits");
        }
        if (descriptor < 0 || descriptor > 0xFF) {
            throw new IllegalArgumentException("descriptor " + descriptor + " exceeds 8 bits");
        }
    }

    /** The address of LINEAR and EMBED: first coupling word and scale word. */
    public static long weightAddress(int couplingWord, int scaleWord) {
        if (couplingWord < 0
                || couplingWord >= 1 << COUPLING_ADDRESS_BITS
                || scaleWord < 0
                || scaleWord >= 1 << (32 - COUPLING_ADDRESS_BITS)) {
            throw new IllegalArgumentException(
                    "coupling word " + couplingWord + " or scale word " + scaleWord + " cannot be addressed");
        }
        return (long) scaleWord << COUPLING_ADDRESS_BITS | couplingWord;
    }

    /** The address of RELOAD: first coupling word, and what of the external word has no room in {@link #externalGroup}. */
    public static long reloadAddress(int couplingWord, int externalWord) {
        return weightAddress(couplingWord, externalWord >>> EXTERNAL_LOW_BITS);
    }

    /** The group field of RELOAD. */
    public static int externalGroup(int externalWord) {
        return externalWord & ((1 << EXTERNAL_LOW_BITS) - 1);
    }

    /** First external word of a RELOAD. */
    public int externalWord() {
        return scaleWord() << EXTERNAL_LOW_BITS | group;
    }

    public int couplingWord() {
        return (int) (address & ((1 << COUPLING_ADDRESS_BITS) - 1));
    }

    public int scaleWord() {
        return (int) (address >> COUPLING_ADDRESS_BITS);
    }

    public long encode() {
        return (long) opcode.code() << 56 | address << 24 | (long) group << 8 | descriptor;
    }

    public static Instruction decode(long word) {
        return new Instruction(
                Opcode.of((int) (word >>> 56)), word >> 24 & 0xFFFF_FFFFL, (int) (word >> 8 & 0xFFFF), (int)
                        (word & 0xFF));
    }
}
