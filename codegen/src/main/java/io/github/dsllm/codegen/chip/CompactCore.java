package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.List;

/**
 * A core for the smallest parts (docs/core.md §8): one instruction at a time, no queues, no sampling but arg-max, and only the node functions that its programs use.
 *
 * @param functions the node functions that the programs use, in the order of their codes
 */
public record CompactCore(List<NodeFunction> functions) {
    public CompactCore {
        functions = functions.stream().distinct().sorted().toList();
    }
}
