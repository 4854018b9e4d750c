package io.github.dsllm.sim.physics.imperfect;

/** Charges pass a converter of few bits that is laid out for the full scale of the group. */
public final class ConverterBits extends Kind {
    public ConverterBits() {
        super(
                "converter-bits",
                "σ = round(σ/r·L)·r/L, r = full scale, L = 2^(s−1) − 1",
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
                for (int i = 0; i < sigma.length; i++) {
                    sigma[i] = quantised(sigma[i], strength, fullScale, 0.5);
                }
            }
        };
    }
}
