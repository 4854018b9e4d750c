package io.github.dsllm.codegen.model;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Words for messages that list many things. */
public final class Problems {
    private static final int MOST = 40;

    private Problems() {}

    /** All entries, or the first of them and how many more there are. */
    public static String list(List<String> entries) {
        String shown = entries.stream().limit(MOST).collect(Collectors.joining("; "));
        return entries.size() <= MOST ? shown : shown + "; and " + (entries.size() - MOST) + " more";
    }

    static String names(List<Path> files) {
        return list(files.stream().map(Path::toString).toList());
    }
}
