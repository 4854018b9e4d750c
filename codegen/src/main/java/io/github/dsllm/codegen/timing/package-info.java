/**
 * How many cycles a program takes, from the programs alone: the control of a tile (docs/core.md) without its data. The co-simulation holds it against the
 * RTL.
 */
@NullMarked
package io.github.dsllm.codegen.timing;

import org.jspecify.annotations.NullMarked;
