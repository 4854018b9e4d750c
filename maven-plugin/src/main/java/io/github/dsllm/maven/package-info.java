/**
 * The Maven goals. They read the configuration of a build, call the other modules and hold no logic of their own.
 */
@NullMarked
package io.github.dsllm.maven;

import org.jspecify.annotations.NullMarked;
