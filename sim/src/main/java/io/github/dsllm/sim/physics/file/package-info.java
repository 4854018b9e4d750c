/** Free-standing systems from files of strangers: JSON, CSV and Matrix Market. Sizes are checked before anything is allocated. */
@NullMarked
package io.github.dsllm.sim.physics.file;

import org.jspecify.annotations.NullMarked;
