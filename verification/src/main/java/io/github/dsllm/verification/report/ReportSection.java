package io.github.dsllm.verification.report;

import java.util.Optional;

/** Extension point, found by {@link java.util.ServiceLoader}: a part of the report. Needs a public constructor without arguments. */
public interface ReportSection {

    /** Heading, also the anchor; unique. */
    String title();

    /** Sections stand in ascending order. */
    int order();

    /** Well-formed HTML below the heading, with all foreign text escaped ({@link Html}); empty if there is nothing to say yet. */
    Optional<String> body(ReportContext context);
}
