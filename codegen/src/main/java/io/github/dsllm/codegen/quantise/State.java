package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.model.ModelShape;

/** The states of a transformer that get a binary point of their own; names as in docs/numerics.md. */
public enum State {
    XN1,
    Q,
    K,
    QR,
    KR,
    V,
    ATT,
    XN2,
    H1,
    H3,
    SILU,
    HB,
    RESIDUAL,
    FINAL,
    LOGIT;

    /** Whether every layer has its own binary point. */
    public boolean perLayer() {
        return compareTo(RESIDUAL) < 0;
    }

    /** Number of channels whose ranges are told apart; those of logits are not. */
    int width(ModelShape shape) {
        return switch (this) {
            case XN1, XN2, RESIDUAL, FINAL -> shape.dim();
            case Q, QR, ATT -> shape.queryDim();
            case K, KR, V -> shape.kvDim();
            case H1, H3, SILU, HB -> shape.hiddenDim();
            case LOGIT -> 1;
        };
    }

    /** Signed width in bits. */
    public int bits(Numerics numerics) {
        return switch (this) {
            case KR -> numerics.keyBits();
            case V -> numerics.valueBits();
            case RESIDUAL -> numerics.residualBits();
            case LOGIT -> numerics.logitBits();
            default -> numerics.stateBits();
        };
    }
}
