/**
 * Turns chip parameters into SystemVerilog. The templates are Chisel; the Java classes here are the only door to them.
 */
@NullMarked
package io.github.dsllm.hw;

import org.jspecify.annotations.NullMarked;
