/**
 * The host's end of the link to a board (docs/host-link.md): frames, requests, loading, stories. A board is at the end of a serial line, be it a real one or
 * the Verilator model of the same top module behind a pseudo-terminal.
 */
@NullMarked
package io.github.dsllm.verification.board;

import org.jspecify.annotations.NullMarked;
