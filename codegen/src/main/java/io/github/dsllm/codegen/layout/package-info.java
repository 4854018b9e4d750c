/**
 * How a model of a given shape lies on groups of lanes: row groups, head groups, the widths that guarantee exact sums and the memories that follow.
 * Nothing here depends on which tile holds what.
 */
@NullMarked
package io.github.dsllm.codegen.layout;

import org.jspecify.annotations.NullMarked;
