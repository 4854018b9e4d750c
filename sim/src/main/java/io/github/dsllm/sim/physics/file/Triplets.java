package io.github.dsllm.sim.physics.file;

import io.github.dsllm.sim.physics.Couplings;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Couplings in any order, as files have them; equal places are added up. */
final class Triplets {
    private int[] rows;
    private int[] columns;
    private double[] values;
    private int count;

    Triplets(int capacity) {
        rows = new int[capacity];
        columns = new int[capacity];
        values = new double[capacity];
    }

    void add(int row, int column, double value) {
        if (count == values.length) {
            int wider = Math.min(Limits.COUPLINGS, Math.max(16, 2 * count));
            rows = Arrays.copyOf(rows, wider);
            columns = Arrays.copyOf(columns, wider);
            values = Arrays.copyOf(values, wider);
        }
        rows[count] = row;
        columns[count] = column;
        values[count++] = value;
    }

    int count() {
        return count;
    }

    Couplings couplings(int nodes) {
        int[] starts = new int[nodes + 1];
        for (int k = 0; k < count; k++) {
            starts[rows[k] + 1]++;
        }
        for (int i = 0; i < nodes; i++) {
            starts[i + 1] += starts[i];
        }
        int[] next = starts.clone();
        int[] order = new int[count];
        for (int k = 0; k < count; k++) {
            order[next[rows[k]]++] = k;
        }
        Couplings.Builder builder = new Couplings.Builder(nodes);
        for (int i = 0; i < nodes; i++) {
            addRow(
                    builder,
                    i,
                    IntStream.range(starts[i], starts[i + 1])
                            .map(k -> order[k])
                            .boxed()
                            .sorted((a, b) -> Integer.compare(columns[a], columns[b]))
                            .mapToInt(k -> k)
                            .toArray());
        }
        return builder.build();
    }

    private void addRow(Couplings.Builder builder, int row, int[] entries) {
        for (int k = 0; k < entries.length; k++) {
            double sum = values[entries[k]];
            int column = columns[entries[k]];
            while (k + 1 < entries.length && columns[entries[k + 1]] == column) {
                sum += values[entries[++k]];
            }
            builder.add(row, column, sum);
        }
    }
}
