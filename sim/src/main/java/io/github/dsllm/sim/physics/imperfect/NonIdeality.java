package io.github.dsllm.sim.physics.imperfect;

/**
 * Extension point, found by {@link java.util.ServiceLoader}: a way in which circuits differ from the equation. Needs a public constructor without arguments.
 * {@code NonIdealityContract} of this module's test jar checks an implementation.
 */
public interface NonIdeality {

    /** Unique, in lower case with hyphens. */
    String name();

    /** What it does, as a formula in σ, J, h and the strength s. */
    String formula();

    /** Unit of the strength; "1" for a plain number. */
    String unit();

    /** A strength that chips have. */
    double standard();

    /** Where the standard strength comes from. */
    String source();

    /** Strengths that a sweep tries, ascending from harmless to harmful. */
    double[] sweep();

    /**
     * One chip with this imperfection.
     *
     * @param strength how strong, in {@link #unit()}
     * @param seed decides everything random; the same strength and seed give the same chip
     */
    Imperfection at(double strength, long seed);
}
