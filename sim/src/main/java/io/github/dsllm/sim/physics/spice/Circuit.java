package io.github.dsllm.sim.physics.spice;

/**
 * What the numbers of a system are in a circuit: charge 1 is 1 V, h = 1 is the conductance G0, J = 1 the transconductance G0, and every node has the capacitance
 * C0. Time 1 is C0/G0.
 *
 * @param capacitance C0 in farad
 * @param conductance G0 in siemens
 */
public record Circuit(double capacitance, double conductance) {
    /** Boltzmann's constant in J/K, exact since 2019. */
    public static final double BOLTZMANN = 1.380649e-23;

    /** 100 fF and 10 µS: time 1 is 10 ns, so that 8 bits settle in 55 ns; the chips of docs/physics.md evolve for 100 ns. */
    public static final Circuit STANDARD = new Circuit(100e-15, 10e-6);

    public Circuit {
        if (!(capacitance > 0 && conductance > 0 && Double.isFinite(capacitance / conductance))) {
            throw new IllegalArgumentException("a circuit of " + capacitance + " F and " + conductance + " S");
        }
    }

    /** Time 1 in seconds. */
    public double timeUnit() {
        return capacitance / conductance;
    }

    /** Standard deviation of a capacitor's voltage at rest by thermal noise, √(kT/C0) in volt. */
    public double thermalNoise(double kelvin) {
        return Math.sqrt(BOLTZMANN * kelvin / capacitance);
    }
}
