package io.github.dsllm.sim.training.node;

/** e^−t as 2^−octaves. */
final class Octaves {
    /** log2(e). */
    static final double PER_NAT = 1 / StrictMath.log(2);

    /** So many and more leave the same: 2^−1000. */
    static final double VANISHED = 1000;

    private Octaves() {}

    static double of(double t) {
        return Math.min(VANISHED, t * PER_NAT);
    }

    /** x·2^−⌊octaves⌋. */
    static double shifted(double x, double octaves) {
        return x * shift(octaves);
    }

    /** 2^−⌊octaves⌋. */
    static double shift(double octaves) {
        return Double.longBitsToDouble((1023L - (long) octaves) << 52);
    }
}
