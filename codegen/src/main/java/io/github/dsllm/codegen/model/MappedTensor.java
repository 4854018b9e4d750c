package io.github.dsllm.codegen.model;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** A tensor that the operating system pages in from its file; of any length, in mapped segments of at most 1 GiB. */
public final class MappedTensor implements Tensor {
    private static final int SEGMENT_BITS = 30;

    private final int rows;
    private final int columns;
    private final NumberFormat format;
    private final int segmentBits;
    private final MappedByteBuffer[] segments; // of 2^segmentBits bytes each, the last one shorter

    private MappedTensor(int rows, int columns, NumberFormat format, int segmentBits, MappedByteBuffer[] segments) {
        this.rows = rows;
        this.columns = columns;
        this.format = format;
        this.segmentBits = segmentBits;
        this.segments = segments;
    }

    /**
     * Maps {@code rows × columns} values from byte {@code offset} on. The caller has checked that the file is long enough:
     * reading a mapping beyond the end would crash the virtual machine.
     */
    public static MappedTensor map(FileChannel channel, long offset, int rows, int columns, NumberFormat format)
            throws IOException {
        return map(channel, offset, rows, columns, format, SEGMENT_BITS);
    }

    /** As above with segments of {@code 2^segmentBits} bytes, at least one value. */
    static MappedTensor map(
            FileChannel channel, long offset, int rows, int columns, NumberFormat format, int segmentBits)
            throws IOException {
        long bytes = (long) rows * columns * format.bytes();
        long segmentLength = 1L << segmentBits;
        int count = Math.toIntExact((bytes + segmentLength - 1) >> segmentBits);
        MappedByteBuffer[] segments = new MappedByteBuffer[count];
        for (int i = 0; i < count; i++) {
            long begin = (long) i << segmentBits;
            long length = Math.min(bytes - begin, segmentLength);
            segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, offset + begin, length);
            segments[i].order(ByteOrder.LITTLE_ENDIAN);
        }
        return new MappedTensor(rows, columns, format, segmentBits, segments);
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
        MappedByteBuffer segment = segments[(int) (at >> segmentBits)];
        int within = (int) (at & (1L << segmentBits) - 1);
        return format.decode(segment, within);
    }

    @Override
    public void row(int row, float[] destination) {
        long first = (long) row * columns;
        long begin = first * format.bytes();
        long last = begin + (long) columns * format.bytes() - 1;
        if (format == NumberFormat.F32 && begin >> segmentBits == last >> segmentBits) {
            int within = (int) (begin & (1L << segmentBits) - 1);
            segments[(int) (begin >> segmentBits)].asFloatBuffer().get(within / Float.BYTES, destination, 0, columns);
            return;
        }
        for (int i = 0; i < columns; i++) {
            destination[i] = get(first + i);
        }
    }
}
