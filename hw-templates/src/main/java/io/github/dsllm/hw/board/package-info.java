/**
 * The top level of a board around the core: reset, serial line and host link (docs/host-link.md), and the core as a part of a system on a chip. Chisel
 * templates, and the Java door to them.
 */
@NullMarked
package io.github.dsllm.hw.board;

import org.jspecify.annotations.NullMarked;
