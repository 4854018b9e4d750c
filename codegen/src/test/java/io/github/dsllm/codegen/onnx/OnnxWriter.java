package io.github.dsllm.codegen.onnx;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** Writes ONNX files field by field, right ones and wrong ones, for tests. */
final class OnnxWriter {
    static final int FLOAT = 1;
    static final int UINT8 = 2;
    static final int INT8 = 3;
    static final int INT64 = 7;
    static final int FLOAT16 = 10;
    static final int UINT4 = 21;
    static final int INT4 = 22;

    /** Fields of one message. */
    static final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

        private interface Writing {
            void write() throws IOException;
        }

        private Message add(Writing writing) {
            try {
                writing.write();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return this;
        }

        Message text(int field, String value) {
            return add(() -> out.writeString(field, value));
        }

        Message number(int field, long value) {
            return add(() -> out.writeInt64(field, value));
        }

        Message real(int field, float value) {
            return add(() -> out.writeFloat(field, value));
        }

        Message bytes(int field, byte[] value) {
            return add(() -> out.writeBytes(field, ByteString.copyFrom(value)));
        }

        Message message(int field, Message value) {
            return bytes(field, value.toBytes());
        }

        byte[] toBytes() {
            add(out::flush);
            return bytes.toByteArray();
        }
    }

    private final Message graph = new Message();
    private Message operators = graph;
    private int made;

    /** A tensor of these extents without values. */
    static Message tensor(String name, int type, long... extents) {
        Message tensor = new Message();
        Arrays.stream(extents).forEach(extent -> tensor.number(1, extent));
        return tensor.number(2, type).text(8, name);
    }

    static byte[] littleEndian(float... values) {
        ByteBuffer buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            buffer.putFloat(value);
        }
        return buffer.array();
    }

    /** An initialiser, whatever it says. */
    OnnxWriter initialiser(Message tensor) {
        graph.message(5, tensor);
        return this;
    }

    /** Float values under a name of its own, as exporters name what they have changed. */
    String weights(float[] values, long... extents) {
        String name = "onnx::MatMul_" + made++;
        initialiser(tensor(name, FLOAT, extents).bytes(9, littleEndian(values)));
        return name;
    }

    /** Values of any type. */
    String raw(int type, byte[] values, long... extents) {
        String name = "quantised_" + made++;
        initialiser(tensor(name, type, extents).bytes(9, values));
        return name;
    }

    /** A single number as the output of a Constant. */
    String constant(float value) {
        String name = "/Constant_" + made++ + "_output_0";
        Message attribute =
                new Message().text(1, "value").message(5, tensor("", FLOAT).bytes(9, littleEndian(value)));
        operators.message(1, new Message().text(2, name).text(4, "Constant").message(5, attribute));
        return name;
    }

    /** Whole numbers as an initialiser. */
    String integers(long... values) {
        String name = "shape_" + made++;
        Message tensor = tensor(name, INT64, values.length);
        Arrays.stream(values).forEach(value -> tensor.number(7, value));
        operators.message(5, tensor);
        return name;
    }

    OnnxWriter input(String name) {
        graph.message(11, new Message().text(1, name));
        return this;
    }

    OnnxWriter output(String name) {
        graph.message(12, new Message().text(1, name));
        return this;
    }

    /** An operator with one output, whose name it returns. */
    String node(String operator, List<String> inputs, Message... attributes) {
        String output = "/" + operator + "_" + made++ + "_output_0";
        return node("", operator, inputs, List.of(output), attributes).get(0);
    }

    /** An operator of any domain. */
    List<String> node(
            String domain, String operator, List<String> inputs, List<String> outputs, Message... attributes) {
        Message node = new Message();
        inputs.forEach(input -> node.text(1, input));
        outputs.forEach(output -> node.text(2, output));
        node.text(3, "/" + operator + "_" + made++).text(4, operator);
        Arrays.stream(attributes).forEach(attribute -> node.message(5, attribute));
        operators.message(1, node.text(7, domain));
        return outputs;
    }

    /** Begins a branch: operators and whole numbers go into it, weights into the graph around it. */
    void beginBranch() {
        operators = new Message();
    }

    /** Ends the branch, whose result is named, and makes an attribute of it. */
    Message endBranch(String attribute, String result) {
        Message branch = operators.message(12, new Message().text(1, result));
        operators = graph;
        return new Message().text(1, attribute).message(6, branch);
    }

    static Message attribute(String name, long value) {
        return new Message().text(1, name).number(3, value);
    }

    static Message attribute(String name, float value) {
        return new Message().text(1, name).real(2, value);
    }

    static Message attribute(String name, long... values) {
        Message attribute = new Message().text(1, name);
        Arrays.stream(values).forEach(value -> attribute.number(8, value));
        return attribute;
    }

    String unique(String name) {
        return name + made++;
    }

    byte[] bytes() {
        Message opset = new Message().text(1, "").number(2, 14);
        return new Message().number(1, 8).message(7, graph).message(8, opset).toBytes();
    }
}
