/** Tests of the board's top level and of what it is made of. */
@NullMarked
package io.github.dsllm.hw.board;

import org.jspecify.annotations.NullMarked;
