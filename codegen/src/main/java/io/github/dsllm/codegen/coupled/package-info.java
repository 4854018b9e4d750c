/** Free-standing systems of coupled nodes (pattern B1 of DS-ISA) as programs of the core: one LINEAR instruction per group of nodes and Euler step. */
@org.jspecify.annotations.NullMarked
package io.github.dsllm.codegen.coupled;
