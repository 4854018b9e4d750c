package io.github.dsllm.verification.board;

import java.io.IOException;

/** A line of bytes to a board. */
public interface SerialLine extends AutoCloseable {

    /** Name for messages. */
    String name();

    /** Sends all bytes. */
    void write(byte[] bytes) throws IOException;

    /** Some bytes that have come, none if none came within the time. */
    byte[] read(int milliseconds) throws IOException;

    @Override
    void close();
}
