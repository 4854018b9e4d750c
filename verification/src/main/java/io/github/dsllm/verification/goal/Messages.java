package io.github.dsllm.verification.goal;

/** Where a goal says what it does. */
public interface Messages {

    /** One line for people. */
    void info(String line);

    /** Something that the user should know, though the goal goes on. */
    void warn(String line);

    /** Text of a story as it comes, without a line end. */
    void stream(String text);

    /** Announces long work of so many steps; a bar is shown only to a person at a terminal. */
    Progress progress(String task, long steps);

    /** Long work that is under way. */
    interface Progress extends AutoCloseable {

        /** So many steps are done in all. */
        void done(long steps);

        /** What is to be seen beside the bar. */
        default void note(String state) {}

        @Override
        void close();
    }
}
