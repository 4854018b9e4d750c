package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The Java end of the block protocol of {@code harness.cpp}. The process runs in the image directory, where {@code $readmemh} finds its files. */
final class HarnessSession implements StorySession {
    private static final int STOP_TOKENS = 4;
    private static final long PATIENCE = 200_000;
    private static final int BUFFER = 1 << 16;
    private static final int RECORD_LONGS = 3;

    private final Process process;
    private final Path errors;
    private final LittleEndian blocks;
    private boolean idle = true;

    private HarnessSession(Process process, Path errors) {
        this.process = process;
        this.errors = errors;
        this.blocks = new LittleEndian(new BufferedInputStream(process.getInputStream(), BUFFER));
    }

    static HarnessSession start(Path executable, ChipImage image, Path directory, Path waveform, int randomSeed) {
        List<String> command = List.of(
                executable.toString(),
                waveform.toAbsolutePath().toString(),
                "+verilator+rand+reset+2",
                "+verilator+seed+" + Math.max(1, randomSeed));
        try {
            Path errors = Files.createTempFile("dsllm-simulator", ".log");
            Process process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectError(errors.toFile())
                    .start();
            HarnessSession session = new HarnessSession(process, errors);
            session.send(programLengths(image));
            return session;
        } catch (IOException e) {
            throw new UserError(executable + " cannot be run in " + directory + " (" + e.getMessage() + ")", e);
        }
    }

    @Override
    public StoryEnd run(StoryRequest request, CoreListener listener) {
        idle = false;
        try {
            send(encode(request));
            while (true) {
                int tag = blocks.tag();
                switch (tag) {
                    case 'P' -> listener.done(blocks.int32(), blocks.int32(), blocks.int64(), blocks.int64());
                    case 'T' -> listener.offered(blocks.int32(), blocks.int32());
                    case 'S' -> listener.stored(blocks.int32(), masters());
                    case 'D' -> listener.executed(program());
                    case 'V' -> listener.values(blocks.int32(), blocks.int32(), values());
                    case 'E' -> {
                        idle = true;
                        return end();
                    }
                    default -> throw dead();
                }
            }
        } catch (IOException e) {
            throw dead();
        }
    }

    @Override
    public void close() {
        try {
            if (idle) {
                process.getOutputStream().close();
                process.waitFor(10, TimeUnit.SECONDS);
            }
            process.destroyForcibly().waitFor();
            Files.deleteIfExists(errors);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private StoryEnd end() throws IOException {
        long cycles = blocks.int64();
        int fault = blocks.int32();
        return new StoryEnd(StoryEnd.Reason.values()[blocks.int32()], cycles, fault);
    }

    private ExecutedProgram program() throws IOException {
        int tile = blocks.int32();
        int position = blocks.int32();
        int count = blocks.int32();
        ByteBuffer records = blocks.take(Math.multiplyExact(count, RECORD_LONGS * Long.BYTES));
        long[] digests = new long[count];
        long[] lastCycles = new long[count];
        long[] saturations = new long[count];
        for (int pc = 0; pc < count; pc++) {
            digests[pc] = records.getLong();
            lastCycles[pc] = records.getLong();
            saturations[pc] = records.getLong();
        }
        return new ExecutedProgram(tile, position, digests, lastCycles, saturations);
    }

    private long[] values() throws IOException {
        int count = blocks.int32();
        long[] values = new long[count];
        blocks.take(Math.multiplyExact(count, Long.BYTES)).asLongBuffer().get(values);
        return values;
    }

    private int[] masters() throws IOException {
        int count = blocks.int32();
        int[] masters = new int[count];
        blocks.take(Math.multiplyExact(count, Integer.BYTES)).asIntBuffer().get(masters);
        return masters;
    }

    private SimulationFailure dead() {
        try {
            int status = process.waitFor();
            return new SimulationFailure("the simulator ended with exit code " + status + ":\n"
                    + ToolRun.lastLines(Files.readString(errors, StandardCharsets.UTF_8)));
        } catch (IOException e) {
            return new SimulationFailure("the simulator ended, and its messages cannot be read: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SimulationFailure("interrupted while the simulator ended");
        }
    }

    private void send(ByteBuffer message) throws IOException {
        process.getOutputStream().write(message.array(), 0, message.position());
        process.getOutputStream().flush();
    }

    private static ByteBuffer programLengths(ChipImage image) {
        ByteBuffer message = littleEndian(image.tiles().size() * Integer.BYTES);
        for (TileImage tile : image.tiles()) {
            message.putInt(tile.program().size());
        }
        return message;
    }

    private static ByteBuffer encode(StoryRequest request) {
        List<Integer> stops = request.controls().stopTokens();
        ByteBuffer message = littleEndian(100 + request.prompt().size() * Integer.BYTES)
                .putInt(request.controls().inverseTemperature())
                .putInt(request.controls().seed())
                .putInt(request.controls().newTokens())
                .putInt(stops.size());
        for (int stop = 0; stop < STOP_TOKENS; stop++) {
            message.putInt(stop < stops.size() ? stops.get(stop) : 0);
        }
        StoryRequest.Values values = request.values();
        StoryRequest.Window window = request.window();
        message.putInt(request.stallSeed())
                .putInt(values == null ? -1 : values.position())
                .putInt(values == null ? -1 : values.tile())
                .putInt(values == null ? -1 : values.pc())
                .putInt(request.lastPosition())
                .putLong(window == null ? -1 : window.from())
                .putLong(window == null ? 0 : window.to())
                .putLong(PATIENCE)
                .putInt(request.prompt().size());
        request.prompt().forEach(message::putInt);
        return message;
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
