package io.github.dsllm.codegen.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes float32 tensors as a safetensors file, in the order of the map; the same tensors give the same bytes. */
public final class SafetensorsWriter {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SafetensorsWriter() {}

    /** Replaces {@code file}. A tensor of one row is written as a vector. */
    public static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        byte[] header = header(tensors);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(header.length)
                    .array());
            out.write(header);
            for (Tensor tensor : tensors.values()) {
                write(out, tensor);
            }
        }
    }

    /** Padded with spaces, so that values begin at a multiple of 8. */
    private static byte[] header(Map<String, Tensor> tensors) {
        ObjectNode json = MAPPER.createObjectNode();
        json.putObject("__metadata__").put("format", "pt");
        long begin = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode described = json.putObject(entry.getKey()).put("dtype", "F32");
            if (tensor.rows() > 1) {
                described.withArrayProperty("shape").add(tensor.rows());
            }
            described.withArrayProperty("shape").add(tensor.columns());
            long end = begin + Float.BYTES * tensor.size();
            described.putArray("data_offsets").add(begin).add(end);
            begin = end;
        }
        String text = json.toString();
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return (text + " ".repeat((Long.BYTES - length % Long.BYTES) % Long.BYTES)).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(OutputStream out, Tensor tensor) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.columns()).order(ByteOrder.LITTLE_ENDIAN);
        float[] row = new float[tensor.columns()];
        for (int r = 0; r < tensor.rows(); r++) {
            tensor.row(r, row);
            bytes.asFloatBuffer().put(row);
            out.write(bytes.array());
        }
    }
}
