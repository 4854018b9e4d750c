package io.github.dsllm.verification.board;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.LinkProtocol;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.LinkProtocol.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Requests and their answers, one at a time, each repeated until its answer has come or the tries are used up (docs/host-link.md §3). */
final class BoardLink implements AutoCloseable {
    private static final int TRIES = 4;
    private static final int ANSWER_HEADER = 3;

    /**
     * What a board answered.
     *
     * @param payload little-endian
     */
    record Answer(Status status, ByteBuffer payload) {}

    private final SerialLine line;
    private final int timeout;
    private Frames frames = new Frames();
    private int sequence;
    private int repetitions;

    /** @param timeout milliseconds until a request is sent again */
    BoardLink(SerialLine line, int timeout) {
        this.line = line;
        this.timeout = timeout;
    }

    /** Name of the line, for messages. */
    String name() {
        return line.name();
    }

    /** How often a request had to be sent again. */
    int repetitions() {
        return repetitions;
    }

    /**
     * Sends a request and waits for its answer, whatever its status.
     *
     * @throws UserError if there is none
     */
    Answer ask(Command command, byte[] payload) {
        sequence = sequence + 1 & 0xFF;
        byte[] body = ByteBuffer.allocate(2 + payload.length)
                .put((byte) sequence)
                .put((byte) command.code())
                .put(payload)
                .array();
        byte[] frame = Frames.encode(body);
        try {
            for (int attempt = 0; attempt < TRIES; attempt++) {
                repetitions += attempt == 0 ? 0 : 1;
                line.write(frame);
                Optional<Answer> answer = await(command);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
        } catch (IOException e) {
            throw new UserError(e.getMessage() + "; perhaps you should plug the board in again", e);
        }
        throw new UserError("the board at " + line.name() + " does not answer " + command + " (" + TRIES + " times "
                + timeout
                + " ms); perhaps the baud rate is not that of the chip spec (host.baud), its bitstream is not loaded, or"
                + " this is the port of something else");
    }

    /**
     * The payload of an answer that must say that all is well.
     *
     * @throws UserError if it says something else
     */
    ByteBuffer require(Command command, byte[] payload) {
        Answer answer = ask(command, payload);
        return accept(command, answer, answer.payload());
    }

    /**
     * The given result, if the answer says that all is well.
     *
     * @throws UserError if it says something else
     */
    <T> T accept(Command command, Answer answer, T result) {
        if (answer.status() != Status.DONE) {
            throw new UserError(
                    "the board at " + line.name() + " refuses " + command + ": " + meaning(answer.status()));
        }
        return result;
    }

    private Optional<Answer> await(Command command) throws IOException {
        long end = System.nanoTime() + timeout * 1_000_000L;
        for (long left = timeout; left > 0; left = (end - System.nanoTime()) / 1_000_000L) {
            Optional<Answer> found = Optional.empty();
            for (byte next : line.read((int) left)) {
                Optional<byte[]> body = frames.take(next);
                if (body.isPresent() && found.isEmpty()) {
                    found = answer(command, body.get());
                }
            }
            if (found.isPresent()) {
                return found;
            }
        }
        frames = new Frames();
        return Optional.empty();
    }

    private Optional<Answer> answer(Command command, byte[] body) {
        boolean isOurs = body.length >= ANSWER_HEADER
                && (body[0] & 0xFF) == sequence
                && (body[1] & 0xFF) == (command.code() | LinkProtocol.ANSWER)
                && (body[2] & 0xFF) < Status.values().length;
        return isOurs
                ? Optional.of(new Answer(
                        Status.values()[body[2]],
                        ByteBuffer.wrap(body, ANSWER_HEADER, body.length - ANSWER_HEADER)
                                .slice()
                                .order(ByteOrder.LITTLE_ENDIAN)))
                : Optional.empty();
    }

    private static String meaning(Status status) {
        return switch (status) {
            case DONE -> "done";
            case UNKNOWN -> "it does not know that; perhaps you should generate its bitstream anew";
            case LENGTH -> "the request has a wrong length; perhaps you should generate its bitstream anew";
            case BUSY -> "it is telling a story; perhaps another program uses it, or you should reset it";
            case FULL -> "it has no room for more prompt tokens";
            case NO_IMAGE -> "its memories have no contents; perhaps you should load an image";
            case NOT_LOADABLE ->
                "it cannot be loaded; perhaps you should generate it with host.load: reload in the chip spec";
            case OUTSIDE -> "there is nothing at that place; perhaps its bitstream was made from another chip spec";
            case DAMAGED -> "what came is not what was sent, so it holds no image now; perhaps you should try again";
        };
    }

    @Override
    public void close() {
        line.close();
    }
}
