/**
 * Fetches model files from a hub over HTTP, resumes what broke off and believes nothing whose hash is not the expected one. Nothing else in the
 * workbench uses the network.
 */
@NullMarked
package io.github.dsllm.codegen.hub;

import org.jspecify.annotations.NullMarked;
