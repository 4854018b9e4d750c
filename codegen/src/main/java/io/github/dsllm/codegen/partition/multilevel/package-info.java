/**
 * A multilevel k-way partitioner for weighted undirected JGraphT graphs, with several vertex weights at once, hard capacities and fixed vertices. It knows
 * nothing of language models or chips and can be used alone.
 */
@NullMarked
package io.github.dsllm.codegen.partition.multilevel;

import org.jspecify.annotations.NullMarked;
