package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects everything that is wrong with one document, so that the user repairs it in one go. */
final class SpecProblems {
    private record Problem(int line, String key, String text) {}

    private final LocatedDocument document;
    private final SpecKind kind;
    private final String name;
    private final List<Problem> problems = new ArrayList<>();

    SpecProblems(SpecKind kind, String name, LocatedDocument document) {
        this.kind = kind;
        this.name = name;
        this.document = document;
    }

    /** Notes a problem of the value at a JSON pointer. */
    void add(String pointer, String text) {
        String key = pointer.isEmpty()
                ? ""
                : pointer.substring(1).replace('/', '.').replace("~1", "/").replace("~0", "~");
        problems.add(new Problem(document.line(pointer), key, text));
    }

    void addUnless(boolean holds, String pointer, String text) {
        if (!holds) {
            add(pointer, text);
        }
    }

    /** Ends the reading with one message if there is any problem. */
    void throwIfAny() {
        if (problems.isEmpty()) {
            return;
        }
        StringBuilder message =
                new StringBuilder(kind.label()).append(' ').append(name).append(" has ");
        message.append(problems.size() == 1 ? "a problem:" : problems.size() + " problems:");
        problems.stream()
                .sorted(Comparator.comparingInt(Problem::line)
                        .thenComparing(Problem::key)
                        .thenComparing(Problem::text))
                .forEach(problem -> message.append("\n  line ")
                        .append(problem.line())
                        .append(problem.key().isEmpty() ? "" : ", " + problem.key())
                        .append(": ")
                        .append(problem.text()));
        throw new UserError(message.toString());
    }
}
