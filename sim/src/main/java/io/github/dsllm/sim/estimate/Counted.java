package io.github.dsllm.sim.estimate;

import java.util.Set;

/** What is counted, and terms that say so. */
record Counted(Set<Assumption> assumptions) {

    boolean has(Assumption assumption) {
        return assumptions.contains(assumption);
    }

    /** A term that is in the sum if its assumption is counted. */
    Term term(Assumption assumption, String name, double value) {
        return new Term(name + " (" + assumption.label() + ")", has(assumption), value);
    }
}
