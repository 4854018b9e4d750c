package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelGraph;
import io.github.dsllm.codegen.model.Operator;
import io.github.dsllm.codegen.model.OperatorKind;
import io.github.dsllm.codegen.model.Tensor;
import java.util.ArrayList;
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
        refuseUnmapped(model, mappings);
        List<Stage> stages = new ArrayList<>();
        List<String> digital = new ArrayList<>();
        AttentionStages attention = new AttentionStages(model.shape(), position + 1);
        Map<String, Tensor> tensors = model.tensors();
        for (Operator operator : ModelGraph.of(model.shape()).operators()) {
            switch (operator.kind()) {
                case EMBEDDING -> stages.add(LinearStages.embedding(operator, model.embedding()));
                case RMS_NORM ->
                    stages.addAll(NormStages.of(
                            operator, weights(tensors, operator), model.shape().normEpsilon()));
                case LINEAR ->
                    stages.add(LinearStages.linear(
                            operator, operator.layer() < 0 ? model.head() : weights(tensors, operator)));
                case ROPE -> stages.add(attention.rope(operator));
                case SCORES -> stages.add(attention.scores(operator));
                case WEIGHTED_SUM -> stages.addAll(attention.weightedSum(operator));
                case ACTIVATION ->
                    stages.addAll(activation(operator, model.shape().activation(), mappings));
                case PRODUCT -> stages.add(GateStages.product(operator));
                case RESIDUAL_ADD -> stages.add(LinearStages.residual(operator));
                case ARGMAX -> digital.add(operator.name());
            }
        }
        return new DsProgram(position, stages, digital);
    }

    /** The stage of this name. */
    public Stage stage(String name) {
        return stages.stream()
                .filter(stage -> stage.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no stage " + name));
    }

    private static Tensor weights(Map<String, Tensor> tensors, Operator operator) {
        Tensor weights = tensors.get(operator.name());
        if (weights == null) {
            throw new IllegalStateException("operator " + operator.name() + " has no weights");
        }
        return weights;
    }

    private static List<Stage> activation(Operator operator, String name, OperatorMappings mappings) {
        return OperatorMappings.isSilu(name)
                ? GateStages.silu(operator)
                : List.of(GateStages.mapped(operator, mappings.require(name)));
    }

    private static void refuseUnmapped(LanguageModel model, OperatorMappings mappings) {
        TreeSet<String> unmapped = new TreeSet<>();
        for (Operator operator : ModelGraph.of(model.shape()).operators()) {
            String name = model.shape().activation();
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

    /** The program for people: formulas, sizes, certificates, and the first node of every stage (all nodes if {@code full}). */
    public String toText(boolean full) {
        return ProgramText.of(this, full);
    }

    /** The same as JSON. */
    public String toJson(boolean full) {
        return ProgramJson.of(this, full);
    }
}
