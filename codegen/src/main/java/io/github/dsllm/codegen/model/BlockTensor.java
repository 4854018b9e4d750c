package io.github.dsllm.codegen.model;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;

/** A tensor of blocks that the operating system pages in from its file, in mapped segments of whole rows of at most 1 GiB. */
final class BlockTensor implements Tensor {
    private static final long LARGEST_SEGMENT = 1L << 30;

    private final int rows;
    private final int columns;
    private final GgufType type;
    private final GgufType.Decoder decoder;
    private final int rowBytes;
    private final int rowsPerSegment;
    private final MappedByteBuffer[] segments;

    private BlockTensor(
            int rows, int columns, GgufType type, int rowBytes, int rowsPerSegment, MappedByteBuffer[] segments) {
        this.rows = rows;
        this.columns = columns;
        this.type = type;
        this.decoder = type.decoder().orElseThrow();
        this.rowBytes = rowBytes;
        this.rowsPerSegment = rowsPerSegment;
        this.segments = segments;
    }

    /**
     * Maps {@code rows × columns} values from byte {@code offset} on. The caller has checked that the file is long enough, that blocks divide rows, and that a
     * row is below 1 GiB.
     */
    static BlockTensor map(FileChannel channel, long offset, int rows, int columns, GgufType type) throws IOException {
        return map(channel, offset, rows, columns, type, LARGEST_SEGMENT);
    }

    /** As above with segments of at most that many bytes, but at least a row. */
    static BlockTensor map(FileChannel channel, long offset, int rows, int columns, GgufType type, long largestSegment)
            throws IOException {
        int rowBytes = columns / type.blockValues() * type.blockBytes();
        int rowsPerSegment = (int) Math.max(1, Math.min(rows, largestSegment / rowBytes));
        MappedByteBuffer[] segments = new MappedByteBuffer[(rows + rowsPerSegment - 1) / rowsPerSegment];
        for (int i = 0; i < segments.length; i++) {
            long first = (long) i * rowsPerSegment;
            long length = Math.min(rowsPerSegment, rows - first) * rowBytes;
            segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, offset + first * rowBytes, length);
            segments[i].order(ByteOrder.LITTLE_ENDIAN);
        }
        return new BlockTensor(rows, columns, type, rowBytes, rowsPerSegment, segments);
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
    public void row(int row, float[] destination) {
        MappedByteBuffer segment = segments[row / rowsPerSegment];
        int at = row % rowsPerSegment * rowBytes;
        for (int column = 0; column < columns; column += type.blockValues()) {
            decoder.decode(segment, at, destination, column);
            at += type.blockBytes();
        }
    }
}
