package io.github.dsllm.sim.physics.imperfect;

/** Charges are clipped at the supply. */
public final class Rail extends Kind {
    public Rail() {
        super(
                "rail",
                "σ = min(max(σ, −r/s), r/s), r = full scale",
                "1",
                1,
                "the full scale is laid out for the largest charge of an ideal chip",
                0.9,
                1,
                1.1,
                1.25,
                1.5,
                2,
                3,
                5);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                float rail = (float) (fullScale / strength);
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] = Math.max(-rail, Math.min(rail, sigma[i]));
                }
            }
        };
    }
}
