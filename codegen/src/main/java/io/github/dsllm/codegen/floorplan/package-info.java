/** Draws where the blocks of a model lie on the mesh of a chip: as SVG for people, DOT for drawing programs and JSON for tools. */
@NullMarked
package io.github.dsllm.codegen.floorplan;

import org.jspecify.annotations.NullMarked;
