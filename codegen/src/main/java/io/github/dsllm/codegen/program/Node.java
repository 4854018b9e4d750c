package io.github.dsllm.codegen.program;

/**
 * A variable of a stage.
 *
 * @param index from 0 within its role
 */
public record Node(Role role, int index) implements Comparable<Node> {
    /** What a node does in a stage. */
    public enum Role {
        /** Evolves; letter y. */
        FREE("y"),
        /** Locked; drives currents through couplings; letter x. */
        INPUT("x"),
        /** Locked; is itself a coupling or a self-reaction, so the coupling is dynamic; letter c. */
        COUPLER("c"),
        /** No node but a trained coupling to input {@code index} that is not known, where a model is only a shape; letter w. */
        WEIGHT("w");

        private final String letter;

        Role(String letter) {
            this.letter = letter;
        }
    }

    public static Node free(int index) {
        return new Node(Role.FREE, index);
    }

    public static Node input(int index) {
        return new Node(Role.INPUT, index);
    }

    public static Node coupler(int index) {
        return new Node(Role.COUPLER, index);
    }

    static Node weight(int index) {
        return new Node(Role.WEIGHT, index);
    }

    @Override
    public int compareTo(Node other) {
        int byRole = role.compareTo(other.role);
        return byRole != 0 ? byRole : Integer.compare(index, other.index);
    }

    @Override
    public String toString() {
        return role.letter + index;
    }
}
