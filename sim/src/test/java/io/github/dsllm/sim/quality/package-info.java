/** What the integers of the machine cost against the float model, measured on held-out text. */
@NullMarked
package io.github.dsllm.sim.quality;

import org.jspecify.annotations.NullMarked;
