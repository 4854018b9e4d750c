package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * Walks through the stages of a program one after another, from token to logits, as a machine does that locks one stage and lets the next one go: each
 * stage gets the states that it reads, and a {@link LockedStage.Solver} says where its nodes end. Keys and values of all positions are kept, so positions must
 * come in order from 0. Not for several threads at once.
 */
public final class ProgramWalk {
    private static final double ROOT_SEED = 0.8;

    private final LanguageModel model;
    private final ModelShape shape;
    private final OperatorMappings mappings;
    private final LockedStage.Solver solver;
    private final Map<String, double[]> keysAndValues = new HashMap<>(); // state name -> all positions
    private Map<String, double[]> states = new HashMap<>();
    private double[] scores = {};
    private double[] weights = {};
    private double[] normState = {};

    public ProgramWalk(LanguageModel model, OperatorMappings mappings, LockedStage.Solver solver) {
        this.model = model;
        this.shape = model.shape();
        this.mappings = mappings;
        this.solver = solver;
    }

    /**
     * One token.
     *
     * @param token from 0 to vocabulary − 1
     * @param position one more than the last one
     * @return logits (vocabulary)
     */
    public double[] logits(int token, int position) {
        states = new HashMap<>();
        double[] oneHot = new double[shape.vocabulary()];
        oneHot[token] = 1;
        states.put("token, one-hot", oneHot);
        if (shape.anatomy().learnedPositions()) {
            double[] here = new double[shape.context()];
            here[position] = 1;
            states.put("position, one-hot", here);
        }
        for (Stage stage : DsProgram.of(model, position, mappings).stages()) {
            double[] y = run(stage, position);
            states.put(stage.free(), y);
        }
        return state("logits");
    }

    private double[] run(Stage stage, int position) {
        String name = stage.name();
        if (name.endsWith(".squares")) {
            normState = state(stage.inputs());
            return settle(stage, normState, normState);
        } else if (name.endsWith(".root")) {
            double[] v = state("v");
            return solver.settle(new LockedStage(
                    stage, new double[0], v, new double[] {ROOT_SEED / Math.sqrt(v[0])}, Double.POSITIVE_INFINITY));
        } else if (name.endsWith(".scale")) {
            return settle(stage, normState, state("r = 1/√v"));
        } else if (name.contains(".rope")) {
            double[] rotated = settle(stage, state(stage.inputs()), rotation(position));
            remember(stage.free(), rotated);
            return rotated;
        } else if (name.endsWith(".scores")) {
            scores = settle(
                    stage, state(stage.inputs()), remembered(stage.couplers().replace(" of all positions", "")));
            return scores;
        } else if (name.endsWith("weightedSum.exponential")) {
            weights = discharge(stage, belowMaximum(position + 1));
            return weights;
        } else if (name.endsWith("weightedSum.sum")) {
            return settle(stage, remembered(name.replace("weightedSum.sum", "v")), weights);
        } else if (name.endsWith(".exponential")) {
            double[] x = state(stage.couplers().replace("|", ""));
            return discharge(stage, Arrays.stream(x).map(Math::abs).toArray());
        } else if (name.endsWith(".quotient")) {
            double[] x = state(stage.inputs().substring(stage.inputs().lastIndexOf(' ') + 1));
            DoubleStream parts = DoubleStream.concat(
                    Arrays.stream(x).map(a -> Math.max(a, 0)), Arrays.stream(x).map(a -> Math.min(a, 0)));
            return settle(stage, parts.toArray(), state("E = e^−|x|"));
        } else if (!stage.couplers().isEmpty()) {
            return settle(stage, state(stage.inputs()), state(stage.couplers()));
        } else if (stage.inputs().contains("(")) {
            String inner = stage.inputs()
                    .substring(stage.inputs().indexOf('(') + 1, stage.inputs().length() - 1);
            OperatorMapping mapping = mappings.require(shape.activation());
            return settle(stage, Arrays.stream(state(inner)).map(mapping::apply).toArray(), new double[0]);
        }
        double[] inputs = Arrays.stream(
                        stage.inputs().contains("one-hot")
                                ? new String[] {stage.inputs()}
                                : stage.inputs().split(", "))
                .flatMapToDouble(input -> Arrays.stream(state(input)))
                .toArray();
        double[] y = settle(stage, inputs, new double[0]);
        if (stage.name().endsWith(".wv") || stage.name().endsWith(".wk")) {
            remember(stage.free(), y);
        }
        return y;
    }

    private double[] settle(Stage stage, double[] inputs, double[] couplers) {
        double[] start = new double[stage.freeNodes()];
        return solver.settle(new LockedStage(stage, inputs, couplers, start, Double.POSITIVE_INFINITY));
    }

    private double[] discharge(Stage stage, double[] selfReactions) {
        double[] precharged = new double[stage.freeNodes()];
        Arrays.fill(precharged, 1);
        return solver.settle(new LockedStage(stage, new double[0], selfReactions, precharged, 1));
    }

    private double[] belowMaximum(int stored) {
        double[] below = new double[scores.length];
        for (int i = 0; i < below.length; i++) {
            int head = i / stored;
            double largest = Arrays.stream(scores, head * stored, (head + 1) * stored)
                    .max()
                    .orElseThrow();
            below[i] = largest - scores[i];
        }
        return below;
    }

    private double[] rotation(int position) {
        double[] couplers = new double[shape.headSize()];
        for (int i = 0; i < couplers.length; i += 2) {
            double angle = position * shape.anatomy().rotary().frequency(i / 2, shape.headSize(), shape.ropeTheta());
            couplers[i] = Math.cos(angle);
            couplers[i + 1] = Math.sin(angle);
        }
        return couplers;
    }

    private void remember(String name, double[] state) {
        keysAndValues.merge(
                name,
                state,
                (before, now) -> DoubleStream.concat(Arrays.stream(before), Arrays.stream(now))
                        .toArray());
    }

    private double[] remembered(String name) {
        return required(keysAndValues, name);
    }

    private double[] state(String name) {
        return required(states, name);
    }

    private static double[] required(Map<String, double[]> from, String name) {
        double[] state = from.get(name);
        if (state == null) {
            throw new IllegalStateException("no state " + name + " among " + from.keySet());
        }
        return state;
    }
}
