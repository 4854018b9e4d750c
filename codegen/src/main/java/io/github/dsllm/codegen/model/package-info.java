/**
 * Reads language models of the Llama family from llama2.c and Hugging Face files into one convention, and describes them as a graph of operators.
 * Files are hostile until proven otherwise: every size is checked before anything is mapped or allocated, and nothing in a file is executed.
 */
@NullMarked
package io.github.dsllm.codegen.model;

import org.jspecify.annotations.NullMarked;
