package io.github.dsllm.codegen.onnx;

import io.github.dsllm.codegen.model.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * A decoder as it stands in a graph.
 *
 * @param graph where it stands
 * @param embedding (vocabulary, width)
 * @param positions (positions, width)
 * @param attention of every layer
 * @param feedForward of every layer
 * @param isParallel whether the feed-forward block reads the stream as it was before attention
 * @param head (vocabulary, width)
 */
record DecoderGraph(
        OnnxGraph graph,
        Tensor embedding,
        Optional<Tensor> positions,
        List<DecoderBranch> attention,
        List<DecoderBranch> feedForward,
        boolean isParallel,
        NormMatch finalNorm,
        Linear head) {}
