package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelGraph;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Operator;
import io.github.dsllm.codegen.model.OperatorKind;
import io.github.dsllm.codegen.model.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A language model as a sequence of dynamical systems whose equilibria compute it: what one token at one position does. Values and couplings are real;
 * the quantiser makes integers of them.
 *
 * @param position the position, from 0, that attention stages describe
 * @param stages in order of evaluation
 * @param digital operators that are digital logic beside the nodes
 */
public record DsProgram(int position, List<Stage> stages, List<String> digital) {
    public DsProgram {
        stages = List.copyOf(stages);
        digital = List.copyOf(digital);
    }

    /**
     * Maps every operator of the model.
     *
     * @throws UserError naming all operators that nobody maps
     */
    public static DsProgram of(LanguageModel model, int position, OperatorMappings mappings) {
        Map<String, Tensor> tensors = model.tensors();
        return of(model.shape(), position, mappings, (operator, name, rows, columns) -> {
            Tensor tensor = switch (name.equals(operator.name()) ? operator.kind() : OperatorKind.ROPE) {
                case EMBEDDING -> model.embedding();
                case LINEAR -> operator.layer() < 0 ? model.head() : tensors.get(operator.name());
                default -> tensors.get(name);
            };
            if (tensor == null) {
                throw new IllegalStateException("operator " + operator.name() + " has no weights");
            }
            return Weights.of(tensor);
        });
    }

    /**
     * Maps every operator of a model without weights; its trained couplings are symbols.
     *
     * @throws UserError naming all operators that nobody maps
     */
    public static DsProgram of(ModelShape shape, int position, OperatorMappings mappings) {
        return of(shape, position, mappings, (operator, name, rows, columns) -> Weights.unknown(rows, columns));
    }

    /** Where the trained couplings of an operator come from. */
    @FunctionalInterface
    private interface Source {
        Weights weights(Operator operator, String tensor, int rows, int columns);

        /** The trained matrix of an operator. */
        default Weights weights(Operator operator, int rows, int columns) {
            return weights(operator, operator.name(), rows, columns);
        }

        /** A bias or shift beside it. */
        default Weights vector(Operator operator, String tensor, int size) {
            return weights(operator, tensor, 1, size);
        }
    }

    private static DsProgram of(ModelShape shape, int position, OperatorMappings mappings, Source source) {
        refuseUnmapped(shape, mappings);
        List<Stage> stages = new ArrayList<>();
        List<String> digital = new ArrayList<>();
        AttentionStages attention = new AttentionStages(shape, position + 1);
        for (Operator operator : ModelGraph.of(shape).operators()) {
            int outputs = operator.outputSize();
            switch (operator.kind()) {
                case EMBEDDING ->
                    stages.add(LinearStages.embedding(
                            operator, source.weights(operator, shape.vocabulary(), shape.dim())));
                case POSITION ->
                    stages.add(LinearStages.position(operator, source.weights(operator, shape.context(), shape.dim())));
                case RMS_NORM ->
                    stages.addAll(NormStages.of(operator, source.weights(operator, 1, outputs), shape.normEpsilon()));
                case LAYER_NORM ->
                    stages.addAll(NormStages.layer(
                            operator,
                            source.weights(operator, 1, outputs),
                            source.vector(operator, operator.name() + "Shift", outputs),
                            shape.normEpsilon()));
                case LINEAR -> {
                    int fanIn = (int) (operator.macs() / outputs);
                    Weights weights = source.weights(operator, outputs, fanIn);
                    stages.add(
                            hasBias(operator, shape)
                                    ? LinearStages.biased(
                                            operator, weights, source.vector(operator, biasOf(operator), outputs))
                                    : LinearStages.linear(operator, weights));
                }
                case ROPE -> stages.add(attention.rope(operator));
                case SCORES -> stages.add(attention.scores(operator));
                case WEIGHTED_SUM -> stages.addAll(attention.weightedSum(operator));
                case ACTIVATION -> stages.addAll(activation(operator, shape.activation(), mappings));
                case PRODUCT -> stages.add(GateStages.product(operator));
                case RESIDUAL_ADD -> stages.add(LinearStages.residual(operator));
                case ARGMAX -> digital.add(operator.name());
            }
        }
        return new DsProgram(position, stages, digital);
    }

    private static boolean hasBias(Operator operator, ModelShape shape) {
        return Arrays.stream(Bias.values())
                .anyMatch(bias -> shape.anatomy().has(bias) && biasOf(operator).endsWith(bias.tensor()));
    }

    /** Canonical name of the bias of a linear operator, whether the model has one or not. */
    private static String biasOf(Operator operator) {
        int matrix = operator.name().lastIndexOf('.') + 1;
        return operator.layer() < 0
                ? Bias.HEAD.tensor()
                : operator.name().substring(0, matrix) + "b" + operator.name().substring(matrix + 1);
    }

    /** The stage of this name. */
    public Stage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage " + name));
    }

    private static List<Stage> activation(Operator operator, String name, OperatorMappings mappings) {
        return OperatorMappings.isSilu(name)
                ? GateStages.silu(operator)
                : List.of(GateStages.mapped(operator, mappings.require(name)));
    }

    private static void refuseUnmapped(ModelShape shape, OperatorMappings mappings) {
        TreeSet<String> unmapped = new TreeSet<>();
        for (Operator operator : ModelGraph.of(shape).operators()) {
            String name = shape.activation();
            if (operator.kind() == OperatorKind.ACTIVATION
                    && !OperatorMappings.isSilu(name)
                    && mappings.find(name).isEmpty()) {
                unmapped.add(name);
            }
        }
        if (!unmapped.isEmpty()) {
            throw mappings.unknown(String.join("\", \"", unmapped));
        }
    }

    /** The program for people: formulas, sizes, certificates, and the first node of the stages of layer 0 and outside of layers (all nodes if {@code full}). */
    public String toText(boolean full) {
        return ProgramText.of(this, full);
    }

    /** The same as JSON. */
    public String toJson(boolean full) {
        return ProgramJson.of(this, full);
    }
}
