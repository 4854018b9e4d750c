package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.verification.fpga.Resources;
import io.github.dsllm.verification.sizing.SynthesisRun.Placement;
import io.github.dsllm.verification.sizing.SynthesisRun.Purpose;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SynthesisRunsTest {
    @TempDir
    private Path folder;

    @Test
    void aRunComesBackAsItWasWritten() throws IOException {
        DrawnChip drawn = DrawnChip.of(5, folder);
        SynthesisRun run = new SynthesisRun(
                5,
                Purpose.CHECK,
                drawn.description(),
                design(drawn),
                new Resources(1, 2, 3, 4, 5, 0),
                new Placement("LFE5U-85F-6", List.of(30e6), null));
        Path file = folder.resolve("runs.jsonl");

        SynthesisRuns.write(file, List.of(run, run));

        assertThat(SynthesisRuns.read(file)).containsExactly(run, run);
        assertThat(SynthesisRuns.read(folder.resolve("none.jsonl"))).isEmpty();
    }

    @Test
    void aDrawnChipIsTheSameForTheSameSeed() throws IOException {
        assertThat(DrawnChip.of(7, folder).description())
                .isEqualTo(DrawnChip.of(7, folder).description())
                .isNotEqualTo(DrawnChip.of(8, folder).description());
    }

    @Test
    void columnsOfAnImageAreThoseThatDiffer() throws IOException {
        ChipImage image = DrawnChip.of(9, folder).image();
        Path files = folder.resolve("image");
        ImageFiles.write(image, files);

        var columns = ImageColumns.of(files, image.core());

        assertThat(columns.get(MemoryFormat.NODE_TABLE)).isZero();
        assertThat(columns.get(MemoryFormat.COUPLING)).isEqualTo(MemoryFormat.COUPLING.bits(image.core()));
        assertThat(columns.get(MemoryFormat.PROGRAM)).isBetween(1, MemoryFormat.PROGRAM.bits(image.core()) - 1);

        Files.writeString(files.resolve("tile0_program.mem"), "no word\n");
        assertThatThrownBy(() -> ImageColumns.of(files, image.core()))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tile0_program.mem is no memory file");
    }

    private Design design(DrawnChip drawn) throws IOException {
        Path files = folder.resolve("drawn");
        ImageFiles.write(drawn.image(), files);
        BoardParameters board =
                BoardParameters.of(drawn.spec(), drawn.image().core()).orElseThrow();
        return Design.of(board, ChipSpec.States.AUTO, files);
    }
}
