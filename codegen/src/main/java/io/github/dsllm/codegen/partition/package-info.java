/**
 * Which tile holds which row groups and which attention heads. The algorithm is an extension point; any valid answer gives the same bits.
 */
@NullMarked
package io.github.dsllm.codegen.partition;

import org.jspecify.annotations.NullMarked;
