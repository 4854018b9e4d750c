/**
 * Lays a quantised model out as the memories and programs of a chip: from here on there are only words. {@link io.github.dsllm.codegen.assemble.ImageBuilder}
 * is the way in.
 */
@NullMarked
package io.github.dsllm.codegen.assemble;

import org.jspecify.annotations.NullMarked;
