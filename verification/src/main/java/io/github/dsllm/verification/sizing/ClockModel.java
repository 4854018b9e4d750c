package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.hw.Shape;
import io.github.dsllm.verification.sizing.SynthesisRun.Placement;
import io.github.dsllm.verification.sizing.SynthesisRun.Purpose;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Foresees the clock of a board on an ECP5 of speed grade 6. The longest path is a sum of what every core has, carries of an accumulator and of the partial products of
 * a settle unit, levels of selection among lanes, and what stages that small settle units lack would cut; what each adds is fitted to the medians of several placements of a design, and the step from placement to routing to those that were routed.
 */
public final class ClockModel {
    private static final Map<String, Double> EXPECTED = expected();

    /** What routed designs gain against nextpnr's estimate, where no run says. */
    private static final double EXPECTED_GAIN = 1.15;

    private final Costs delays;
    private final double gain;

    private ClockModel(Costs delays, double gain) {
        this.delays = delays;
        this.gain = gain;
    }

    /** Fitted to the runs that come with the workbench. */
    public static ClockModel recorded() {
        return fit(SynthesisRuns.recorded());
    }

    static ClockModel fit(List<SynthesisRun> runs) {
        List<SynthesisRun> placed = runs.stream()
                .filter(run -> run.purpose() == Purpose.FIT && run.placement() != null)
                .toList();
        Costs delays = Costs.fit(
                placed.stream().map(run -> parts(run.design())).toList(),
                placed.stream()
                        .map(run ->
                                NANO / Objects.requireNonNull(run.placement()).estimate())
                        .toList(),
                EXPECTED);
        double gain = placed.stream()
                .map(run -> Objects.requireNonNull(run.placement()))
                .filter(placement -> placement.routed() != null)
                .mapToDouble(ClockModel::gain)
                .average()
                .orElse(EXPECTED_GAIN);
        return new ClockModel(delays, gain);
    }

    private static double gain(Placement placement) {
        return Objects.requireNonNull(placement.routed())
                / placement.estimates().get(0);
    }

    /** What nextpnr will estimate when all is placed, in hertz. */
    double placed(Design design) {
        return NANO / delays.of(parts(design));
    }

    /** Highest frequency of the routed design in hertz. */
    public double foresee(Design design) {
        return placed(design) * gain;
    }

    Costs delays() {
        return delays;
    }

    private static Map<String, Double> parts(Design design) {
        CoreParameters core = design.board().core();
        Shape shape = design.shape();
        Map<String, Double> parts = new LinkedHashMap<>();
        parts.put("fixed", 1.0);
        parts.put("carries", (double) shape.accumulator() + shape.product());
        parts.put("levels", Math.log(core.lanes()) / Math.log(2));
        parts.put("shallow", core.deepening() == 0 ? 1.0 : 0.0);
        return parts;
    }

    /** In nanoseconds. */
    private static Map<String, Double> expected() {
        Map<String, Double> expected = new LinkedHashMap<>();
        expected.put("fixed", 20.0);
        expected.put("carries", 0.06);
        expected.put("levels", 0.5);
        expected.put("shallow", 1.0);
        return expected;
    }

    private static final double NANO = 1e9;
}
