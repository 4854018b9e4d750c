package io.github.dsllm.sim.physics.imperfect;

/** Capacitances differ from node to node; seen only where nodes are read before they rest (finite-time). */
public final class CapacitorMismatch extends Kind {
    public CapacitorMismatch() {
        super(
                "capacitor-mismatch",
                "C = C·(1 + s·N(0, 1)), at least 0.01·C",
                "1",
                0.005,
                "assumption: 0.5 %, metal capacitors of 100 fF",
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.1,
                0.2,
                0.3);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void build(Site site, double[] h, double[] c) {
                spread(c, strength, site.random(seed, name()));
            }
        };
    }
}
