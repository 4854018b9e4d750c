package io.github.dsllm.codegen.onnx;

import java.util.Optional;
import java.util.Set;

/**
 * One thing that a layer adds to the residual stream.
 *
 * @param output its last projection
 * @param norm what its first projections read
 * @param before products of the projections that the stream had when the norm read it
 * @param attention what stands between, if it is attention
 * @param feedForward what stands between, if it is a feed-forward block
 */
record DecoderBranch(
        Linear output,
        NormMatch norm,
        Set<String> before,
        Optional<AttentionMatch> attention,
        Optional<ActivationRule.Match> feedForward) {}
