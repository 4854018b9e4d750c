package io.github.dsllm.sim.physics.imperfect;

/** Nodes start at 0 and are read before they rest. */
public final class FiniteTime extends Kind {
    public FiniteTime() {
        super(
                "finite-time",
                "σ = σ·(1 − e^(−s·h/C)), h and C relative to their nominal values",
                "1",
                10,
                "the evolution time of 100 ns that chips of this family give, at 10 ns per time constant",
                12,
                10,
                8,
                6,
                5,
                4,
                3,
                2);
    }

    @Override
    public Imperfection at(double strength, long seed) {
        return new Imperfection() {
            @Override
            public double evolveTime() {
                return strength;
            }
        };
    }
}
