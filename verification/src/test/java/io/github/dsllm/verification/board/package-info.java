/** Tests of the host link: of the driver alone, and of the driver with a simulated board. */
@NullMarked
package io.github.dsllm.verification.board;

import org.jspecify.annotations.NullMarked;
