/** Charts as SVG files that need nothing else: axes, lines, error bars, bars; light and dark by the reader's preference. */
@NullMarked
package io.github.dsllm.verification.picture;

import org.jspecify.annotations.NullMarked;
