package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The files of llama2.c: version 0 (legacy) and 1 in float32, version 2 with matrices of bytes in groups that share a float32 scale (Q8_0). After the {@link Llama2cHeader}
 * come all weights tensor by tensor, each over all layers; from version 1 on the gains of the norms come first. Source: export.py of llama2.c.
 */
public final class Llama2cFormat implements ModelFormat {

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
            return Llama2cHeader.read(path, channel).shape();
        } catch (IOException e) {
            throw new UserError(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public LanguageModel open(Path path) {
        try (FileChannel channel = FileChannel.open(path)) {
            Llama2cHeader header = Llama2cHeader.read(path, channel);
            return map(path, header, new Cursor(channel, header));
        } catch (IOException e) {
            throw new UserError(path + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static LanguageModel map(Path path, Llama2cHeader header, Cursor cursor) throws IOException {
        ModelShape shape = header.shape();
        boolean normsFirst = header.version() > 0;
        int layers = shape.layers();
        int dim = shape.dim();
        List<Tensor> norms = normsFirst ? cursor.vectors(2 * layers + 1, dim) : new ArrayList<>();
        Tensor embedding = cursor.matrix(shape.vocabulary(), dim);
        if (!normsFirst) {
            norms.addAll(cursor.vectors(layers, dim));
        }
        List<Tensor> wq = cursor.matrices(layers, shape.queryDim(), dim);
        List<Tensor> wk = cursor.matrices(layers, shape.kvDim(), dim);
        List<Tensor> wv = cursor.matrices(layers, shape.kvDim(), dim);
        List<Tensor> wo = cursor.matrices(layers, dim, shape.queryDim());
        if (!normsFirst) {
            norms.addAll(cursor.vectors(layers, dim));
        }
        List<Tensor> w1 = cursor.matrices(layers, shape.hiddenDim(), dim);
        List<Tensor> w2 = cursor.matrices(layers, dim, shape.hiddenDim());
        List<Tensor> w3 = cursor.matrices(layers, shape.hiddenDim(), dim);
        if (!normsFirst) {
            norms.addAll(cursor.vectors(1, dim));
            cursor.skip((long) shape.context() * shape.headSize() * Float.BYTES); // RoPE tables
        }
        Tensor head = shape.tiedHead() ? embedding : cursor.matrix(shape.vocabulary(), dim);
        List<LayerWeights> weights = new ArrayList<>();
        for (int l = 0; l < layers; l++) {
            weights.add(new LayerWeights(
                    norms.get(l),
                    wq.get(l),
                    wk.get(l),
                    wv.get(l),
                    wo.get(l),
                    norms.get(layers + l),
                    w1.get(l),
                    w2.get(l),
                    w3.get(l)));
        }
        return new LanguageModel("llama2.c", List.of(path), shape, embedding, weights, norms.get(2 * layers), head);
    }

    /** Walks through the file from tensor to tensor. */
    private static final class Cursor {
        private final FileChannel channel;
        private final Llama2cHeader header;
        private long offset;

        Cursor(FileChannel channel, Llama2cHeader header) {
            this.channel = channel;
            this.header = header;
            this.offset = header.dataOffset();
        }

        private Tensor next(int rows, int columns, NumberFormat format) throws IOException {
            Tensor tensor = MappedTensor.map(channel, offset, rows, columns, format);
            skip(tensor.size() * format.bytes());
            return tensor;
        }

        Tensor matrix(int rows, int columns) throws IOException {
            if (header.version() < 2) {
                return next(rows, columns, NumberFormat.F32);
            }
            int group = header.group();
            Tensor values = next(rows, columns, NumberFormat.I8);
            Tensor scales = columns % group == 0
                    ? next(rows, columns / group, NumberFormat.F32)
                    : next(rows / group, columns, NumberFormat.F32);
            return new GroupedTensor(values, scales, group);
        }

        List<Tensor> matrices(int layers, int rows, int columns) throws IOException {
            List<Tensor> tensors = new ArrayList<>();
            for (int layer = 0; layer < layers; layer++) {
                tensors.add(matrix(rows, columns));
            }
            return tensors;
        }

        List<Tensor> vectors(int count, int columns) throws IOException {
            List<Tensor> tensors = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                tensors.add(next(1, columns, NumberFormat.F32));
            }
            return tensors;
        }

        void skip(long bytes) {
            offset += bytes;
        }
    }
}
