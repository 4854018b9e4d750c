package io.github.dsllm.sim.estimate;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpec.AnalogFigure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The analog part of a chip spec as the estimate needs it: every figure there, positive, of the right unit, with its source. */
public final class AnalogChip {

    /** The figures that an estimate is made of. */
    public enum Figure {
        COUPLING_CAPACITANCE("couplingCapacitance", "F", "capacitance of a coupling with its wires"),
        SIGNAL_SWING("signalSwing", "V", "rms voltage over a coupling"),
        PRECISION("precision", "b", "bits that a state has when it is locked"),
        COUPLING_POWER("couplingPower", "W", "power of a coupling"),
        NODE_POWER("nodePower", "W", "power of a node"),
        LINE_DELAY("lineDelay", "s", "delay of a line per coupling that it passes"),
        COUPLING_AREA("couplingArea", "m2", "area of a coupling"),
        CHIP_COUPLINGS("chipCouplings", "1", "couplings of one chip"),
        DAC_COUNT("dacCount", "1", "DACs of a machine"),
        DAC_RATE("dacRate", "Hz", "values that a DAC sets per second"),
        DAC_POWER("dacPower", "W", "power of a DAC"),
        ADC_COUNT("adcCount", "1", "ADCs of a machine"),
        ADC_RATE("adcRate", "Hz", "values that an ADC reads per second"),
        ADC_POWER("adcPower", "W", "power of an ADC"),
        CONTROLLER_POWER("controllerPower", "W", "power of the controller");

        private final String key;
        private final String unit;
        private final String meaning;

        Figure(String key, String unit, String meaning) {
            this.key = key;
            this.unit = unit;
            this.meaning = meaning;
        }

        /** Its key in the chip spec. */
        public String key() {
            return key;
        }

        /** SI unit of its value. */
        public String unit() {
            return unit;
        }

        /** What it is, in a few words. */
        public String meaning() {
            return meaning;
        }
    }

    private static final String NUMBER = "^[0-9.]+(?:[eE][+-]?[0-9]+)? ?";
    private static final double MOST_BITS = 24;

    private final String name;
    private final double clock;
    private final Map<Figure, AnalogFigure> figures;
    private final List<String> unused;

    private AnalogChip(String name, double clock, Map<Figure, AnalogFigure> figures, List<String> unused) {
        this.name = name;
        this.clock = clock;
        this.figures = figures;
        this.unused = List.copyOf(unused);
    }

    /**
     * Takes the figures from a chip spec.
     *
     * @throws UserError naming all figures that are missing, of another unit or out of bounds
     */
    public static AnalogChip of(ChipSpec spec) {
        Map<Figure, AnalogFigure> figures = new EnumMap<>(Figure.class);
        List<String> problems = new ArrayList<>();
        for (Figure figure : Figure.values()) {
            AnalogFigure given = spec.analog().get(figure.key());
            if (given == null) {
                problems.add(figure.key() + " is missing (" + figure.meaning() + ", in " + figure.unit() + ")"
                        + Suggestion.question(figure.key(), foreign(spec)));
            } else {
                problem(figure, given, problems);
                figures.put(figure, given);
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("chip spec " + spec.name() + " says too little of its analog chip for an estimate:\n  "
                    + String.join("\n  ", problems)
                    + "\nperhaps you should start from the analog part of examples/chips/ds-llm-poster.yaml");
        }
        return new AnalogChip(spec.name(), spec.clock(), figures, foreign(spec));
    }

    private static void problem(Figure figure, AnalogFigure given, List<String> problems) {
        String unit = given.figure().strip().replaceFirst(NUMBER, "");
        boolean right = unit.equals(figure.unit())
                || unit.length() == figure.unit().length() + 1 && unit.endsWith(figure.unit())
                || figure.unit().equals("m2") && unit.endsWith("m2");
        if (!right) {
            problems.add(figure.key() + " " + given.figure() + " is not in " + figure.unit());
        } else if (!(given.value() > 0)) {
            problems.add(figure.key() + " " + given.figure() + " is not more than 0");
        } else if (figure == Figure.PRECISION && (given.value() < 1 || given.value() > MOST_BITS)) {
            problems.add(figure.key() + " " + given.figure() + " is outside 1 b .. 24 b");
        }
    }

    private static List<String> foreign(ChipSpec spec) {
        List<String> known = Arrays.stream(Figure.values()).map(Figure::key).toList();
        return spec.analog().keySet().stream()
                .filter(key -> !known.contains(key))
                .toList();
    }

    public String name() {
        return name;
    }

    /** Hertz of the controller. */
    public double clock() {
        return clock;
    }

    /** Analog figures of the spec that no estimate uses. */
    public List<String> unused() {
        return unused;
    }

    /** A figure in its SI unit. */
    public double value(Figure figure) {
        return given(figure).value();
    }

    /** A figure as the user wrote it, with its source. */
    public AnalogFigure given(Figure figure) {
        @Nullable AnalogFigure given = figures.get(figure);
        if (given == null) {
            throw new IllegalStateException(figure + " was not checked");
        }
        return given;
    }

    /** tau in seconds: C over the conductance P/V² of a coupling (docs/estimate.md §1). */
    public double timeConstant() {
        double swing = value(Figure.SIGNAL_SWING);
        return value(Figure.COUPLING_CAPACITANCE) * swing * swing / value(Figure.COUPLING_POWER);
    }

    /** Seconds until a node is within half a step of so many bits: tau · ln 2 · (bits + 1). */
    public double settleTime(double bits) {
        return timeConstant() * Math.log(2) * (bits + 1);
    }

    /** Values per second through all DACs. */
    double dacThroughput() {
        return value(Figure.DAC_COUNT) * value(Figure.DAC_RATE);
    }

    /** Values per second through all ADCs. */
    double adcThroughput() {
        return value(Figure.ADC_COUNT) * value(Figure.ADC_RATE);
    }

    /** Power of all converters. */
    double converterPower() {
        return value(Figure.DAC_COUNT) * value(Figure.DAC_POWER) + value(Figure.ADC_COUNT) * value(Figure.ADC_POWER);
    }
}
