package io.github.dsllm.sim.estimate;

import io.github.dsllm.sim.estimate.AnalogChip.Figure;
import java.util.List;
import java.util.Set;

/**
 * Time, power and room of one model on one analog chip (docs/estimate.md §2 to §5). Every sum comes with its terms, those that are not counted among them.
 *
 * @param size the model
 * @param chip the chip
 * @param assumptions what is counted
 * @param latency terms of the seconds per token generated, attention over the whole context
 * @param training terms of the seconds per token trained, in batches of one context
 * @param power terms of the watts while training
 */
public record Estimate(
        TransformerSize size,
        AnalogChip chip,
        Set<Assumption> assumptions,
        List<Term> latency,
        List<Term> training,
        List<Term> power) {

    private static final double SECONDS_PER_HOUR = 3600;
    private static final double JOULES_PER_KWH = 3.6e6;

    public Estimate {
        latency = List.copyOf(latency);
        training = List.copyOf(training);
        power = List.copyOf(power);
    }

    /** Estimates; nothing of the model but its sizes is needed. */
    public static Estimate of(TransformerSize size, AnalogChip chip, Set<Assumption> assumptions) {
        LatencyTerms latency = new LatencyTerms(size, chip, assumptions);
        TrainingTerms training = new TrainingTerms(size, chip, assumptions);
        PowerTerms power = new PowerTerms(size, chip, assumptions);
        return new Estimate(size, chip, assumptions, latency.terms(), training.terms(), power.terms());
    }

    /** Seconds per token generated. */
    public double latencyPerToken() {
        return Term.sum(latency);
    }

    /** Seconds per token trained. */
    public double trainTimePerToken() {
        return Term.sum(training);
    }

    /** Watts while training. */
    public double watts() {
        return Term.sum(power);
    }

    /** Joules per token trained. */
    public double energyPerToken() {
        return watts() * trainTimePerToken();
    }

    /** Tokens trained per kilowatt hour, the poster's unit. */
    public double tokensPerKilowattHour() {
        return JOULES_PER_KWH / energyPerToken();
    }

    /** Seconds until a node has the precision of the chip. */
    public double settleTime() {
        return chip.settleTime(chip.value(Figure.PRECISION));
    }

    /** Stages of a layer: name, fan-in, nodes, and seconds that each takes, lines included. */
    public List<StageTime> stages() {
        StageTimes times = new StageTimes(chip, LayerStages.layer(size));
        boolean headroom = assumptions.contains(Assumption.HEADROOM);
        return LayerStages.layer(size).stream()
                .map(stage -> new StageTime(
                        stage.name(),
                        stage.fanIn(),
                        stage.nodes(),
                        times.settle(stage, headroom),
                        stage.line() * chip.value(Figure.LINE_DELAY)))
                .toList();
    }

    /**
     * What one stage of a layer takes.
     *
     * @param settle seconds until its nodes are locked
     * @param line seconds on the lines of its array
     */
    public record StageTime(String name, int fanIn, long nodes, double settle, double line) {}

    /** Hours to train on so many tokens. */
    public double trainingHours(double tokens) {
        return tokens * trainTimePerToken() / SECONDS_PER_HOUR;
    }

    /** Seconds to load the couplings of one layer through all DACs. */
    public double reloadTimePerLayer() {
        return size.layerCouplings() / chip.dacThroughput();
    }

    /** Seconds to load the couplings of all layers and the head, as every token needs where one machine serves all of them. */
    public double reloadTimePerToken() {
        return size.couplings() / chip.dacThroughput();
    }

    /** Chips that hold the couplings of all layers and the head. */
    public double chipsResident() {
        return Math.ceil(size.couplings() / chip.value(Figure.CHIP_COUPLINGS));
    }

    /** Watts of the couplings of all layers and the head. */
    public double residentWatts() {
        return size.couplings() * chip.value(Figure.COUPLING_POWER);
    }

    /** Square metres of the couplings of one layer; of all layers and the head where all have chips of their own. */
    public double area() {
        long couplings = assumptions.contains(Assumption.RESIDENT) ? size.couplings() : size.layerCouplings();
        return couplings * chip.value(Figure.COUPLING_AREA);
    }
}
