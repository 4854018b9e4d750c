package io.github.dsllm.codegen.onnx;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.onnx.OnnxTensor.Encoding;
import io.github.dsllm.codegen.onnx.OnnxTensor.Run;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the protobuf of an ONNX file by the field numbers of {@code onnx.proto}; fields of other numbers or wire types are passed over, as protobuf asks. Values of tensors are not read:
 * their places are kept. Everything is limited by the bytes that are there, and the number of entries by {@link #MOST_ENTRIES}, before anything is allocated.
 */
final class OnnxReader {
    private static final int MOST_ENTRIES = 1 << 22;
    private static final int DEEPEST = 8;
    private static final int VARINT = WireFormat.WIRETYPE_VARINT;
    private static final int FIXED32 = WireFormat.WIRETYPE_FIXED32;
    private static final int FIXED64 = WireFormat.WIRETYPE_FIXED64;
    private static final int BYTES = WireFormat.WIRETYPE_LENGTH_DELIMITED;

    /** Takes a field with its tag, or says that it does not know it. */
    @FunctionalInterface
    private interface Field {
        boolean read(int tag) throws IOException;
    }

    private final CodedInputStream in;
    private int entries;
    private int depth;

    private OnnxReader(CodedInputStream in) {
        this.in = in;
    }

    /** @throws UserError if the file cannot be read, or is no protobuf of a model */
    static OnnxBody read(Path file) {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > Integer.MAX_VALUE) {
                throw new UserError(
                        file + " has " + channel.size()
                                + " bytes, more than a protobuf may have; perhaps you should export the model with external data.");
            }
            MappedByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.pushLimit((int) channel.size());
            return new OnnxReader(in).model(file);
        } catch (IOException e) {
            throw new UserError(
                    file + " is no sound ONNX file: " + e.getMessage()
                            + " Perhaps the download was cut short, or it is another file.",
                    e);
        }
    }

    private static int tag(int field, int wire) {
        return field << 3 | wire;
    }

    private OnnxBody model(Path file) throws IOException {
        List<OnnxBody> graphs = new ArrayList<>();
        fields(tag -> {
            if (tag != tag(7, BYTES)) {
                return false;
            }
            graphs.add(graph());
            return true;
        });
        if (graphs.size() != 1) {
            throw new UserError(file + " has " + (graphs.isEmpty() ? "no graph" : "several graphs")
                    + "; perhaps it is no ONNX file.");
        }
        return graphs.get(0);
    }

    private OnnxBody graph() throws IOException {
        if (++depth > DEEPEST) {
            throw new IOException("branches stand within branches more than " + DEEPEST + " times.");
        }
        List<OnnxNode> nodes = new ArrayList<>();
        List<OnnxTensor> initialisers = new ArrayList<>();
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        message(tag -> {
            if (tag == tag(1, BYTES)) {
                nodes.add(node());
            } else if (tag == tag(5, BYTES)) {
                initialisers.add(tensor());
            } else if (tag == tag(11, BYTES)) {
                inputs.add(nameOf());
            } else if (tag == tag(12, BYTES)) {
                outputs.add(nameOf());
            } else {
                return false;
            }
            return true;
        });
        depth--;
        return new OnnxBody(nodes, initialisers, inputs, outputs);
    }

    private OnnxNode node() throws IOException {
        List<String> inputs = new ArrayList<>();
        List<String> outputs = new ArrayList<>();
        Map<String, Object> attributes = new LinkedHashMap<>();
        String[] texts = {"", "", ""};
        message(tag -> {
            if (tag == tag(1, BYTES)) {
                inputs.add(text());
            } else if (tag == tag(2, BYTES)) {
                outputs.add(text());
            } else if (tag == tag(3, BYTES)) {
                texts[0] = text();
            } else if (tag == tag(4, BYTES)) {
                texts[2] = text();
            } else if (tag == tag(5, BYTES)) {
                attribute(attributes);
            } else if (tag == tag(7, BYTES)) {
                texts[1] = text();
            } else {
                return false;
            }
            return true;
        });
        return new OnnxNode(texts[0], texts[1], texts[2], inputs, outputs, attributes);
    }

    private void attribute(Map<String, Object> attributes) throws IOException {
        String[] name = {""};
        List<Object> value = new ArrayList<>();
        List<Long> integers = new ArrayList<>();
        List<Float> reals = new ArrayList<>();
        message(tag -> {
            if (tag == tag(1, BYTES)) {
                name[0] = text();
            } else if (tag == tag(2, FIXED32)) {
                value.add(in.readFloat());
            } else if (tag == tag(3, VARINT)) {
                value.add(in.readInt64());
            } else if (tag == tag(4, BYTES)) {
                value.add(text());
            } else if (tag == tag(5, BYTES)) {
                value.add(tensor());
            } else if (tag == tag(6, BYTES)) {
                value.add(graph());
            } else if (tag == tag(7, FIXED32)) {
                count();
                reals.add(in.readFloat());
            } else if (tag == tag(7, BYTES)) {
                packed(() -> reals.add(in.readFloat()));
            } else {
                return integers(tag, 8, integers);
            }
            return true;
        });
        if (!value.isEmpty()) {
            attributes.put(name[0], value.get(value.size() - 1));
        } else if (!integers.isEmpty() || !reals.isEmpty()) {
            attributes.put(name[0], integers.isEmpty() ? List.copyOf(reals) : List.copyOf(integers));
        }
    }

    private OnnxTensor tensor() throws IOException {
        List<Long> extents = new ArrayList<>();
        List<Run> runs = new ArrayList<>();
        Map<String, String> external = new LinkedHashMap<>();
        int[] type = {0};
        String[] name = {""};
        message(tag -> {
            if (tag == tag(2, VARINT)) {
                type[0] = in.readInt32();
            } else if (tag == tag(8, BYTES)) {
                name[0] = text();
            } else if (tag == tag(13, BYTES)) {
                keyAndValue(external);
            } else if (!integers(tag, 1, extents)) {
                return values(tag, runs);
            }
            return true;
        });
        return new OnnxTensor(name[0], type[0], extents, runs, external);
    }

    /** Remembers where values stand: raw ones (9), or typed fields, packed or one by one. */
    private boolean values(int tag, List<Run> runs) throws IOException {
        int field = WireFormat.getTagFieldNumber(tag);
        Encoding encoding;
        switch (field) {
            case 4, 10 -> encoding = Encoding.FIXED;
            case 5, 7, 11 -> encoding = Encoding.VARINT;
            case 9 -> encoding = Encoding.RAW;
            default -> {
                return false;
            }
        }
        count();
        boolean isSingle = encoding != Encoding.RAW && tag != tag(field, BYTES);
        if (isSingle && tag != tag(field, field == 4 ? FIXED32 : field == 10 ? FIXED64 : VARINT)) {
            return false;
        }
        int length = isSingle ? 0 : in.readRawVarint32();
        long offset = in.getTotalBytesRead();
        if (isSingle) {
            in.skipField(tag);
        } else {
            in.skipRawBytes(length);
        }
        runs.add(new Run(offset, in.getTotalBytesRead() - offset, encoding));
        return true;
    }

    private void keyAndValue(Map<String, String> into) throws IOException {
        String[] texts = {"", ""};
        message(tag -> {
            if (tag == tag(1, BYTES) || tag == tag(2, BYTES)) {
                texts[WireFormat.getTagFieldNumber(tag) - 1] = text();
                return true;
            }
            return false;
        });
        into.put(texts[0], texts[1]);
    }

    private String nameOf() throws IOException {
        String[] name = {""};
        message(tag -> {
            if (tag == tag(1, BYTES)) {
                name[0] = text();
                return true;
            }
            return false;
        });
        return name[0];
    }

    private boolean integers(int tag, int field, List<Long> into) throws IOException {
        if (tag == tag(field, VARINT)) {
            count();
            into.add(in.readInt64());
            return true;
        }
        if (tag == tag(field, BYTES)) {
            packed(() -> into.add(in.readInt64()));
            return true;
        }
        return false;
    }

    /** Reads one value. */
    @FunctionalInterface
    private interface Value {
        void read() throws IOException;
    }

    private void packed(Value value) throws IOException {
        int outer = in.pushLimit(in.readRawVarint32());
        while (in.getBytesUntilLimit() > 0) {
            count();
            value.read();
        }
        in.popLimit(outer);
    }

    private String text() throws IOException {
        count();
        return in.readString();
    }

    private void message(Field field) throws IOException {
        count();
        int outer = in.pushLimit(in.readRawVarint32());
        fields(field);
        in.popLimit(outer);
    }

    private void fields(Field field) throws IOException {
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (!field.read(tag) && !in.skipField(tag)) {
                throw new IOException("a group ends that did not begin.");
            }
        }
    }

    private void count() throws IOException {
        if (++entries > MOST_ENTRIES) {
            throw new IOException("it has more than " + MOST_ENTRIES + " entries.");
        }
    }
}
