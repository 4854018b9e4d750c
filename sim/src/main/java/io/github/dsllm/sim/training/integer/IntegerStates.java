package io.github.dsllm.sim.training.integer;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.State;
import io.github.dsllm.codegen.quantise.StateSteps;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.pass.StateRounding;

/** States as integers of the chip's widths: sat(⌊x/step + ½⌋), times the step; docs/isa.md §3. */
public final class IntegerStates implements StateRounding {
    private final Numerics numerics;
    private StateSteps steps;

    /** @param steps of all states of the model */
    public IntegerStates(Numerics numerics, StateSteps steps) {
        this.numerics = numerics;
        this.steps = steps;
    }

    /** Where binary points are now. */
    public StateSteps steps() {
        return steps;
    }

    /** Moves the binary points; nobody may round meanwhile. */
    public void move(StateSteps others) {
        this.steps = others;
    }

    @Override
    public void round(State state, int layer, Matrix x) {
        float[] step = steps.of(state, layer);
        double greatest = Math.scalb(1.0, state.bits(numerics) - 1);
        double[] row = new double[x.columns()];
        for (int t = 0; t < x.rows(); t++) {
            x.read(t, row.length, row);
            for (int c = 0; c < row.length; c++) {
                double level = Math.floor(row[c] / step[c] + 0.5);
                row[c] = Math.max(-greatest, Math.min(greatest - 1, level)) * step[c];
            }
            x.write(t, row.length, row);
        }
    }
}
