package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.sim.training.adjoint.AdjointRelaxation;
import io.github.dsllm.sim.training.node.ExponentialNode;
import io.github.dsllm.sim.training.node.Relaxation;
import io.github.dsllm.sim.training.node.Rest;
import io.github.dsllm.sim.training.usual.Backpropagation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All combinations of forward pass, exponential and gradients. */
record Ways(String name, ExponentialNode exponential, Rest rest, Gradients gradients) {
    static final Rest SETTLED = new Relaxation(64, 1);

    static List<Ways> all() {
        Map<String, ExponentialNode> exponentials = new LinkedHashMap<>();
        exponentials.put("exact", ExponentialNode.EXACT);
        for (Exponential kind : Exponential.values()) {
            exponentials.put(kind.name(), ExponentialNode.of(kind));
        }
        List<Ways> ways = new ArrayList<>();
        exponentials.forEach((name, node) -> {
            ways.add(new Ways("backprop " + name, node, Rest.EXACT, new Backpropagation()));
            ways.add(new Ways("ds " + name, node, SETTLED, new Backpropagation()));
            ways.add(new Ways("ds-ecl " + name, node, SETTLED, new AdjointRelaxation(SETTLED)));
        });
        return ways;
    }

    Ways with(Gradients others) {
        return new Ways(name, exponential, rest, others);
    }

    @Override
    public String toString() {
        return name;
    }
}
