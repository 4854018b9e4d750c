package io.github.dsllm.sim.physics.imperfect;

/** Self-reactions differ from node to node. */
public final class SelfReactionMismatch extends Kind {
    public SelfReactionMismatch() {
        super(
                "self-reaction-mismatch",
                "h = h·(1 + s·N(0, 1)), at least 0.01·h",
                "1",
                0.01,
                "assumption: as coupling-mismatch",
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
                spread(h, strength, site.random(seed, name()));
            }
        };
    }
}
