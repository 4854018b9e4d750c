package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.ModelShape;

/**
 * Binary places of the states that all layers share.
 *
 * @param residual the residual stream
 * @param finalNorm input of the head
 * @param logit logits
 */
record SharedFractions(int residual, int finalNorm, int logit) {
    private static final long EPSILON_LIMIT = (1L << 32) - 1;

    static SharedFractions of(StateFormats formats, StateUnits units) {
        int residual = formats.fraction(State.RESIDUAL, 0, units);
        while (epsilon(units.shape(), residual) > EPSILON_LIMIT) {
            residual--;
        }
        return new SharedFractions(
                residual, formats.fraction(State.FINAL, 0, units), formats.fraction(State.LOGIT, 0, units));
    }

    /** ε·dim·2^(2·residual), at least 1; it fits the 32 bits of an instruction. */
    long epsilon(ModelShape shape) {
        return epsilon(shape, residual);
    }

    private static long epsilon(ModelShape shape, int residual) {
        return Math.max(1, (long) Math.rint(Math.scalb(shape.normEpsilon() * shape.dim(), 2 * residual)));
    }
}
