package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Operator;
import java.util.List;
import java.util.TreeMap;

/** Attention at one position: rotation, scores, exponentials and the weighted sum with the division in its self-reaction. */
final class AttentionStages {
    private final ModelShape shape;
    private final int stored;

    /** @param stored number of cached positions */
    AttentionStages(ModelShape shape, int stored) {
        this.shape = shape;
        this.stored = stored;
    }

    /** A rotation by 2 × 2 couplings; coupler 2k is the cosine and 2k + 1 the sine of pair k of a head. */
    Stage rope(Operator operator) {
        int size = shape.headSize();
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                operator.outputSize(),
                operator.inputs().get(0),
                "cosines and sines of the position",
                "identity",
                Hamiltonian.separate(
                        "Σ_k y_2k² + y_2k+1² − 2·y_2k·(cos·x_2k − sin·x_2k+1) − 2·y_2k+1·(sin·x_2k + cos·x_2k+1)",
                        operator.outputSize(),
                        i -> rotation(i, size)),
                new Electrodynamics(
                        "dy_2k/dt = cos·x_2k − sin·x_2k+1 − y_2k, dy_2k+1/dt = sin·x_2k + cos·x_2k+1 − y_2k+1", i -> {
                            Node cos = Node.coupler(i % size / 2 * 2);
                            Node sin = Node.coupler(i % size / 2 * 2 + 1);
                            int even = i / 2 * 2;
                            TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                            couplings.put(Node.input(even), Polynomial.of(1, i == even ? cos : sin));
                            couplings.put(
                                    Node.input(even + 1), i == even ? Polynomial.of(-1, sin) : Polynomial.of(1, cos));
                            return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                        }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    private static Polynomial rotation(int i, int size) {
        Node cos = Node.coupler(i % size / 2 * 2);
        Node sin = Node.coupler(i % size / 2 * 2 + 1);
        Node y = Node.free(i);
        int even = i / 2 * 2;
        Polynomial.Builder energy = new Polynomial.Builder().add(1, y, y);
        return i == even
                ? energy.add(-2, y, cos, Node.input(even))
                        .add(2, y, sin, Node.input(even + 1))
                        .build()
                : energy.add(-2, y, sin, Node.input(even))
                        .add(-2, y, cos, Node.input(even + 1))
                        .build();
    }

    /** Free node head·stored + j; coupler j·kvDim + channel is the cached key: the cache is coupling memory. Causality: no coupler is closed for j &gt; p. */
    Stage scores(Operator operator) {
        int size = shape.headSize();
        double scale = 1 / shape.scoreDivisor();
        String divided = shape.anatomy().scaledScores() ? "/√d" : "";
        return new Stage(
                operator.name(),
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                shape.heads() * stored,
                operator.inputs().get(0),
                operator.inputs().get(1) + " of all positions",
                "identity",
                Hamiltonian.separate("Σ_j s_j² − 2·Σ_j s_j·Σ_i k_ji·q_i" + divided, shape.heads() * stored, i -> {
                    Polynomial.Builder energy = new Polynomial.Builder().add(1, Node.free(i), Node.free(i));
                    for (int c = 0; c < size; c++) {
                        energy.add(-2 * scale, Node.free(i), key(i, c), Node.input(i / stored * size + c));
                    }
                    return energy.build();
                }),
                new Electrodynamics("ds_j/dt = Σ_i k_ji·q_i" + divided + " − s_j", i -> {
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    for (int c = 0; c < size; c++) {
                        couplings.put(Node.input(i / stored * size + c), Polynomial.of(scale, key(i, c)));
                    }
                    return new NodeDynamics(Polynomial.of(1), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = 1"));
    }

    private Node key(int free, int channel) {
        return Node.coupler(cached(free % stored, free / stored, channel));
    }

    private int cached(int position, int head, int channel) {
        return position * shape.kvDim() + head / shape.headsPerKvHead() * shape.headSize() + channel;
    }

    /** Exponentials of the scores by discharge, then the weighted sum of the cached values. */
    List<Stage> weightedSum(Operator operator) {
        Stage exponential = DischargeStage.of(
                operator.name() + ".exponential",
                operator,
                "f_j = e^−(max − s_j)",
                shape.heads() * stored,
                "max − " + operator.inputs().get(0));
        return List.of(exponential, sum(operator));
    }

    private Stage sum(Operator operator) {
        int size = shape.headSize();
        return new Stage(
                operator.name() + ".sum",
                operator.name(),
                operator.layer(),
                Pattern.A2,
                operator.output(),
                shape.queryDim(),
                operator.inputs().get(1) + " of all positions",
                "f",
                "identity",
                Hamiltonian.separate("Σ_i (Σ_j f_j)·y_i² − 2·Σ_i y_i·Σ_j f_j·v_ji", shape.queryDim(), i -> {
                    Polynomial.Builder energy = new Polynomial.Builder();
                    for (int j = 0; j < stored; j++) {
                        Node f = Node.coupler(i / size * stored + j);
                        energy.add(1, f, Node.free(i), Node.free(i));
                        energy.add(-2, f, Node.free(i), Node.input(cached(j, i / size, i % size)));
                    }
                    return energy.build();
                }),
                new Electrodynamics("dy_i/dt = Σ_j f_j·v_ji − (Σ_j f_j)·y_i", i -> {
                    Polynomial.Builder selfReaction = new Polynomial.Builder();
                    TreeMap<Node, Polynomial> couplings = new TreeMap<>();
                    for (int j = 0; j < stored; j++) {
                        Node f = Node.coupler(i / size * stored + j);
                        selfReaction.add(1, f);
                        couplings.put(Node.input(cached(j, i / size, i % size)), Polynomial.of(1, f));
                    }
                    return new NodeDynamics(selfReaction.build(), couplings, Polynomial.ZERO);
                }),
                null,
                StabilityCertificate.uncoupled(1, "h = Σ f_j ≥ 1: the largest score has f = 1, no f is negative"));
    }
}
