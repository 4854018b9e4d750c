package io.github.dsllm.sim.physics.imperfect;

/** Couplings on a grid of few bits, the range of each row being its largest coupling. */
public final class CouplingBits extends Kind {
    public CouplingBits() {
        super(
                "coupling-bits",
                "J = round(J/r·L)·r/L, r = largest |J| of the row, L = 2^(s−1) − 1",
                "bit",
                8,
                "couplings of the default numerics (docs/numerics.md §1)",
                12,
                10,
                8,
                7,
                6,
                5,
                4,
                3);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public void program(Site site, int row, float[] couplings) {
                double range = largest(couplings);
                for (int i = 0; i < couplings.length; i++) {
                    couplings[i] = quantised(couplings[i], strength, range, 0.5);
                }
            }
        };
    }
}
