package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters.Depths;
import io.github.dsllm.verification.goal.FitSearch.Sized;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The chip spec of a right-sized chip: that of the user with other lanes, settle units, coupling bits, context, part, and memories as large as the model needs them. */
final class FittedChip {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private FittedChip() {}

    /**
     * Writes it as JSON.
     *
     * @param asked the user's, which has been read without complaint
     */
    static void write(Path asked, Sized fitted, FpgaChoice choice, Path file) throws IOException {
        ObjectNode spec = (ObjectNode) new YAMLMapper().readTree(Files.readString(asked));
        Depths depths = fitted.schedule().core().depths();
        spec.put("lanes", fitted.size().lanes());
        spec.put("unitLanes", fitted.schedule().core().unitLanes());
        spec.put("context", fitted.size().context());
        spec.remove("link"); // a single tile has none
        ObjectNode widths = spec.has("widths") ? (ObjectNode) spec.get("widths") : spec.putObject("widths");
        widths.put("coupling", fitted.size().couplingBits());
        ObjectNode fpga = spec.putObject("fpga")
                .put("family", choice.target().family())
                .put("part", choice.part().name());
        if (fitted.states() == ChipSpec.States.LOGIC) {
            fpga.put("states", "logic");
        }
        ObjectNode memory = (ObjectNode) spec.get("memory");
        memory.putObject("coupling").put("words", depths.couplings());
        memory.putObject("state").put("words", depths.stateGroups());
        memory.putObject("keyValue").put("words", depths.keyValues());
        Outputs.write(file, JSON.writeValueAsString(spec) + "\n");
    }
}
