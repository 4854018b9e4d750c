package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The head of a llama2.c file. Version 0 has seven int32 (dim, hidden dim, layers, heads, key/value heads, vocabulary, context; a negative vocabulary announces an own
 * head); later versions have a magic number and their version before them, a byte that is 1 where the head is the embedding, version 2 then an int32 with the size of a
 * group, and zeros up to byte 256.
 *
 * @param version 0, 1 or 2
 * @param shape sizes, and the constants that llama2.c has for all models
 * @param group values that share a scale; 1 in versions without
 */
record Llama2cHeader(int version, ModelShape shape, int group) {
    private static final int MAGIC = 0x616b3432; // "ak42"
    private static final int LEGACY_BYTES = 7 * Integer.BYTES;
    private static final int BYTES = 256;
    private static final int NEWEST = 2;
    private static final double NORM_EPSILON = 1e-5;
    private static final double ROPE_THETA = 10000;

    /** @throws UserError if the sizes cannot be, or do not make up the length of the file */
    static Llama2cHeader read(Path path, FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
            continue;
        }
        bytes.flip();
        boolean versioned = bytes.limit() >= Integer.BYTES && bytes.getInt(0) == MAGIC;
        int needed = versioned ? BYTES : LEGACY_BYTES;
        if (bytes.limit() < needed) {
            throw new UserError(path + " is too short for a llama2.c header of " + needed
                    + " bytes; perhaps the download was cut short.");
        }
        Llama2cHeader header = versioned ? versioned(path, bytes) : legacy(path, bytes);
        long expected = header.fileBytes();
        if (channel.size() != expected) {
            throw new UserError(path + " has " + channel.size() + " bytes, but its header ("
                    + header.shape.describe() + ") needs " + expected
                    + "; perhaps the download was cut short, or it is not a llama2.c model file.");
        }
        return header;
    }

    private static Llama2cHeader legacy(Path path, ByteBuffer bytes) {
        int vocabulary = bytes.getInt(5 * Integer.BYTES);
        int magnitude = vocabulary == Integer.MIN_VALUE ? vocabulary : Math.abs(vocabulary);
        return new Llama2cHeader(0, shape(path, bytes, 0, magnitude, vocabulary > 0), 1);
    }

    private static Llama2cHeader versioned(Path path, ByteBuffer bytes) {
        int version = bytes.getInt(Integer.BYTES);
        if (version < 1 || version > NEWEST) {
            throw new UserError(path + " is a llama2.c file of version " + version
                    + ", known are 0, 1 and 2; perhaps you should export the model as one of these.");
        }
        int sizes = 2 * Integer.BYTES;
        int tied = bytes.get(sizes + LEGACY_BYTES);
        if (tied != 0 && tied != 1) {
            throw new UserError(path + " says neither 0 nor 1 but " + tied
                    + " of whether its head is the embedding; perhaps the file is damaged.");
        }
        ModelShape shape = shape(path, bytes, sizes, bytes.getInt(sizes + 5 * Integer.BYTES), tied == 1);
        int group = version == 1 ? 1 : bytes.getInt(sizes + LEGACY_BYTES + 1);
        if (group < 1 || shape.dim() % group != 0) {
            throw new UserError(path + " has groups of " + group + " values, which do not divide its width of "
                    + shape.dim() + "; perhaps the file is damaged.");
        }
        return new Llama2cHeader(version, shape, group);
    }

    private static ModelShape shape(Path path, ByteBuffer bytes, int at, int vocabulary, boolean tied) {
        int dim = bytes.getInt(at);
        int heads = bytes.getInt(at + 3 * Integer.BYTES);
        if (heads < 1 || dim % heads != 0) {
            throw new UserError(path + ": a width of " + dim + " cannot be cut into " + heads
                    + " heads; perhaps it is not a llama2.c model file.");
        }
        try {
            return new ModelShape(
                    dim,
                    bytes.getInt(at + Integer.BYTES),
                    bytes.getInt(at + 2 * Integer.BYTES),
                    heads,
                    bytes.getInt(at + 4 * Integer.BYTES),
                    dim / heads,
                    vocabulary,
                    bytes.getInt(at + 6 * Integer.BYTES),
                    NORM_EPSILON,
                    ROPE_THETA,
                    tied,
                    "silu",
                    1,
                    List.of(2));
        } catch (UserError e) {
            throw new UserError(path + ": " + e.getMessage(), e);
        }
    }

    /** Where the first tensor begins. */
    int dataOffset() {
        return version == 0 ? LEGACY_BYTES : BYTES;
    }

    private long fileBytes() {
        long norms = (2L * shape.layers() + 1) * shape.dim();
        long matrices = shape.parameters() - norms;
        return dataOffset()
                + switch (version) {
                    case 0 -> Float.BYTES * (shape.parameters() + (long) shape.context() * shape.headSize());
                    case 1 -> Float.BYTES * shape.parameters();
                    default -> Float.BYTES * norms + matrices + Float.BYTES * (matrices / group);
                };
    }
}
