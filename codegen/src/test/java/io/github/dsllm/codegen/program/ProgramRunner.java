package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Lets a program's stages settle one after another in float64, from token to logits: what an ideal analog machine does. */
final class ProgramRunner {
    private final LanguageModel model;
    private final ModelShape shape;
    private final OperatorMappings mappings;
    private final Map<String, double[]> keysAndValues = new HashMap<>(); // state name -> all positions
    private Map<String, double[]> states = new HashMap<>();
    private double[] scores = {};
    private double[] weights = {};
    private double[] normState = {};

    ProgramRunner(LanguageModel model, OperatorMappings mappings) {
        this.model = model;
        this.shape = model.shape();
        this.mappings = mappings;
    }

    double[] logits(int token, int position) {
        states = new HashMap<>();
        double[] oneHot = new double[shape.vocabulary()];
        oneHot[token] = 1;
        states.put("token, one-hot", oneHot);
        for (Stage stage : DsProgram.of(model, position, mappings).stages()) {
            double[] y = run(stage, position);
            states.put(stage.free(), y);
        }
        return states.get("logits");
    }

    private double[] run(Stage stage, int position) {
        String name = stage.name();
        if (name.endsWith(".squares")) {
            normState = state(stage.inputs());
            return settle(stage, normState, normState);
        } else if (name.endsWith(".root")) {
            double v = states.get("v")[0];
            return Solver.equilibrium(stage, new double[] {0.8 / Math.sqrt(v)}, node -> v);
        } else if (name.endsWith(".scale")) {
            return settle(stage, normState, states.get("r = 1/√v"));
        } else if (name.contains(".rope")) {
            double[] rotated = settle(stage, state(stage.inputs()), rotation(position));
            remember(stage.free(), rotated);
            return rotated;
        } else if (name.endsWith(".scores")) {
            scores = settle(stage, state(stage.inputs()), keysAndValues.get(name.replace("scores", "kr")));
            return scores;
        } else if (name.endsWith("weightedSum.exponential")) {
            weights = discharge(belowMaximum(position + 1));
            return weights;
        } else if (name.endsWith("weightedSum.sum")) {
            return settle(stage, keysAndValues.get(name.replace("weightedSum.sum", "v")), weights);
        } else if (name.endsWith(".exponential")) {
            return discharge(Arrays.stream(state(stage.couplers().replace("|", "")))
                    .map(Math::abs)
                    .toArray());
        } else if (name.endsWith(".quotient")) {
            double[] x = state(stage.inputs().substring(stage.inputs().lastIndexOf(' ') + 1));
            DoubleStream parts = DoubleStream.concat(
                    Arrays.stream(x).map(a -> Math.max(a, 0)), Arrays.stream(x).map(a -> Math.min(a, 0)));
            return settle(stage, parts.toArray(), states.get("E = e^−|x|"));
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
        if (stage.name().endsWith(".wv")) {
            remember(stage.free(), y);
        }
        return y;
    }

    private static double[] settle(Stage stage, double[] inputs, double[] couplers) {
        return Solver.equilibrium(
                stage,
                new double[stage.freeNodes()],
                node -> (node.role() == Node.Role.INPUT ? inputs : couplers)[node.index()]);
    }

    private static double[] discharge(double[] selfReactions) {
        return Arrays.stream(selfReactions).map(h -> Math.exp(-h)).toArray();
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
            double angle = position * Math.pow(shape.ropeTheta(), -(double) i / shape.headSize());
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

    private double[] state(String name) {
        double[] state = states.get(name);
        if (state == null) {
            throw new AssertionError("no state " + name + " among " + states.keySet());
        }
        return state;
    }
}
