package io.github.dsllm.sim.physics.imperfect;

/** As converter-bits, with a range that follows the largest charge of the group at each reading. */
public final class AutoRangeBits extends Kind {
    public AutoRangeBits() {
        super(
                "auto-range-bits",
                "σ = round(σ/r·L)·r/L, r = largest |σ| at this reading, L = 2^(s−1) − 1",
                "bit",
                8,
                "converters of the DS-ISA controller: 8 bits at 1 GS/s",
                12,
                11,
                10,
                9,
                8,
                7,
                6,
                5);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void read(Site site, double fullScale, float[] sigma) {
                double range = largest(sigma);
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] = quantised(sigma[i], strength, range, 0.5);
                }
            }
        };
    }
}
