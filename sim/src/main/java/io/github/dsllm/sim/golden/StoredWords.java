package io.github.dsllm.sim.golden;

/** Gets the coupling words that STORE hands to the host. */
@FunctionalInterface
public interface StoredWords {

    /**
     * @param word number of the coupling word
     * @param masters M of its couplings (lanes)
     */
    void stored(int word, int[] masters);
}
