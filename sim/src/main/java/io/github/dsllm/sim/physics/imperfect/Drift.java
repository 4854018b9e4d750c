package io.github.dsllm.sim.physics.imperfect;

/** Couplings in a phase-change memory lose conductance with time. */
public final class Drift extends Kind {
    public Drift() {
        super(
                "drift",
                "J = J·(t/t0)^(−s), t/t0 = 4320: one day after a first reading at 20 s",
                "1",
                0.05,
                "assumption: a usual exponent of phase-change memory; 0 for capacitors and flash",
                0.001,
                0.002,
                0.005,
                0.01,
                0.02,
                0.05,
                0.07,
                0.1);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            private final float left = (float) Math.pow(4320, -strength);

            @Override
            public void program(Site site, int row, float[] couplings) {
                for (int i = 0; i < couplings.length; i++) {
                    couplings[i] *= left;
                }
            }
        };
    }
}
