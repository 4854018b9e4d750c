package io.github.dsllm.sim.physics.imperfect;

/** Nodes leak beside their self-reaction. */
public final class Leak extends Kind {
    public Leak() {
        super(
                "leak",
                "h = h·(1 + s)",
                "1",
                0.001,
                "assumption: 10 nS beside 10 µS",
                0.0005,
                0.001,
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.1);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void build(Site site, double[] h, double[] c) {
                for (int i = 0; i < h.length; i++) {
                    h[i] *= 1 + strength;
                }
            }
        };
    }
}
