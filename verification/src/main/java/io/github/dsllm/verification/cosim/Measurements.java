package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.verification.simulator.ExecutedProgram;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** Cycles that the RTL needed, against the limit of one multiply-accumulate per lane and cycle. */
public final class Measurements {
    private final ChipImage image;
    private final Map<Integer, long[]> positions = new TreeMap<>();
    private final Map<Integer, long[]> inputs = new TreeMap<>();
    private final Map<String, Long> operators = new LinkedHashMap<>();
    private final long macs;
    private final long macsPerPosition;
    private long cycles;
    private double ideal;
    private int count;

    Measurements(ChipImage image) {
        this.image = image;
        long constant = 0;
        long growing = 0;
        for (TileImage tile : image.tiles()) {
            for (OperatorTag operator : tile.operators()) {
                constant += operator.macs();
                growing += operator.macsPerPosition();
            }
        }
        this.macs = constant;
        this.macsPerPosition = growing;
    }

    /**
     * @param input token that the position began with
     */
    void add(int position, int input, long measured) {
        cycles += measured;
        ideal += idealCycles(position);
        count++;
        add(positions, position, measured);
        add(inputs, input, measured);
    }

    private static void add(Map<Integer, long[]> sums, int key, long measured) {
        long[] sum = sums.computeIfAbsent(key, k -> new long[2]);
        sum[0] += measured;
        sum[1]++;
    }

    /** Charges the time between the ends of consecutive instructions of tile 0 to the later one. */
    void add(ExecutedProgram program, long firstCycle) {
        long reached = firstCycle;
        for (int pc = 0; pc < program.lastCycles().length; pc++) {
            long last = program.lastCycles()[pc];
            if (last > reached) {
                operators.merge(
                        image.tiles().get(program.tile()).operators().get(pc).operator(), last - reached, Long::sum);
                reached = last;
            }
        }
    }

    /** (static + attention multiply-accumulates at the position) / (lanes · tiles that are there). */
    public double idealCycles(int position) {
        return (macs + (double) macsPerPosition * (position + 1))
                / ((long) image.core().lanes() * image.core().builtTiles());
    }

    /** Positions that were measured. */
    public int count() {
        return count;
    }

    /** Mean over all measured positions; 0 without any. */
    public double cyclesPerToken() {
        return count == 0 ? 0 : (double) cycles / count;
    }

    /** Σ ideal / Σ measured cycles. */
    public double macUtilisation() {
        return cycles == 0 ? 0 : ideal / cycles;
    }

    /** Mean measured cycles by position. */
    public Map<Integer, Double> cyclesByPosition() {
        return means(positions);
    }

    /** Mean measured cycles by the token that a position began with. */
    public Map<Integer, Double> cyclesByInput() {
        return means(inputs);
    }

    private static Map<Integer, Double> means(Map<Integer, long[]> sums) {
        Map<Integer, Double> mean = new TreeMap<>();
        sums.forEach((key, sum) -> mean.put(key, (double) sum[0] / sum[1]));
        return mean;
    }

    /** Mean cycles per token that pass while an operator is the one that is waited for, on tile 0. */
    public Map<String, Double> cyclesByOperator() {
        Map<String, Double> mean = new LinkedHashMap<>();
        operators.forEach((operator, sum) -> mean.put(operator, (double) sum / Math.max(1, count)));
        return mean;
    }
}
