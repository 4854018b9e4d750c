/**
 * Gradients as textbooks have them: derivatives of softmax, RMSNorm and SiLU. The reference that the currents are compared with.
 */
@NullMarked
package io.github.dsllm.sim.training.usual;

import org.jspecify.annotations.NullMarked;
