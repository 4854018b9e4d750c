package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A norm in a graph.
 *
 * @param summands the values whose sum it reads
 * @param gain (1, width)
 * @param shift (1, width) of a layer norm
 */
record NormMatch(Anatomy.Norm kind, List<String> summands, Tensor gain, Optional<Tensor> shift, double epsilon) {}
