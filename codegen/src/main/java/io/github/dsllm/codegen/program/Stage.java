package io.github.dsllm.codegen.program;

import org.jspecify.annotations.Nullable;

/**
 * One dynamical system: free nodes that settle (or evolve for a time) while the others are locked.
 *
 * @param name unique in the program
 * @param operator name of the model's operator that it belongs to
 * @param layer transformer layer, −1 outside the layers
 * @param pattern how its nodes work together
 * @param free what the free nodes are
 * @param freeNodes how many
 * @param inputs what the locked inputs are, empty without
 * @param couplers what the locked couplers are, empty without
 * @param nodeFunction what is done to a state before or after, such as a table; "identity" without
 * @param hamiltonian F̂
 * @param electrodynamics J, h, b
 * @param couplings the static coupling matrix where there is one
 * @param certificate why it settles
 */
public record Stage(
        String name,
        String operator,
        int layer,
        Pattern pattern,
        String free,
        int freeNodes,
        String inputs,
        String couplers,
        String nodeFunction,
        Hamiltonian hamiltonian,
        Electrodynamics electrodynamics,
        @Nullable CouplingSummary couplings,
        StabilityCertificate certificate) {

    /** Nodes that a dump shows: all of them, or the first of every kind of stage, for which layer 0 stands for all layers. */
    int shownNodes(boolean full) {
        return full ? freeNodes : layer <= 0 ? 1 : 0;
    }
}
