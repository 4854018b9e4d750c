package io.github.dsllm.codegen.partition.multilevel;

/** No partition keeps the limits, or none was found; says which constraint is missed, by how much, and what would fit. */
public final class InfeasiblePartitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String constraint;
    private final long excess;
    private final boolean proven;

    InfeasiblePartitionException(String message, String constraint, long excess, boolean proven) {
        super(message);
        this.constraint = constraint;
        this.excess = excess;
        this.proven = proven;
    }

    /** The name of the constraint that cannot be met. */
    public String constraint() {
        return constraint;
    }

    /** How much weight has no room: of the whole graph or one vertex if proven, else in the fullest part of the best partition that was found. */
    public long excess() {
        return excess;
    }

    /** Whether no partition at all can keep the limits. */
    public boolean isProven() {
        return proven;
    }
}
