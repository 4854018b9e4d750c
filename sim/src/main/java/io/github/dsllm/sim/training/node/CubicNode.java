package io.github.dsllm.sim.training.node;

import io.github.dsllm.codegen.chip.ExponentialTable;

/** Whole octaves shift, the fraction u is a cubic. */
class CubicNode implements ExponentialNode {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    final double c0;
    final double c1;
    final double c2;
    final double c3;

    CubicNode() {
        double[] c = ExponentialTable.cubicCoefficients();
        c0 = c[0];
        c1 = c[1];
        c2 = c[2];
        c3 = c[3];
    }

    /** The best that this JVM can run; all agree in every bit. */
    static CubicNode fastest() {
        return ModuleLayer.boot().findModule(VECTOR_MODULE).isPresent() ? new VectorCubicNode() : new CubicNode();
    }

    @Override
    public double value(double t) {
        double octaves = Octaves.of(t);
        double u = octaves - Math.floor(octaves);
        return Octaves.shifted(c0 + u * (c1 + u * (c2 + u * c3)), octaves);
    }

    @Override
    public double slope(double t) {
        double octaves = Octaves.of(t);
        double u = octaves - Math.floor(octaves);
        return Octaves.shifted(Octaves.PER_NAT * (c1 + u * (2 * c2 + 3 * u * c3)), octaves);
    }

    @Override
    public void discharge(double[] t, int count, double[] charges, double[] slopes) {
        discharge(t, 0, count, charges, slopes);
    }

    /** Elements {@code from} … {@code to − 1}, with the same bits as one by one, and one search for the octave. */
    final void discharge(double[] t, int from, int to, double[] charges, double[] slopes) {
        for (int i = from; i < to; i++) {
            double octaves = Octaves.of(t[i]);
            double u = octaves - Math.floor(octaves);
            double shift = Octaves.shift(octaves);
            charges[i] = (c0 + u * (c1 + u * (c2 + u * c3))) * shift;
            slopes[i] = Octaves.PER_NAT * (c1 + u * (2 * c2 + 3 * u * c3)) * shift;
        }
    }
}
