package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The strictly checked header of a GGUF file (versions 2 and 3, little endian): metadata, then the names, shapes, types and places of tensors. Every length is
 * compared with what is left before anything is allocated, every tensor with the length of the file before a value is mapped.
 */
public final class GgufFile {
    static final byte[] MAGIC = {'G', 'G', 'U', 'F'};

    private static final long LONGEST_HEADER = 256L << 20;
    private static final int LONGEST_NAME = 1 << 16;
    private static final int MOST_DIMENSIONS = 4;
    private static final int SMALLEST_ENTRY = 12;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MOST_VALUES = 1 << 22;
    private static final long LONGEST_TENSOR = 1L << 48;
    private static final long LONGEST_ROW = 1 << 24;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private record Entry(String name, List<Long> shape, int type, long offset) {}

    private final Path file;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();
    private long dataOffset;

    private GgufFile(Path file) {
        this.file = file;
    }

    /** @throws UserError if the file cannot be read, or with all lies of its header */
    public static GgufFile read(Path file) {
        GgufFile gguf = new GgufFile(file);
        try (FileChannel channel = FileChannel.open(file)) {
            long length = channel.size();
            ByteBuffer in = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(length, LONGEST_HEADER));
            gguf.header(in.order(ByteOrder.LITTLE_ENDIAN));
            gguf.places(length);
        } catch (BufferUnderflowException e) {
            throw new UserError(
                    file + " ends, or is longer than " + LONGEST_HEADER
                            + " bytes, within its header; perhaps the download was cut short, or it is not a GGUF file.",
                    e);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
        return gguf;
    }

    private void header(ByteBuffer in) {
        byte[] magic = new byte[MAGIC.length];
        in.get(magic);
        int version = in.getInt();
        if (!Arrays.equals(magic, MAGIC) || version < 2 || version > 3) {
            throw new UserError(file + " is not a GGUF file of version 2 or 3 in little endian (its version is "
                    + version + "); perhaps you should convert the model again with a recent llama.cpp.");
        }
        long tensors = in.getLong();
        long keys = in.getLong();
        requireRoom(in, tensors, SMALLEST_ENTRY, "tensors");
        requireRoom(in, keys, SMALLEST_ENTRY, "metadata keys");
        for (long i = 0; i < keys; i++) {
            String key = string(in, LONGEST_NAME);
            if (metadata.put(key, value(in, in.getInt(), key)) != null) {
                problems.add("the key " + key + " stands there twice");
            }
        }
        for (long i = 0; i < tensors; i++) {
            entry(in);
        }
        long alignment = number("general.alignment").orElse(DEFAULT_ALIGNMENT).longValue();
        if (alignment < 1 || alignment > 1 << 20 || Long.bitCount(alignment) != 1) {
            problems.add("general.alignment is " + alignment + ", which is no power of two up to 2^20");
            alignment = DEFAULT_ALIGNMENT;
        }
        dataOffset = (in.position() + alignment - 1) / alignment * alignment;
        for (Entry entry : entries.values()) {
            if (entry.offset % alignment != 0) {
                problems.add(entry.name + " begins at " + entry.offset + ", which " + alignment + " does not divide");
            }
        }
    }

    private void entry(ByteBuffer in) {
        String name = string(in, LONGEST_NAME);
        int dimensions = in.getInt();
        if (dimensions < 0 || dimensions > MOST_DIMENSIONS) {
            throw damaged(name + " has " + Integer.toUnsignedString(dimensions) + " dimensions");
        }
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.getLong());
        }
        if (entries.put(name, new Entry(name, shape, in.getInt(), in.getLong())) != null) {
            problems.add("the tensor " + name + " stands there twice");
        }
    }

    private Object value(ByteBuffer in, int type, String key) {
        return switch (type) {
            case 0 -> (long) (in.get() & 0xFF);
            case 1 -> (long) in.get();
            case 2 -> (long) (in.getShort() & 0xFFFF);
            case 3 -> (long) in.getShort();
            case 4 -> in.getInt() & 0xFFFF_FFFFL;
            case 5 -> (long) in.getInt();
            case 6 -> (double) in.getFloat();
            case 7 -> in.get() != 0;
            case STRING -> string(in, in.remaining());
            case ARRAY -> array(in, key);
            case 10, 11 -> in.getLong();
            case 12 -> in.getDouble();
            default -> throw damaged("the key " + key + " has a value of the unknown type " + type);
        };
    }

    private List<Object> array(ByteBuffer in, String key) {
        int type = in.getInt();
        long count = in.getLong();
        if (type == ARRAY) {
            throw damaged("the key " + key + " has an array of arrays");
        }
        requireRoom(in, count, type == STRING ? Long.BYTES : 1, "values of the key " + key);
        if (count > MOST_VALUES) {
            throw damaged("the key " + key + " has " + count + " values, more than " + MOST_VALUES);
        }
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            values.add(value(in, type, key));
        }
        return values;
    }

    private String string(ByteBuffer in, int longest) {
        long length = in.getLong();
        if (length < 0 || length > longest || length > in.remaining()) {
            throw damaged("a text of " + Long.toUnsignedString(length) + " bytes is announced where " + in.remaining()
                    + " are left");
        }
        byte[] bytes = new byte[(int) length];
        in.get(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private void requireRoom(ByteBuffer in, long count, int smallest, String what) {
        if (count < 0 || count > in.remaining() / smallest) {
            throw damaged(Long.toUnsignedString(count) + " " + what + " are announced where " + in.remaining()
                    + " bytes are left");
        }
    }

    private UserError damaged(String why) {
        return new UserError(file + " is damaged: " + why + "; perhaps the download was cut short.");
    }

    /** Every tensor lies within the file and none within another. */
    private void places(long length) {
        long end = 0;
        String before = "";
        List<Entry> ordered = entries.values().stream()
                .sorted(Comparator.comparingLong(Entry::offset))
                .toList();
        for (Entry entry : ordered) {
            long bytes = bytes(entry);
            if (bytes < 0) {
                continue;
            }
            if (entry.offset < end) {
                problems.add(entry.name + " begins within " + (before.isEmpty() ? "the header" : before));
            }
            if (entry.offset < 0 || entry.offset > length - dataOffset - bytes) {
                problems.add(entry.name + " needs " + bytes + " bytes from " + Long.toUnsignedString(entry.offset)
                        + " on, the file has " + Math.max(0, length - dataOffset) + " for tensors");
                continue;
            }
            end = entry.offset + bytes;
            before = entry.name;
        }
        if (!problems.isEmpty()) {
            throw new UserError(
                    file + " is damaged: " + Problems.list(problems) + "; perhaps the download was cut short.");
        }
    }

    /** Bytes of a tensor; −1 where they cannot be known, which is reported unless only the type is foreign. */
    private long bytes(Entry entry) {
        Optional<GgufType> type = GgufType.of(entry.type);
        long values = 1;
        for (long extent : entry.shape) {
            if (extent < 1 || extent > Integer.MAX_VALUE || values > LONGEST_TENSOR / extent) {
                problems.add(entry.name + " has the shape " + entry.shape);
                return -1;
            }
            values *= extent;
        }
        if (type.isEmpty()) {
            return -1;
        }
        int block = type.get().blockValues();
        if (entry.shape.isEmpty() || entry.shape.get(0) % block != 0) {
            problems.add(
                    entry.name + " has rows of shape " + entry.shape + ", which blocks of " + block + " do not fill");
            return -1;
        }
        return values / block * type.get().blockBytes();
    }

    /** The file itself. */
    public Path file() {
        return file;
    }

    /** Names of all tensors in file order. */
    Iterable<String> names() {
        return entries.keySet();
    }

    boolean has(String name) {
        return entries.containsKey(name);
    }

    /** Why the tensor cannot be used as a matrix of weights, or an empty text. */
    String unusable(String name) {
        Entry entry = Objects.requireNonNull(entries.get(name), name);
        Optional<GgufType> type = GgufType.of(entry.type);
        if (type.isEmpty() || type.get().decoder().isEmpty()) {
            return name + " has the type " + type.map(Enum::name).orElse("number " + entry.type)
                    + " (supported are F32, F16, BF16, Q8_0, Q4_0, Q4_K, Q6_K)";
        }
        boolean isMatrix = entry.shape.size() == 1 || entry.shape.size() == 2;
        return isMatrix && entry.shape.get(0) <= LONGEST_ROW ? "" : name + " has the shape " + entry.shape;
    }

    /** Maps a tensor for which {@link #unusable} has no objection; a vector becomes one row. */
    Tensor map(String name) {
        Entry entry = Objects.requireNonNull(entries.get(name), name);
        int columns = entry.shape.get(0).intValue();
        int rows = entry.shape.size() == 1 ? 1 : entry.shape.get(1).intValue();
        GgufType type = GgufType.of(entry.type).orElseThrow();
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < dataOffset + entry.offset + bytes(entry)) {
                throw new UserError(
                        file + " has become shorter while it was read; perhaps another program writes to it.");
            }
            return BlockTensor.map(channel, dataOffset + entry.offset, rows, columns, type);
        } catch (IOException e) {
            throw new UserError(file + " cannot be mapped: " + e.getMessage(), e);
        }
    }

    /** A text of the metadata. */
    public Optional<String> text(String key) {
        return metadata.get(key) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** A number of the metadata: a Long or a Double. */
    public Optional<Number> number(String key) {
        return metadata.get(key) instanceof Number number ? Optional.of(number) : Optional.empty();
    }

    /** A truth value of the metadata. */
    public Optional<Boolean> flag(String key) {
        return metadata.get(key) instanceof Boolean flag ? Optional.of(flag) : Optional.empty();
    }

    /** An array of the metadata of String, Long, Double or Boolean; empty where there is none. */
    public List<?> array(String key) {
        return metadata.get(key) instanceof List<?> list ? list : List.of();
    }

    /** All keys of the metadata, in file order. */
    public Iterable<String> keys() {
        return metadata.keySet();
    }
}
