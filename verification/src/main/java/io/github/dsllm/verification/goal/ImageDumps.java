package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/** Partition and schedule for people: {@code partition.txt} says what each tile holds, {@code schedule.txt} lists every instruction. */
final class ImageDumps {
    private ImageDumps() {}

    static void write(ChipImage image, Path folder) throws IOException {
        Outputs.write(folder.resolve("partition.txt"), partition(image));
        Outputs.write(folder.resolve("schedule.txt"), schedule(image));
    }

    private static String partition(ChipImage image) {
        StringBuilder text = new StringBuilder();
        for (Placement.Row row : Placement.of(image).rows()) {
            text.append(row.layer() < 0 ? "" : "layer " + row.layer() + " ")
                    .append(row.operator())
                    .append('\n');
            row.ranges()
                    .forEach((tile, range) -> text.append("  tile ")
                            .append(tile)
                            .append(": ")
                            .append(range)
                            .append('\n'));
        }
        return text.toString();
    }

    private static String schedule(ChipImage image) {
        StringBuilder text = new StringBuilder();
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            text.append("tile ").append(tile).append('\n');
            TileImage program = image.tiles().get(tile);
            for (int pc = 0; pc < program.program().size(); pc++) {
                text.append(line(program, pc));
            }
        }
        return text.toString();
    }

    private static String line(TileImage tile, int pc) {
        Instruction instruction = tile.program().get(pc);
        Descriptor d = tile.descriptorOf(instruction);
        OperatorTag tag = tile.operators().get(pc);
        return String.format(
                Locale.ROOT,
                "%6d  %-8s %-8s group %-5d address %-10d source %-5d second %-5d count %-5d valid %-3d shift %d/%d bits %d steps %d%s  ; %s%s\n",
                pc,
                instruction.opcode(),
                d.function(),
                instruction.group(),
                instruction.address(),
                d.source(),
                d.second(),
                d.count(),
                d.valid(),
                d.shift(),
                d.shift2(),
                d.bits(),
                d.steps(),
                d.flags().isEmpty() ? "" : " " + d.flags().stream().sorted().toList(),
                tag.layer() < 0 ? "" : "layer " + tag.layer() + " ",
                tag.operator());
    }
}
