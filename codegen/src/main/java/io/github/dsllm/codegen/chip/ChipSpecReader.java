package io.github.dsllm.codegen.chip;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec.AnalogFigure;
import io.github.dsllm.codegen.chip.ChipSpec.Chips;
import io.github.dsllm.codegen.chip.ChipSpec.External;
import io.github.dsllm.codegen.chip.ChipSpec.Fpga;
import io.github.dsllm.codegen.chip.ChipSpec.Host;
import io.github.dsllm.codegen.chip.ChipSpec.Link;
import io.github.dsllm.codegen.chip.ChipSpec.Memory;
import io.github.dsllm.codegen.chip.ChipSpec.Place;
import io.github.dsllm.codegen.chip.ChipSpec.Tiles;
import io.github.dsllm.codegen.chip.ChipSpec.Trajectory;
import io.github.dsllm.codegen.chip.ChipSpec.Widths;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a chip spec from JSON or YAML; all problems of a file come in one {@link UserError}, each with its line and key. */
public final class ChipSpecReader {
    private final SpecSchema schema = new SpecSchema(SpecKind.CHIP);

    /** Reads a *.yaml, *.yml or *.json file. */
    public ChipSpec read(Path file) {
        return parse(file.toString(), SpecFile.read(SpecKind.CHIP, file));
    }

    /** Reads the text of a chip spec; the name appears in messages and its ending tells YAML from JSON. */
    public ChipSpec parse(String name, String text) {
        LocatedDocument document = LocatedDocument.parse(SpecKind.CHIP, name, text);
        SpecProblems problems = new SpecProblems(SpecKind.CHIP, name, document);
        schema.check(document.root(), problems);
        problems.throwIfAny();
        ChipSpec spec = spec(document.root());
        ChipSpecRules.check(spec, problems);
        problems.throwIfAny();
        return spec;
    }

    private static ChipSpec spec(JsonNode root) {
        JsonNode tiles = root.path("tiles");
        JsonNode memory = root.path("memory");
        int lanes = root.path("lanes").intValue();
        return new ChipSpec(
                root.path("name").textValue(),
                new Tiles(
                        tiles.path("rows").intValue(),
                        tiles.path("columns").intValue(),
                        disabled(tiles.path("disabled")),
                        chips(root.path("chips"))),
                lanes,
                root.path("unitLanes").asInt(CoreParameters.DEFAULT_UNIT_LANES),
                new Memory(size(memory.path("coupling")), size(memory.path("state")), size(memory.path("keyValue"))),
                widths(root.path("widths")),
                new Link(root.path("link").path("wordsPerCycle").asInt(lanes)),
                root.has("external") ? external(root.path("external")) : null,
                Quantity.parse(root.path("clock").textValue(), Quantity.FREQUENCY)
                        .orElseThrow(),
                root.path("mode").asText().equals("trajectory") ? trajectory(root.path("trajectory")) : null,
                root.path("context").intValue(),
                root.has("fpga") ? fpga(root.path("fpga")) : null,
                root.has("host") ? host(root.path("host")) : null,
                root.has("training") ? training(root.path("training")) : null,
                root.path("compact").asBoolean(false),
                analog(root.path("analog")));
    }

    private static List<Place> disabled(JsonNode tiles) {
        List<Place> places = new ArrayList<>();
        tiles.forEach(tile ->
                places.add(new Place(tile.path(0).intValue(), tile.path(1).intValue())));
        return places;
    }

    private static Chips chips(JsonNode node) {
        return new Chips(
                node.path("rows").asInt(1),
                node.path("columns").asInt(1),
                node.path("crossing").asInt(1));
    }

    private static MemorySize size(JsonNode node) {
        return node.isObject()
                ? MemorySize.ofWords(node.path("words").longValue())
                : MemorySize.ofBits(Math.max(
                        1,
                        Math.round(Quantity.parse(node.textValue(), Quantity.MEMORY)
                                .orElseThrow())));
    }

    private static Widths widths(JsonNode node) {
        return new Widths(
                width(node, "coupling"),
                width(node, "scale"),
                width(node, "state"),
                width(node, "residual"),
                width(node, "key"),
                width(node, "value"),
                width(node, "logit"),
                width(node, "rope"),
                width(node, "accumulator"),
                width(node, "score"));
    }

    private static @Nullable Integer width(JsonNode widths, String name) {
        return widths.has(name) ? widths.path(name).intValue() : null;
    }

    private static External external(JsonNode node) {
        return new External(
                Quantity.parse(node.path("bandwidth").textValue(), Quantity.BANDWIDTH)
                        .orElseThrow(),
                Quantity.parse(node.path("latency").textValue(), Quantity.TIME).orElseThrow(),
                node.has("size") ? size(node.path("size")) : null,
                ChipSpec.Controller.valueOf(
                        node.path("controller").asText("none").toUpperCase(Locale.ROOT)));
    }

    private static Trajectory trajectory(JsonNode node) {
        return new Trajectory(
                node.path("steps").asInt(256), node.path("fraction").asDouble(1.0 / 16));
    }

    private static Fpga fpga(JsonNode node) {
        return new Fpga(
                node.path("family").textValue(),
                node.path("part").textValue(),
                ChipSpec.States.valueOf(node.path("states").asText("auto").toUpperCase(Locale.ROOT)));
    }

    private static Host host(JsonNode node) {
        return new Host(
                ChipSpec.Port.valueOf(node.path("interface").asText("serial").toUpperCase(Locale.ROOT)),
                node.path("baud").asInt(BoardParameters.DEFAULT_BAUD),
                BoardParameters.Load.valueOf(node.path("load").asText("never").toUpperCase(Locale.ROOT)));
    }

    private static CouplingTraining training(JsonNode node) {
        return new CouplingTraining(
                node.path("masterBits").asInt(CouplingTraining.DEFAULT_MASTER_BITS),
                UpdateRounding.valueOf(node.path("rounding").asText("nearest").toUpperCase(Locale.ROOT)),
                node.path("seed").asInt(1));
    }

    private static TreeMap<String, AnalogFigure> analog(JsonNode node) {
        TreeMap<String, AnalogFigure> figures = new TreeMap<>();
        node.fields().forEachRemaining(entry -> {
            String figure = entry.getValue().path("figure").textValue();
            double value = Quantity.parse(figure, Quantity.ANALOG).orElseThrow();
            figures.put(
                    entry.getKey(),
                    new AnalogFigure(
                            value, figure, entry.getValue().path("source").textValue()));
        });
        return figures;
    }
}
