package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;

/** The states of a transformer that get a binary point of their own; names as in docs/numerics.md. */
enum State {
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
    boolean perLayer() {
        return compareTo(RESIDUAL) < 0;
    }

    /** Signed width in bits. */
    int bits(Numerics numerics) {
        return switch (this) {
            case KR -> numerics.keyBits();
            case V -> numerics.valueBits();
            case RESIDUAL -> numerics.residualBits();
            case LOGIT -> numerics.logitBits();
            default -> numerics.stateBits();
        };
    }
}
