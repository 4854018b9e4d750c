package io.github.dsllm.verification.board;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;

/** A line to a board that a function plays: request body in, bytes of the line out. */
final class ScriptedLine implements SerialLine {
    private final Function<byte[], byte[]> board;
    private final Deque<byte[]> waiting = new ArrayDeque<>();
    final List<byte[]> requests = new ArrayList<>();
    boolean isClosed;

    ScriptedLine(Function<byte[], byte[]> board) {
        this.board = board;
    }

    /** The answer to a request, as a frame. */
    static byte[] answer(byte[] request, int status, byte... payload) {
        byte[] body = new byte[3 + payload.length];
        body[0] = request[0];
        body[1] = (byte) (request[1] | 0x80);
        body[2] = (byte) status;
        System.arraycopy(payload, 0, body, 3, payload.length);
        return Frames.encode(body);
    }

    @Override
    public String name() {
        return "the script";
    }

    @Override
    public void write(byte[] bytes) {
        Frames frames = new Frames();
        for (byte next : bytes) {
            frames.take(next).ifPresent(request -> {
                requests.add(request);
                waiting.add(board.apply(request));
            });
        }
    }

    @Override
    public byte[] read(int milliseconds) {
        byte[] next = waiting.poll();
        return next == null ? new byte[0] : next;
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
