package io.github.dsllm.sim.training.data;

import io.github.dsllm.codegen.UserError;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** Batches of windows of a long sequence of tokens, drawn at random for training and side by side for validation. */
public final class TokenWindows implements Batches {
    private final int[] training;
    private final int[] held;
    private final int length;
    private final int size;
    private final long seed;

    /**
     * @param training tokens to train on, more than {@code length}
     * @param held tokens for validation; those after the last whole window are not used
     * @param length positions of a window, at least 1
     * @param size windows of a batch, at least 1
     * @param seed of the draw
     * @throws UserError if the text is too short for one window
     */
    public TokenWindows(int[] training, int[] held, int length, int size, long seed) {
        if (length < 1 || size < 1) {
            throw new UserError("batches of " + size + " texts of " + length
                    + " tokens cannot be; perhaps you should take at least 1 of each");
        }
        if (training.length <= length) {
            throw new UserError("the text has " + training.length + " tokens to train on, too few for one window of "
                    + length + "; perhaps you should give a longer text or a shorter dsllm.train.length");
        }
        this.training = training.clone();
        this.held = held.clone();
        this.length = length;
        this.size = size;
        this.seed = seed;
    }

    @Override
    public Batch batch(long step) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + step);
        List<int[]> inputs = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int start = random.nextInt(training.length - length);
            inputs.add(Arrays.copyOfRange(training, start, start + length));
            targets.add(Arrays.copyOfRange(training, start + 1, start + 1 + length));
        }
        return new Batch(inputs, targets);
    }

    @Override
    public List<Batch> validation() {
        List<Batch> batches = new ArrayList<>();
        List<int[]> inputs = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (int start = 0; start + length < held.length; start += length) {
            inputs.add(Arrays.copyOfRange(held, start, start + length));
            targets.add(Arrays.copyOfRange(held, start + 1, start + 1 + length));
            if (inputs.size() == size) {
                batches.add(new Batch(inputs, targets));
                inputs.clear();
                targets.clear();
            }
        }
        if (!inputs.isEmpty()) {
            batches.add(new Batch(inputs, targets));
        }
        return batches;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public String digest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int[] tokens : List.of(training, held, new int[] {length, size})) {
                ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, tokens.length + 1));
                bytes.putInt(tokens.length).asIntBuffer().put(tokens);
                digest.update(bytes.array());
            }
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
