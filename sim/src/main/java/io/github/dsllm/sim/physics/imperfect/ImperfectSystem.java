package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.sim.physics.Couplings;
import io.github.dsllm.sim.physics.DynamicalSystem;
import java.util.Arrays;

/** A system as an imperfect chip builds it: its couplings, self-reactions and capacitances. What happens when charges are read is not part of the dynamics. */
public final class ImperfectSystem {
    private ImperfectSystem() {}

    /** A capacitance c times the nominal one makes everything that drives its node c times slower. */
    public static DynamicalSystem of(DynamicalSystem system, Imperfections imperfections) {
        Site site = new Site(0, system.name());
        int n = system.nodes();
        double[] h = new double[n];
        double[] c = new double[n];
        imperfections.build(site, h, c);
        Couplings.Builder couplings = new Couplings.Builder(n);
        double[] cubic = new double[n];
        double[] b = new double[n];
        for (int i = 0; i < n; i++) {
            programRow(system.couplings(), i, c[i], couplings, imperfections, site);
            h[i] *= system.h()[i] / c[i];
            cubic[i] = system.cubic()[i] / c[i];
            b[i] = system.b()[i] / c[i];
        }
        return new DynamicalSystem(system.name(), couplings.build(), h, cubic, b, system.clamped(), system.start());
    }

    private static void programRow(
            Couplings couplings,
            int row,
            double c,
            Couplings.Builder programmed,
            Imperfections imperfections,
            Site site) {
        int first = couplings.starts()[row];
        int[] columns = Arrays.copyOfRange(couplings.columns(), first, couplings.starts()[row + 1]);
        float[] values = new float[columns.length];
        for (int k = 0; k < values.length; k++) {
            values[k] = (float) couplings.values()[first + k];
        }
        imperfections.program(site, row, values);
        for (int k = 0; k < values.length; k++) {
            programmed.add(row, columns[k], values[k] / c);
        }
    }
}
