/**
 * How the nodes of a pass come to rest, and the functions that they have: exponentials and their slopes.
 */
@NullMarked
package io.github.dsllm.sim.training.node;

import org.jspecify.annotations.NullMarked;
