/** Heads whose couplings learn in place (patterns C1 and C2 of DS-ISA) as programs of the core: forward, loss current, C_EVOLVE. */
@org.jspecify.annotations.NullMarked
package io.github.dsllm.codegen.learning;
