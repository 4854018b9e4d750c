/** Training on a chip whose couplings learn: what a pretrained model makes of texts, the golden machine that learns it, and the host that learns outside of the chip. */
@NullMarked
package io.github.dsllm.sim.training.chip;

import org.jspecify.annotations.NullMarked;
