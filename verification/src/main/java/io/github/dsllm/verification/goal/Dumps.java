package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.assemble.Placement;
import io.github.dsllm.codegen.assemble.Schedule;
import io.github.dsllm.codegen.floorplan.Floorplan;
import io.github.dsllm.codegen.image.Assembly;
import io.github.dsllm.codegen.model.ModelGraph;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.partition.PartitionText;
import io.github.dsllm.codegen.program.DsProgram;
import io.github.dsllm.codegen.schedule.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What every stage made, for people and for tools. Sizes grow with the number of operators, blocks and instructions, never with that of weights: of a stage
 * the dumps show the formulas and its first node.
 */
final class Dumps {
    /** Drawing programs give up on more. */
    private static final int DRAWN_EDGES = 20_000;

    private static final Pattern OURS = Pattern.compile(
            "graph\\.(json|dot)|program\\.(txt|json)|partition\\.(txt|json|dot)|floorplan\\.(svg|dot|json)|tile[0-9]+\\.dsasm");

    private final Path folder;
    private final Messages messages;

    Dumps(Path folder, Messages messages) {
        this.folder = folder;
        this.messages = messages;
    }

    /** Removes what an earlier run wrote here, and nothing else. */
    void clear() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> ours;
        try (Stream<Path> files = Files.list(folder)) {
            ours = files.filter(
                            file -> OURS.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
        for (Path file : ours) {
            Outputs.delete(file);
        }
    }

    /** Operators and tensors: {@code graph.json}, {@code graph.dot}. */
    void graph(ModelShape shape) throws IOException {
        ModelGraph graph = ModelGraph.of(shape);
        write("graph.json", graph.toJson());
        write("graph.dot", graph.toDot());
    }

    /** Every operator as a dynamical system, by energy and by currents: {@code program.txt}, {@code program.json}. */
    void program(DsProgram program) throws IOException {
        write("program.txt", program.toText(false));
        write("program.json", program.toJson(false));
    }

    /** Tile of every block: {@code partition.json}, {@code partition.dot}; what every tile holds and every link carries: {@code floorplan.svg}, {@code .dot}, {@code .json}. */
    void partition(String model, String chip, Placement placement) throws IOException {
        Floorplan plan = Floorplan.of(model, chip, placement);
        write("floorplan.svg", plan.toSvg());
        write("floorplan.dot", plan.toDot());
        write(OutputLayout.FLOORPLAN, plan.toJson());
        write("partition.json", PartitionText.json(placement.blocks(), placement.partition()));
        int edges = placement.blocks().graph().edgeSet().size();
        if (edges > DRAWN_EDGES) {
            messages.info("partition.dot is left out: it would have " + edges + " edges");
            return;
        }
        write("partition.dot", PartitionText.dot(placement.blocks(), placement.partition()));
    }

    /** Outputs that each tile makes, by operator: {@code partition.txt}; its instructions: {@code tile0.dsasm} and so on. */
    void schedule(String name, Schedule schedule) throws IOException {
        write(
                "partition.txt",
                Residence.of(schedule.programs().stream().map(Program::tags).toList())
                        .toText());
        for (int tile = 0; tile < schedule.programs().size(); tile++) {
            Program program = schedule.programs().get(tile);
            write(
                    "tile" + tile + ".dsasm",
                    Assembly.of(
                            name,
                            schedule.core(),
                            tile,
                            program.instructions(),
                            program.descriptors(),
                            program.tags()));
        }
    }

    private void write(String name, String text) throws IOException {
        Outputs.write(folder.resolve(name), text);
    }
}
