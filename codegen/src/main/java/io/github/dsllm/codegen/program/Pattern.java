package io.github.dsllm.codegen.program;

/** How the nodes of a stage work together, after the programming patterns of DS-ISA. */
public enum Pattern {
    /** Inputs are locked, couplings are static, free nodes settle. */
    A1("inputs locked, static couplings"),
    /** Inputs are locked and so are the states that serve as couplings; free nodes settle. */
    A2("inputs locked, couplings are states"),
    /** Free nodes are coupled with each other symmetrically and settle together. */
    B1("free nodes coupled symmetrically"),
    /** Nodes are precharged and evolve for a stated time, without settling. */
    C("precharged, timed evolution");

    private final String meaning;

    Pattern(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }
}
