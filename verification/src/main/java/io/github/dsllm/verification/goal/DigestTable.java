package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.ModelDigest;
import io.github.dsllm.sim.golden.Output;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What every operator of every layer computed at every position of a story, as digests that do not depend on the layout (docs/isa.md §6): {@code digests.json} is
 * the same file for every chip on which the model has the same arithmetic.
 */
final class DigestTable {
    static final String FILE = "digests.json";

    private DigestTable() {}

    /** Tells the story on the golden model and writes the table. */
    static void write(ChipImage image, List<Integer> prompt, Controls controls, Path root) throws IOException {
        Map<String, Object> table = new LinkedHashMap<>();
        table.put("schema", 1);
        table.put("positions", positions(image, prompt, controls));
        ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Outputs.write(root.resolve(FILE), mapper.writeValueAsString(table) + "\n");
    }

    private static List<Map<String, Object>> positions(ChipImage image, List<Integer> prompt, Controls controls) {
        ModelDigest digest = new ModelDigest(image);
        GoldenMachine machine = GoldenMachine.of(image);
        machine.observe(digest);
        machine.start(prompt, controls);
        List<Map<String, Object>> positions = new ArrayList<>();
        Output output;
        do {
            output = machine.step();
            Map<String, String> operators = new LinkedHashMap<>();
            digest.take().forEach((operator, value) -> operators.put(operator, Long.toHexString(value)));
            Map<String, Object> position = new LinkedHashMap<>();
            position.put("token", output.input());
            position.put("operators", operators);
            positions.add(position);
        } while (output.end() == End.GOES_ON);
        return positions;
    }
}
