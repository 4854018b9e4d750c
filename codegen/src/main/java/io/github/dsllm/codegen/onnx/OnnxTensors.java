package io.github.dsllm.codegen.onnx;

import com.google.protobuf.CodedInputStream;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.MappedTensor;
import io.github.dsllm.codegen.model.NumberFormat;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.model.Tensors;
import io.github.dsllm.codegen.onnx.OnnxTensor.Encoding;
import io.github.dsllm.codegen.onnx.OnnxTensor.Run;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Values of tensors as matrices: mapped where they lie as numbers, in the ONNX file or beside it, decoded where they are varints. A place outside the file, or a file outside the folder
 * of the model, is refused before anything is mapped.
 */
final class OnnxTensors {
    private static final Map<Integer, NumberFormat> FORMATS = formats();
    static final int UNSIGNED_8 = 2;

    private static final int UNSIGNED_4 = 21;
    private static final int SIGNED_4 = 22;
    private static final int LONGEST_ROW = 1 << 24;
    private static final int MOST_VARINTS = 1 << 28;

    private final Path file;

    OnnxTensors(Path file) {
        this.file = file;
    }

    private static Map<Integer, NumberFormat> formats() {
        Map<Integer, NumberFormat> formats = new TreeMap<>();
        formats.put(1, NumberFormat.F32);
        formats.put(2, NumberFormat.U8);
        formats.put(3, NumberFormat.I8);
        formats.put(4, NumberFormat.U16);
        formats.put(5, NumberFormat.I16);
        formats.put(6, NumberFormat.I32);
        formats.put(7, NumberFormat.I64);
        formats.put(10, NumberFormat.F16);
        formats.put(11, NumberFormat.F64);
        formats.put(12, NumberFormat.U32);
        formats.put(13, NumberFormat.U64);
        formats.put(16, NumberFormat.BF16);
        formats.put(17, NumberFormat.F8_E4M3);
        formats.put(19, NumberFormat.F8_E5M2);
        return formats;
    }

    /** The tensor as the rules see it. */
    OnnxConstant constant(OnnxTensor tensor) {
        NumberFormat format = FORMATS.get(tensor.type());
        boolean isReal = format != null && (format.name().startsWith("F") || format == NumberFormat.BF16);
        return new OnnxConstant(tensor.name(), tensor.extents(), isReal, () -> map(tensor));
    }

    /** The files beside the ONNX file that the tensor needs. */
    Optional<Path> externalFile(OnnxTensor tensor) {
        return tensor.external().isEmpty() ? Optional.empty() : Optional.of(place(tensor));
    }

    /**
     * The tensor as a matrix; a vector or a single value becomes one row.
     *
     * @throws UserError if it is no matrix of known numbers, or its values are not all there
     */
    Tensor map(OnnxTensor tensor) {
        boolean isHalfByte = tensor.type() == UNSIGNED_4 || tensor.type() == SIGNED_4;
        NumberFormat format = isHalfByte ? NumberFormat.U8 : FORMATS.get(tensor.type());
        if (format == null) {
            throw damaged(tensor, "has values of the type " + tensor.type() + ", which is not supported");
        }
        List<Long> extents = OnnxConstant.trimmed(tensor.extents());
        long columns = extents.isEmpty() ? 1 : extents.get(extents.size() - 1);
        long rows = extents.size() < 2 ? 1 : extents.get(0);
        if (extents.size() > 2 || tensor.values() < 1 || columns > LONGEST_ROW || rows > Integer.MAX_VALUE) {
            throw damaged(tensor, "has the extents " + tensor.extents() + ", which is no matrix");
        }
        if (isHalfByte) {
            return packed(tensor, (int) rows, (int) columns, 4, columns, tensor.type() == SIGNED_4);
        }
        try {
            return tensor.external().isEmpty()
                    ? within(tensor, (int) rows, (int) columns, format)
                    : external(tensor, (int) rows, (int) columns, format);
        } catch (IOException e) {
            throw new UserError(file + " cannot be mapped: " + e.getMessage(), e);
        }
    }

    /**
     * The bytes of a tensor as a matrix of smaller numbers.
     *
     * @throws UserError as {@link #map}
     */
    Tensor packed(OnnxTensor tensor, int rows, int columns, int bits, long stride, boolean isSigned) {
        long bytes = PackedTensor.bytes(rows * stride, bits);
        return new PackedTensor(map(tensor.as(UNSIGNED_8, bytes, 1)), rows, columns, bits, stride, isSigned);
    }

    private Tensor within(OnnxTensor tensor, int rows, int columns, NumberFormat format) throws IOException {
        boolean isMapped = tensor.runs().size() == 1
                && (tensor.runs().get(0).encoding() == Encoding.RAW
                        || tensor.runs().get(0).encoding() == Encoding.FIXED
                                && (format == NumberFormat.F32 || format == NumberFormat.F64));
        if (!isMapped) {
            return Tensors.matrix(decode(tensor, format), rows, columns);
        }
        Run run = tensor.runs().get(0);
        if (run.length() != tensor.values() * format.bytes()) {
            throw damaged(tensor, "of " + format + tensor.extents() + " has " + run.length() + " bytes of values");
        }
        return map(file, tensor, run.offset(), rows, columns, format);
    }

    private Tensor map(Path from, OnnxTensor tensor, long offset, int rows, int columns, NumberFormat format)
            throws IOException {
        try (FileChannel channel = FileChannel.open(from)) {
            long bytes = tensor.values() * format.bytes();
            if (offset < 0 || bytes > channel.size() || offset > channel.size() - bytes) {
                throw damaged(
                        tensor,
                        "needs " + bytes + " bytes from " + offset + " on, but " + from + " has " + channel.size());
            }
            return MappedTensor.map(channel, offset, rows, columns, format);
        }
    }

    private Tensor external(OnnxTensor tensor, int rows, int columns, NumberFormat format) throws IOException {
        long offset = number(tensor, "offset", 0);
        long bytes = tensor.values() * format.bytes();
        if (number(tensor, "length", bytes) != bytes) {
            throw damaged(
                    tensor,
                    "of " + format + tensor.extents() + " has "
                            + tensor.external().get("length") + " bytes of external data");
        }
        return map(place(tensor), tensor, offset, rows, columns, format);
    }

    private long number(OnnxTensor tensor, String key, long otherwise) {
        String text = tensor.external().get(key);
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,18}")) {
            throw damaged(tensor, "has external data with the " + key + " " + text);
        }
        return Long.parseLong(text);
    }

    /** A plain relative path that stays in the folder of the ONNX file. */
    private Path place(OnnxTensor tensor) {
        String location = tensor.external().getOrDefault("location", "");
        Path folder = Objects.requireNonNullElse(file.getParent(), Path.of(""));
        try {
            Path inner = Path.of(location);
            boolean stays = !location.isEmpty()
                    && !inner.isAbsolute()
                    && !location.contains("\\")
                    && !inner.startsWith("..")
                    && inner.equals(inner.normalize());
            if (stays) {
                Path place = folder.resolve(inner);
                if (!Files.isRegularFile(place)) {
                    throw damaged(tensor, "stands in " + place + ", which is not there");
                }
                return place;
            }
        } catch (InvalidPathException e) {
            throw damaged(tensor, "has external data at \"" + location + "\", which is no path");
        }
        throw damaged(tensor, "has external data at \"" + location + "\", outside the folder of the model");
    }

    /** Values that are written as varints, or in several pieces. */
    private float[] decode(OnnxTensor tensor, NumberFormat format) throws IOException {
        long available = tensor.runs().stream().mapToLong(Run::length).sum();
        if (tensor.values() > available || tensor.values() > MOST_VARINTS) {
            throw damaged(tensor, "of " + format + tensor.extents() + " has " + available + " bytes of values");
        }
        float[] values = new float[(int) tensor.values()];
        int next = 0;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            for (Run run : tensor.runs()) {
                if (run.encoding() == Encoding.RAW || run.offset() + run.length() > all.capacity()) {
                    throw damaged(tensor, "has raw values in several pieces");
                }
                CodedInputStream in = CodedInputStream.newInstance(all.slice((int) run.offset(), (int) run.length()));
                while (!in.isAtEnd()) {
                    if (next == values.length) {
                        throw damaged(tensor, "of " + format + tensor.extents() + " has more values");
                    }
                    values[next++] = value(in, run, format);
                }
            }
        }
        if (next < values.length) {
            throw damaged(tensor, "of " + format + tensor.extents() + " has " + next + " values");
        }
        return values;
    }

    /** Half floats are written as the integers that have their bits. */
    private static float value(CodedInputStream in, Run run, NumberFormat format) throws IOException {
        if (run.encoding() == Encoding.FIXED) {
            return format == NumberFormat.F64 ? (float) in.readDouble() : in.readFloat();
        }
        ByteBuffer bits = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bits.putLong(0, in.readInt64());
        return format.decode(bits, 0);
    }

    private UserError damaged(OnnxTensor tensor, String why) {
        return new UserError("The tensor " + tensor.name() + " of " + file + " " + why
                + "; perhaps the download was cut short, or the file was tampered with.");
    }
}
