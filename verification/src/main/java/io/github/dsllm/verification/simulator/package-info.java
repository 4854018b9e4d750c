/**
 * Runs generated hardware: builds a simulator from RTL and exchanges prompts, tokens and digests with it. Verilator is the one that comes with the
 * workbench; others come as services.
 */
@NullMarked
package io.github.dsllm.verification.simulator;

import org.jspecify.annotations.NullMarked;
