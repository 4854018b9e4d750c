package io.github.dsllm.sim.physics.imperfect;

/** Amplifiers bend before they clip. */
public final class SoftClip extends Kind {
    public SoftClip() {
        super(
                "soft-clip",
                "σ = (r/s)·tanh(σ·s/r), r = full scale",
                "1",
                0.1,
                "assumption: 0.3 % compression at full scale",
                0.02,
                0.05,
                0.1,
                0.2,
                0.3,
                0.5,
                0.7,
                1);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                double rail = fullScale / strength;
                if (rail == 0) {
                    return;
                }
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] = (float) (rail * Math.tanh(sigma[i] / rail));
                }
            }
        };
    }
}
