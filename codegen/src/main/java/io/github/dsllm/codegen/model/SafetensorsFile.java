package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The strictly checked header of one safetensors file: eight bytes length, a JSON object of tensors, then their values without gaps or overlaps.
 *
 * <p>Everything that the header says is compared with the length of the file before a value is mapped. All lies of one header are in one message.
 */
public final class SafetensorsFile {
    private static final long LONGEST_HEADER = 100_000_000;
    private static final Map<String, Integer> BYTES = bytesPerValue();

    private record Entry(String name, String type, List<Long> shape, long begin, long end) {}

    private final Path file;
    private final long dataOffset;
    private final Map<String, Entry> entries;

    private SafetensorsFile(Path file, long dataOffset, Map<String, Entry> entries) {
        this.file = file;
        this.dataOffset = dataOffset;
        this.entries = entries;
    }

    /**
     * Reads and checks the header.
     *
     * @throws UserError listing every contradiction of the header with itself or the file
     */
    public static SafetensorsFile read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            return read(file, channel);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SafetensorsFile read(Path file, FileChannel channel) throws IOException {
        long fileLength = channel.size();
        if (fileLength < Long.BYTES) {
            throw new UserError(file + " has only " + fileLength
                    + " bytes, too few for a safetensors header; perhaps the download was cut short.");
        }
        long headerLength =
                bytes(channel, 0, Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong(0);
        if (headerLength < 2 || headerLength > LONGEST_HEADER || headerLength > fileLength - Long.BYTES) {
            throw new UserError(file + " announces a header of " + Long.toUnsignedString(headerLength)
                    + " bytes, but has " + fileLength + " bytes and a header has at most " + LONGEST_HEADER
                    + "; perhaps the download was cut short, or it is not a safetensors file.");
        }
        byte[] header = bytes(channel, Long.BYTES, (int) headerLength).array();
        JsonNode json = JsonFile.parseObject("The header of " + file, header);
        long dataOffset = Long.BYTES + headerLength;
        List<String> problems = new ArrayList<>();
        Map<String, Entry> entries = new LinkedHashMap<>();
        json.properties().forEach(property -> {
            if (!property.getKey().equals("__metadata__")) {
                parse(property.getKey(), property.getValue(), problems, entries);
            }
        });
        checkLayout(entries, fileLength - dataOffset, problems);
        if (!problems.isEmpty()) {
            throw new UserError("The header of " + file + " contradicts itself or the file: " + Problems.list(problems)
                    + "; perhaps the download was cut short or the file was tampered with.");
        }
        return new SafetensorsFile(file, dataOffset, entries);
    }

    private static ByteBuffer bytes(FileChannel channel, long offset, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new EOFException("it ends early");
            }
        }
        return buffer.flip();
    }

    private static void parse(String name, JsonNode json, List<String> problems, Map<String, Entry> entries) {
        JsonNode offsets = json.path("data_offsets");
        JsonNode type = json.path("dtype");
        if (!type.isTextual() || !json.path("shape").isArray() || !offsets.isArray() || offsets.size() != 2) {
            problems.add(name + " lacks dtype, shape or data_offsets");
            return;
        }
        List<Long> shape = new ArrayList<>();
        for (JsonNode extent : json.get("shape")) {
            shape.add(extent.canConvertToLong() && extent.isIntegralNumber() ? extent.longValue() : -1);
        }
        long begin = offsets.get(0).isIntegralNumber() && offsets.get(0).canConvertToLong()
                ? offsets.get(0).longValue()
                : -1;
        long end = offsets.get(1).isIntegralNumber() && offsets.get(1).canConvertToLong()
                ? offsets.get(1).longValue()
                : -1;
        Integer bytes = BYTES.get(type.asText());
        if (bytes == null) {
            problems.add(name + " has the unknown dtype " + type.asText());
        } else if (begin < 0 || end < begin) {
            problems.add(name + " has the offsets " + offsets);
        } else if (byteCount(shape, bytes) != end - begin) {
            problems.add(
                    name + " of " + type.asText() + shape + " does not fill its " + (end - begin) + " bytes exactly");
        } else {
            entries.put(name, new Entry(name, type.asText(), shape, begin, end));
        }
    }

    private static Map<String, Integer> bytesPerValue() {
        Map<String, Integer> bytes = new TreeMap<>();
        bytes.put("BOOL", 1);
        for (NumberFormat format : NumberFormat.values()) {
            bytes.put(format.name(), format.bytes());
        }
        return bytes;
    }

    /** Bytes of a tensor, or -1 when the shape is negative or overflows. */
    private static long byteCount(List<Long> shape, int bytes) {
        try {
            long values = 1;
            for (long extent : shape) {
                if (extent < 0) {
                    return -1;
                }
                values = Math.multiplyExact(values, extent);
            }
            return Math.multiplyExact(values, bytes);
        } catch (ArithmeticException e) {
            return -1;
        }
    }

    private static void checkLayout(Map<String, Entry> entries, long dataLength, List<String> problems) {
        if (!problems.isEmpty()) {
            return;
        }
        List<Entry> sorted = new ArrayList<>(entries.values());
        sorted.sort(Comparator.comparingLong(Entry::begin).thenComparingLong(Entry::end));
        long expected = 0;
        for (Entry entry : sorted) {
            if (entry.begin < expected) {
                problems.add(entry.name + " overlaps the tensor before it");
            } else if (entry.begin > expected) {
                problems.add("there are " + (entry.begin - expected) + " unclaimed bytes before " + entry.name);
            }
            if (entry.end > dataLength) {
                problems.add(entry.name + " ends at byte " + entry.end + " of only " + dataLength);
            }
            expected = Math.max(expected, entry.end);
        }
        if (problems.isEmpty() && expected != dataLength) {
            problems.add("there are " + (dataLength - expected) + " unclaimed bytes at the end");
        }
    }

    /** Where it is. */
    public Path file() {
        return file;
    }

    /** Names of all tensors in file order. */
    Iterable<String> names() {
        return entries.keySet();
    }

    /** Whether there is a tensor of that name. */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    private Entry entry(String name) {
        return Objects.requireNonNull(entries.get(name), name);
    }

    /** Why the tensor cannot be used as a matrix of weights, or an empty text. */
    public String unusable(String name) {
        Entry entry = entry(name);
        if (entry.type.equals("BOOL")) {
            return name + " has the dtype BOOL, no number";
        }
        boolean fits = entry.shape.stream().allMatch(extent -> extent >= 1 && extent <= Integer.MAX_VALUE);
        return fits && (entry.shape.size() == 1 || entry.shape.size() == 2)
                ? ""
                : name + " has the shape " + entry.shape;
    }

    /** Maps a tensor for which {@link #unusable} has no objection; a vector becomes one row. */
    public Tensor map(String name) {
        Entry entry = entry(name);
        int rows = entry.shape.size() == 1 ? 1 : entry.shape.get(0).intValue();
        int columns = entry.shape.get(entry.shape.size() - 1).intValue();
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() < dataOffset + entry.end) {
                throw new UserError(
                        file + " has become shorter while it was read; perhaps another program writes to it.");
            }
            return MappedTensor.map(channel, dataOffset + entry.begin, rows, columns, NumberFormat.valueOf(entry.type));
        } catch (IOException e) {
            throw new UserError(file + " cannot be mapped: " + e.getMessage(), e);
        }
    }
}
