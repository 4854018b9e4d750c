/**
 * The DS-ISA programs of all tiles, with the exchange of states between them, and the independent verifier of such programs.
 */
@NullMarked
package io.github.dsllm.codegen.schedule;

import org.jspecify.annotations.NullMarked;
