package io.github.dsllm.codegen.chip;

/** The documents that a user writes, with the words that messages about them need. */
enum SpecKind {
    CHIP(
            "chip spec",
            "dsllm.chip",
            "chip-spec.schema.json",
            "run dsllm:init, which writes one, or copy one of examples/chips"),
    NUMERICS("numerics file", "dsllm.numerics", "numerics.schema.json", "start from the example in docs/numerics.md");

    private final String label;
    private final String parameter;
    private final String schema;
    private final String start;

    SpecKind(String label, String parameter, String schema, String start) {
        this.label = label;
        this.parameter = parameter;
        this.schema = schema;
        this.start = start;
    }

    /** What it is called. */
    String label() {
        return label;
    }

    /** The parameter that names it. */
    String parameter() {
        return parameter;
    }

    /** Resource with its published JSON Schema. */
    String schema() {
        return schema;
    }

    /** How to come by one: "perhaps you should …". */
    String start() {
        return start;
    }
}
