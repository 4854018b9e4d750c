/** Places the parts of a partition on the tiles of a mesh, or of anything with a table of distances, so that little traffic goes far. */
@NullMarked
package io.github.dsllm.codegen.place;

import org.jspecify.annotations.NullMarked;
