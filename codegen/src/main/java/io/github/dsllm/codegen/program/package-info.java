/**
 * The model as a dynamical system: every operator is a stage whose equilibrium computes it, described by its Hamiltonian and by its electrodynamics,
 * with a certificate that it settles. {@link io.github.dsllm.codegen.program.OperatorMapping} is the door for operators that are not built in.
 */
@NullMarked
package io.github.dsllm.codegen.program;

import org.jspecify.annotations.NullMarked;
