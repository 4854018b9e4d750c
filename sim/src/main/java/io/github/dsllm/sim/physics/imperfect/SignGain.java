package io.github.dsllm.sim.physics.imperfect;

/** Negative charges are read with another gain than positive ones. */
public final class SignGain extends Kind {
    public SignGain() {
        super(
                "sign-gain",
                "σ = σ·(1 − s) for σ < 0",
                "1",
                0.01,
                "assumption: 1 %, the two halves of a push-pull stage",
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
            public void read(Site site, double fullScale, float[] sigma) {
                float gain = (float) (1 - strength);
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] *= sigma[i] < 0 ? gain : 1;
                }
            }
        };
    }
}
