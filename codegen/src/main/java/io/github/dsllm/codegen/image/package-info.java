/**
 * The chip image: all memory contents and programs of all tiles. Golden model and RTL both run this and nothing else.
 */
@NullMarked
package io.github.dsllm.codegen.image;

import org.jspecify.annotations.NullMarked;
