/**
 * DS-ISA as the core speaks it: 64-bit instructions and the 128-bit function descriptors that they name. The normative text is docs/isa.md.
 */
@NullMarked
package io.github.dsllm.codegen.isa;

import org.jspecify.annotations.NullMarked;
