/**
 * Decoders that were exported as ONNX graphs: the file, its tensors, and the recognition of norms, projections, attention and activations among the operators. Names mean nothing here,
 * because exporters rename and merge weights; what a value is follows from how it is computed (docs/onnx.md).
 */
@NullMarked
package io.github.dsllm.codegen.onnx;

import org.jspecify.annotations.NullMarked;
