package io.github.dsllm.maven;

import io.github.dsllm.verification.goal.Messages;
import java.io.PrintStream;
import org.apache.maven.plugin.logging.Log;

/** Messages in Maven's log; a story and the bar of long work go straight to the terminal. */
final class MavenMessages implements Messages {
    private static final int WIDTH = 40;

    private final Log log;
    private final boolean terminal;
    private final PrintStream out = System.out;

    MavenMessages(Log log, boolean interactive) {
        this.log = log;
        this.terminal = interactive && System.console() != null && System.getenv("CI") == null;
    }

    @Override
    public void info(String line) {
        log.info(line);
    }

    @Override
    public void warn(String line) {
        log.warn(line);
    }

    @Override
    public void stream(String text) {
        out.print(text);
        out.flush();
    }

    @Override
    public Progress progress(String task, long steps) {
        return new Bar(task, Math.max(1, steps));
    }

    private final class Bar implements Progress {
        private final String task;
        private final long steps;
        private int shown = -1;
        private int noted;

        Bar(String task, long steps) {
            this.task = task;
            this.steps = steps;
        }

        @Override
        public void done(long done) {
            int filled = (int) Math.min(WIDTH, done * WIDTH / steps);
            if (terminal && filled != shown) {
                shown = filled;
                out.print("\r" + task + " [" + "=".repeat(filled) + " ".repeat(WIDTH - filled) + "]");
                out.flush();
            }
        }

        @Override
        public void note(String state) {
            if (terminal && shown >= 0) {
                int length = task.length() + WIDTH + 3;
                String room = " ".repeat(Math.max(0, noted - state.length()));
                out.print("\r\033[" + length + "C " + state + room);
                out.flush();
                noted = Math.max(noted, state.length());
            }
        }

        @Override
        public void close() {
            if (shown >= 0) {
                out.print("\r" + " ".repeat(task.length() + WIDTH + 4 + noted) + "\r");
                out.flush();
            }
        }
    }
}
