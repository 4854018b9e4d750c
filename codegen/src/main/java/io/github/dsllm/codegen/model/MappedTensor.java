package io.github.dsllm.codegen.model;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** A tensor that the operating system pages in from its file; of any length, in mapped segments of at most 1 GiB. */
final class MappedTensor implements Tensor {
    private static final int SEGMENT_BITS = 30;
    private static final long SEGMENT_MASK = (1L << SEGMENT_BITS) - 1;

    private final int rows;
    private final int columns;
    private final NumberFormat format;
    private final MappedByteBuffer[] segments;

    private MappedTensor(int rows, int columns, NumberFormat format, MappedByteBuffer[] segments) {
        this.rows = rows;
        this.columns = columns;
        this.format = format;
        this.segments = segments;
    }

    /**
     * Maps {@code rows × columns} values from byte {@code offset} on. The caller has checked that the file is long enough: a mapping beyond the end would
     * lengthen or crash.
     */
    static MappedTensor map(FileChannel channel, long offset, int rows, int columns, NumberFormat format)
            throws IOException {
        long bytes = (long) rows * columns * format.bytes();
        int count = Math.toIntExact((bytes + SEGMENT_MASK) >> SEGMENT_BITS);
        MappedByteBuffer[] segments = new MappedByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long begin = (long) i << SEGMENT_BITS;
            segments[i] = channel.map(
                    FileChannel.MapMode.READ_ONLY, offset + begin, Math.min(bytes - begin, 1L << SEGMENT_BITS));
            segments[i].order(ByteOrder.LITTLE_ENDIAN);
        }
        return new MappedTensor(rows, columns, format, segments);
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public int columns() {
        return columns;
    }

    @Override
    public float get(long index) {
        long at = index * format.bytes();
        MappedByteBuffer segment = segments[(int) (at >> SEGMENT_BITS)];
        int within = (int) (at & SEGMENT_MASK);
        return format == NumberFormat.F32 ? segment.getFloat(within) : format.decode(segment.getShort(within));
    }

    @Override
    public void row(int row, float[] destination) {
        long first = (long) row * columns;
        for (int i = 0; i < columns; i++) {
            destination[i] = get(first + i);
        }
    }
}
