package io.github.dsllm.sim.estimate;

import java.util.List;

/**
 * A part of a figure.
 *
 * @param name for people
 * @param counted whether it is in the sum
 * @param value in the unit of the figure
 */
public record Term(String name, boolean counted, double value) {

    /** The sum of what is counted. */
    static double sum(List<Term> terms) {
        return terms.stream().filter(Term::counted).mapToDouble(Term::value).sum();
    }
}
