package io.github.dsllm.verification.board;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;

/** A line that damages, loses and invents bytes, both ways, from a seed. */
final class NoisyLine implements SerialLine {
    private final SerialLine line;
    private final Random random;
    private final int bytesPerFault;

    /** @param bytesPerFault bytes between two faults, on average */
    NoisyLine(SerialLine line, long seed, int bytesPerFault) {
        this.line = line;
        this.random = new Random(seed);
        this.bytesPerFault = bytesPerFault;
    }

    @Override
    public String name() {
        return line.name();
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        line.write(disturbed(bytes));
    }

    @Override
    public byte[] read(int milliseconds) throws IOException {
        return disturbed(line.read(milliseconds));
    }

    private byte[] disturbed(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte each : bytes) {
            switch (random.nextInt(bytesPerFault) == 0 ? random.nextInt(3) : 3) {
                case 0 -> out.write(each ^ 1 << random.nextInt(8));
                case 1 -> {}
                case 2 -> {
                    out.write(random.nextInt(256));
                    out.write(each);
                }
                default -> out.write(each);
            }
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        line.close();
    }
}
