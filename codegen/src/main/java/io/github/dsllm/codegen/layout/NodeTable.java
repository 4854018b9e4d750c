package io.github.dsllm.codegen.layout;

/**
 * A node function that the core does not know, as the table of TABLE: entry i is the function at (i − 512)·2^−inputFraction.
 *
 * @param activation name of the function, as the model calls it
 * @param inputFraction binary places of the table's address
 * @param entries 1024 values of 16 bits signed, with the binary places of the state that they become
 */
public record NodeTable(String activation, int inputFraction, int[] entries) {
    public static final int SIZE = 1024;

    public NodeTable {
        if (entries.length != SIZE) {
            throw new IllegalArgumentException("a node table has " + SIZE + " entries, not " + entries.length);
        }
        for (int entry : entries) {
            if (entry != (short) entry) {
                throw new IllegalArgumentException("a node table's entries have 16 bits, " + entry + " has more");
            }
        }
    }
}
