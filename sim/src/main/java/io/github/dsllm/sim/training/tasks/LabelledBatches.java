package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.training.data.Batch;
import io.github.dsllm.sim.training.data.Batches;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Batches of labelled sequences. The class is the target at the last token of a text, no other position counts. Every example is seen once before any is seen twice, in
 * another order each time. Texts are filled up to a multiple of eight tokens behind their end, which attention to the past does not see.
 */
public final class LabelledBatches implements Batches {
    private static final int MULTIPLE = 8;
    private static final int VALIDATION_BATCH = 64;
    private static final int NOT_COUNTED = -1;
    private static final int FILLER = 0;

    private final List<Sequence> training;
    private final List<Sequence> validation;
    private final int length;
    private final int size;
    private final long seed;
    private long epoch = -1;
    private int[] order = {};

    private record Sequence(int[] tokens, int label) {}

    /**
     * @param size examples of a batch, at least 1
     * @param seed of the order
     */
    public LabelledBatches(TaskData task, Packing packing, int size, long seed) {
        if (size < 1) {
            throw new UserError("batches of " + size + " examples cannot be; perhaps you should take at least 1");
        }
        this.training = sequences(task.training(), packing);
        this.validation = sequences(task.validation(), packing);
        this.length = filled(packing.length());
        this.size = size;
        this.seed = seed;
    }

    private static List<Sequence> sequences(List<Example> examples, Packing packing) {
        return examples.stream()
                .map(example -> new Sequence(packing.pack(example), example.label()))
                .toList();
    }

    /** Steps in which every example is seen {@code epochs} times, the last batch being filled with examples of the next time. */
    public long steps(int epochs) {
        return ((long) epochs * training.size() + size - 1) / size;
    }

    @Override
    public Batch batch(long step) {
        List<Sequence> drawn = new ArrayList<>();
        for (long number = (step - 1) * size; number < step * size; number++) {
            drawn.add(training.get(place(number)));
        }
        return batch(drawn);
    }

    private int place(long number) {
        long wanted = number / training.size();
        if (wanted != epoch) {
            order = order(wanted);
            epoch = wanted;
        }
        return order[(int) (number % training.size())];
    }

    /** A permutation (Fisher and Yates) that depends on seed and epoch alone. */
    private int[] order(long number) {
        SplittableRandom random = new SplittableRandom(new SplittableRandom(seed).nextLong() + number);
        int[] places = new int[training.size()];
        for (int i = 0; i < places.length; i++) {
            int j = random.nextInt(i + 1);
            places[i] = places[j];
            places[j] = i;
        }
        return places;
    }

    private static Batch batch(List<Sequence> sequences) {
        List<int[]> inputs = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (Sequence sequence : sequences) {
            int[] input = Arrays.copyOf(sequence.tokens, filled(sequence.tokens.length));
            Arrays.fill(input, sequence.tokens.length, input.length, FILLER);
            int[] target = new int[input.length];
            Arrays.fill(target, NOT_COUNTED);
            target[sequence.tokens.length - 1] = sequence.label;
            inputs.add(input);
            targets.add(target);
        }
        return new Batch(inputs, targets);
    }

    private static int filled(int tokens) {
        return (tokens + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    @Override
    public List<Batch> validation() {
        List<Batch> batches = new ArrayList<>();
        for (int start = 0; start < validation.size(); start += VALIDATION_BATCH) {
            batches.add(batch(validation.subList(start, Math.min(validation.size(), start + VALIDATION_BATCH))));
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
            for (List<Sequence> part : List.of(training, validation)) {
                update(digest, part.size());
                for (Sequence sequence : part) {
                    update(digest, sequence.label);
                    update(digest, sequence.tokens.length);
                    update(digest, sequence.tokens);
                }
            }
            digest.update(ByteBuffer.allocate(Long.BYTES).putLong(seed).array());
            update(digest, size);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void update(MessageDigest digest, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(Integer.BYTES, values.length));
        bytes.asIntBuffer().put(values);
        digest.update(bytes.array());
    }
}
