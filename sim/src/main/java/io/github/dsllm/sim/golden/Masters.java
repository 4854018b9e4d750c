package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.FixedPoint;
import io.github.dsllm.codegen.chip.UpdateRounding;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** The coupling words of a tile that learns, with their master bits; the memories that multiply get the upper bits of what has changed. Semantics: docs/isa.md §9. */
final class Masters {
    private static final int ROTATION = 5;
    private static final int DRAWN_SHIFTS = 32;

    private final short[] couplings; // (words, lanes)
    private final int[] masters; // (words, lanes)
    private final int lanes;
    private final int bits;
    private final CouplingTraining training;
    private final List<CouplingMemory> memories;
    private final short[] changed; // (lanes)
    private final int polynomial;
    private int register;

    Masters(short[] couplings, CoreParameters core, int polynomial, List<CouplingMemory> memories) {
        this.training = Objects.requireNonNull(core.training());
        this.lanes = core.lanes();
        this.bits = core.couplingCellBits();
        this.memories = memories;
        this.changed = new short[lanes];
        this.polynomial = polynomial;
        this.couplings = couplings;
        this.masters = new int[couplings.length];
        reset();
    }

    /** Couplings and random numbers begin anew. */
    void reset() {
        register = training.seed();
        Arrays.setAll(masters, i -> training.master(couplings[i]));
        for (CouplingMemory memory : memories) {
            memory.load(0, couplings, 0, couplings.length / lanes);
        }
    }

    /** M of a coupling word (lanes). */
    int[] word(int word) {
        return Arrays.copyOfRange(masters, word * lanes, (word + 1) * lanes);
    }

    /**
     * M_l := sat(M_l − Q(δ_l·x, shift)) in all lanes of a word.
     *
     * @param nodes array that holds the currents δ
     * @param first index of δ_0
     * @param x the node that drives the couplings of the word
     * @return how many couplings were saturated
     */
    int evolve(int word, int[] nodes, int first, long x, int shift) {
        boolean isDrawn = training.rounding() == UpdateRounding.STOCHASTIC;
        if (isDrawn) {
            draw();
        }
        int saturations = 0;
        for (int lane = 0; lane < lanes; lane++) {
            long product = nodes[first + lane] * x;
            long change = FixedPoint.round(isDrawn ? product + noise(lane, shift) : product, shift);
            int index = word * lanes + lane;
            long sum = masters[index] - change;
            long saturated = FixedPoint.saturate(sum, bits);
            saturations += saturated == sum ? 0 : 1;
            masters[index] = (int) saturated;
            changed[lane] = training.coupling(masters[index]);
        }
        for (CouplingMemory memory : memories) {
            memory.load(word, changed, 0, 1);
        }
        return saturations;
    }

    private void draw() {
        for (int i = 0; i < DRAWN_SHIFTS; i++) {
            register = (register >>> 1) ^ ((register & 1) == 0 ? 0 : polynomial);
        }
    }

    /** The lowest {@code shift} bits of the rotated register as a signed number. */
    private int noise(int lane, int shift) {
        int unused = Integer.SIZE - shift;
        return Integer.rotateLeft(register, ROTATION * lane) << unused >> unused;
    }
}
