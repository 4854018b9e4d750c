package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.verification.cosim.Measurements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Measured cycles for the report and for tools: {@code cycles.json}. */
final class CycleTable {
    static final String FILE = "cycles.json";

    private CycleTable() {}

    static void write(Measurements measurements, Path root) throws IOException {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("schema", 1);
        table.put("byOperator", measurements.cyclesByOperator());
        table.put("byPosition", measurements.cyclesByPosition());
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Outputs.write(root.resolve(FILE), mapper.writeValueAsString(table) + "\n");
    }
}
