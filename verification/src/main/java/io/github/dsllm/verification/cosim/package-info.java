/**
 * Proves that RTL and golden model are equal: both run the same chip image in lockstep, every instruction of every tile is compared by digest, and the
 * first difference is located by value.
 */
@NullMarked
package io.github.dsllm.verification.cosim;

import org.jspecify.annotations.NullMarked;
