package io.github.dsllm.verification.goal;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a goal says. */
final class RecordedMessages implements Messages {
    final List<String> lines = new ArrayList<>();
    final StringBuilder story = new StringBuilder();

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void warn(String line) {
        lines.add("WARNING " + line);
    }

    @Override
    public void stream(String text) {
        story.append(text);
    }

    @Override
    public Progress progress(String task, long steps) {
        return new Progress() {
            @Override
            public void done(long done) {}

            @Override
            public void close() {}
        };
    }
}
