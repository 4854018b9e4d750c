package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The legacy float32 file of llama2.c (version 0): seven int32 (dim, hidden dim, layers, heads, key/value heads, vocabulary, context; a negative vocabulary
 * announces an own head), then all weights tensor by tensor, each over all layers.
 */
public final class Llama2cFormat implements ModelFormat {
    private static final int HEADER_BYTES = 7 * Integer.BYTES;
    private static final double NORM_EPSILON = 1e-5;
    private static final double ROPE_THETA = 10000;

    @Override
    public String name() {
        return "llama2.c";
    }

    @Override
    public boolean recognises(Path path) {
        return Files.isRegularFile(path) && path.getFileName().toString().endsWith(".bin");
    }

    @Override
    public boolean hasWeights(Path path) {
        return true;
    }

    @Override
    public ModelShape shape(Path path) {
        try (FileChannel channel = FileChannel.open(path)) {
            return readShape(path, channel);
        } catch (IOException e) {
            throw new UserError(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public LanguageModel open(Path path) {
        try (FileChannel channel = FileChannel.open(path)) {
            ModelShape shape = readShape(path, channel);
            return map(path, channel, shape);
        } catch (IOException e) {
            throw new UserError(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static ModelShape readShape(Path path, FileChannel channel) throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (header.hasRemaining() && channel.read(header) >= 0) {
            continue;
        }
        if (header.hasRemaining()) {
            throw new UserError(path + " is too short for a llama2.c header of " + HEADER_BYTES
                    + " bytes; perhaps the download was cut short.");
        }
        header.flip();
        int dim = header.getInt();
        int hiddenDim = header.getInt();
        int layers = header.getInt();
        int heads = header.getInt();
        int kvHeads = header.getInt();
        int vocabulary = header.getInt();
        int context = header.getInt();
        if (heads < 1 || dim % heads != 0) {
            throw new UserError(path + ": a width of " + dim + " cannot be cut into " + heads
                    + " heads; perhaps it is not a llama2.c model file.");
        }
        ModelShape shape;
        try {
            shape = new ModelShape(
                    dim,
                    hiddenDim,
                    layers,
                    heads,
                    kvHeads,
                    dim / heads,
                    vocabulary == Integer.MIN_VALUE ? vocabulary : Math.abs(vocabulary),
                    context,
                    NORM_EPSILON,
                    ROPE_THETA,
                    vocabulary > 0,
                    "silu",
                    1,
                    List.of(2));
        } catch (UserError e) {
            throw new UserError(path + ": " + e.getMessage(), e);
        }
        long expected = expectedBytes(shape);
        if (channel.size() != expected) {
            throw new UserError(
                    path + " has " + channel.size() + " bytes, but its header (" + shape.describe() + ") needs "
                            + expected + "; perhaps the download was cut short, or it is not a llama2.c model file.");
        }
        return shape;
    }

    private static long expectedBytes(ModelShape shape) {
        long ropeTables = (long) shape.context() * shape.headSize();
        return HEADER_BYTES + Float.BYTES * (shape.parameters() + ropeTables);
    }

    private static LanguageModel map(Path path, FileChannel channel, ModelShape shape) throws IOException {
        Cursor cursor = new Cursor(channel, HEADER_BYTES);
        int layers = shape.layers();
        int dim = shape.dim();
        Tensor embedding = cursor.next(shape.vocabulary(), dim);
        List<Tensor> attentionNorm = cursor.next(layers, 1, dim);
        List<Tensor> wq = cursor.next(layers, shape.queryDim(), dim);
        List<Tensor> wk = cursor.next(layers, shape.kvDim(), dim);
        List<Tensor> wv = cursor.next(layers, shape.kvDim(), dim);
        List<Tensor> wo = cursor.next(layers, dim, shape.queryDim());
        List<Tensor> ffnNorm = cursor.next(layers, 1, dim);
        List<Tensor> w1 = cursor.next(layers, shape.hiddenDim(), dim);
        List<Tensor> w2 = cursor.next(layers, dim, shape.hiddenDim());
        List<Tensor> w3 = cursor.next(layers, shape.hiddenDim(), dim);
        Tensor finalNorm = cursor.next(1, dim);
        cursor.skip((long) shape.context() * shape.headSize());
        Tensor head = shape.tiedHead() ? embedding : cursor.next(shape.vocabulary(), dim);
        List<LayerWeights> weights = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            weights.add(new LayerWeights(
                    attentionNorm.get(l),
                    wq.get(l),
                    wk.get(l),
                    wv.get(l),
                    wo.get(l),
                    ffnNorm.get(l),
                    w1.get(l),
                    w2.get(l),
                    w3.get(l)));
        }
        return new LanguageModel("llama2.c", List.of(path), shape, embedding, weights, finalNorm, head);
    }

    /** Walks through the file from tensor to tensor. */
    private static final class Cursor {
        private final FileChannel channel;
        private long offset;

        Cursor(FileChannel channel, long offset) {
            this.channel = channel;
            this.offset = offset;
        }

        Tensor next(int rows, int columns) throws IOException {
            Tensor tensor = MappedTensor.map(channel, offset, rows, columns, NumberFormat.F32);
            skip(tensor.size());
            return tensor;
        }

        List<Tensor> next(int layers, int rows, int columns) throws IOException {
            List<Tensor> tensors = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                tensors.add(next(rows, columns));
            }
            return tensors;
        }

        void skip(long values) {
            offset += values * Float.BYTES;
        }
    }
}
