package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Opcode;
import io.github.dsllm.codegen.isa.Region;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.partition.Pipeline;
import io.github.dsllm.codegen.place.Mesh;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every rule is broken once and must be noticed; the schedule that is broken is sound. */
class ScheduleVerifierTest {
    private final QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 32, 40, 2, 8, 4, 4, 40, 8, true);
    private final ChipImage single = new ImageBuilder(LayoutOptions.singleTile(16)).build("single", model, "");
    private final ChipImage mesh = new ImageBuilder(LayoutOptions.mesh(1, 2, 16)).build("mesh", model, "");
    private final ChipImage pipeline =
            new ImageBuilder(LayoutOptions.mesh(1, 3, 16), new Pipeline()).build("pipeline", model, "");

    @Test
    void soundSchedulesPass() {
        assertThat(new BrokenSchedules(single).problems()).isEmpty();
        assertThat(new BrokenSchedules(mesh).problems()).isEmpty();
        assertThat(new BrokenSchedules(pipeline).problems()).isEmpty();
    }

    @Test
    void aProgramOnAnAbsentTileIsNoticed() {
        ChipImage row = new ImageBuilder(
                        LayoutOptions.mesh(1, 3, 16).withMesh(Mesh.of(3, 1).without(new Mesh.Tile(1, 0))))
                .build("row", model, "");
        assertThat(new BrokenSchedules(row).problems()).isEmpty();
        List<TileImage> tiles = new ArrayList<>(row.tiles());
        tiles.set(1, tiles.get(2));

        assertThat(ScheduleVerifier.problems(row.with(row.core(), tiles)))
                .contains("tile 1 is absent and has a program");
    }

    @Test
    void anOpcodeThatDoesNotFitTheFunctionIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int pc = broken.find(0, NodeFunction.KEY, 0);
        Instruction key = broken.instruction(0, pc);

        broken.replace(0, pc, new Instruction(Opcode.N_EVOLVE, key.address(), key.group(), key.descriptor()));

        assertThat(broken.problems()).anyMatch(text -> text.contains("issues KEY as N_EVOLVE"));
    }

    @Test
    void aGroupThatIsReadBeforeItIsWrittenIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int norm = broken.find(0, "norm1", 0);

        broken.move(0, norm, norm + 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("before anything wrote it"));
    }

    @Test
    void aValueThatIsOverwrittenUnreadIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);

        broken.repeat(0, broken.find(0, "w1", 1));

        assertThat(broken.problems()).anyMatch(text -> text.contains("nobody has read"));
    }

    @Test
    void aResultThatNobodyReadsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);

        broken.remove(0, broken.find(0, "w2", 1));
        broken.remove(0, broken.find(0, "w2", 1));

        assertThat(broken.problems()).anyMatch(text -> text.contains("which nobody reads"));
    }

    @Test
    void attentionWithoutItsScoresIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int attend = broken.find(0, NodeFunction.ATTEND, 0);

        broken.move(0, attend, attend + 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("does not follow the SCORES"));
    }

    @Test
    void scoresOfKeysThatAreNotStoredAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);

        broken.remove(0, broken.find(0, NodeFunction.KEY, 0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("that no KEY wrote"));
    }

    @Test
    void addressesOutsideMemoryAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);

        broken.readdress(0, broken.find(0, NodeFunction.LINEAR, 0), Instruction.weightAddress(1 << 19, 1 << 10));

        assertThat(broken.problems())
                .anyMatch(text -> text.contains("reaches coupling words"))
                .anyMatch(text -> text.contains("reaches scale words"));
    }

    @Test
    void aStreamThatWritesWhatItReadsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int pc = broken.find(0, NodeFunction.LINEAR, 0);
        Instruction linear = broken.instruction(0, pc);
        int source =
                single.tiles().get(0).descriptors().get(linear.descriptor()).source();

        broken.replace(0, pc, new Instruction(linear.opcode(), linear.address(), source, linear.descriptor()));

        assertThat(broken.problems())
                .anyMatch(text -> text.contains("writes group " + source + ", from which it streams"));
    }

    @Test
    void aShiftBeyondTheShifterIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int pc = broken.find(0, NodeFunction.PRODUCT, 0);
        Descriptor old = broken.descriptor(0, pc);

        broken.describe(
                0,
                pc,
                new Descriptor(old.function(), old.flags(), old.source(), old.second(), 0, old.valid(), 90, 0, 16, 0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("a shift of 90"));
    }

    @Test
    void aResidualThatTheCoreCannotAddIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);
        int pc = broken.find(0, "wo", 0);
        Descriptor old = broken.descriptor(0, pc);

        broken.describe(
                0,
                pc,
                new Descriptor(
                        old.function(),
                        old.flags(),
                        old.source(),
                        old.second(),
                        old.count(),
                        old.valid(),
                        0,
                        0,
                        32,
                        0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("adds a residual of 32 bits"));
    }

    @Test
    void aProgramWithoutSampleIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(single);

        broken.remove(0, broken.find(0, NodeFunction.SAMPLE, 0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("SAMPLE is the last instruction of tile 0"));
    }

    @Test
    void anArrivalThatNobodySendsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);

        broken.remove(0, broken.find(0, NodeFunction.SEND, 3));

        assertThat(broken.problems()).anyMatch(text -> text.contains("tile 1 waits"));
    }

    @Test
    void aSendThatNobodyAwaitsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);

        broken.remove(1, broken.find(1, "norm2", 1) - 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("tile 1 waits"));
    }

    @Test
    void aWaitInACircleIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);
        int norm0 = broken.find(0, "norm2", 0);
        int norm1 = broken.find(1, "norm2", 0);

        broken.move(0, lastArrivalBefore(broken, 0, norm0), broken.find(0, "wo", 0) + 1);
        broken.move(1, lastArrivalBefore(broken, 1, norm1), broken.find(1, "wo", 0) + 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("waits for ever"));
    }

    @Test
    void anArrivalThatMayOvertakeAReaderIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);
        int norm = broken.find(0, "norm2", 1);
        int wo = broken.find(0, "wo", 1);
        int arrival = wo - 1;
        assertThat(broken.function(0, arrival)).isEqualTo(NodeFunction.ARRIVE);

        broken.move(0, arrival, norm - 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("when the next arrival overwrites it"));
    }

    @Test
    void aSendToTheWrongTilesIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(pipeline);

        broken.readdress(0, broken.find(0, NodeFunction.SEND, 1), new Region(0, 0, 2, 2).address());

        assertThat(broken.problems()).anyMatch(text -> text.contains("sent to it 0 times"));
    }

    @Test
    void aSendOutsideTheMeshIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);

        broken.readdress(0, broken.find(0, NodeFunction.SEND, 0), new Region(0, 1, 0, 1).address());

        assertThat(broken.problems()).anyMatch(text -> text.contains("of a mesh of 1 × 2"));
    }

    @Test
    void bandsThatAreNoRectangleAreNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);

        broken.readdress(0, broken.find(0, NodeFunction.SEND, 0), 0x0100_0000L);

        assertThat(broken.problems()).anyMatch(text -> text.contains("sends to no rectangle"));
    }

    @Test
    void aReaderForWhoseResultNobodyWaitsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);

        removeAll(broken, 1, NodeFunction.SEND, "norm2", "w2");
        removeAll(broken, 0, NodeFunction.ARRIVE, "norm2", "w2");

        assertThat(broken.problems())
                .anyMatch(text -> text.contains("tile 1")
                        && text.contains("layer 1 norm2")
                        && text.contains("when the next arrival overwrites it"));
    }

    private static void removeAll(
            BrokenSchedules broken, int tile, NodeFunction function, String fromOperator, String toOperator) {
        for (int pc = broken.find(tile, toOperator, 1) - 1; pc > broken.find(tile, fromOperator, 1); pc--) {
            if (broken.function(tile, pc) == function) {
                broken.remove(tile, pc);
            }
        }
    }

    @Test
    void anOwnerThatDoesNotShareIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);
        int embed = broken.find(1, NodeFunction.EMBED, 0);

        broken.remove(1, embed + 1);

        assertThat(broken.problems()).anyMatch(text -> text.contains("disagree about who reads the embedding"));
    }

    @Test
    void aReaderThatDoesNotWaitForTheOwnerIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);
        int norm = broken.find(1, "norm1", 0);

        broken.remove(1, norm - 1);

        assertThat(broken.problems())
                .anyMatch(text -> text.contains("is made here only if the token's row is held here"));
    }

    @Test
    void anArrivalThatMayOvertakeTheOwnersSendsIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(pipeline);
        int share = broken.find(2, NodeFunction.EMBED, 0) + 1;
        assertThat(broken.function(2, share)).isEqualTo(NodeFunction.SEND);
        int group = broken.instruction(2, share).group();
        Descriptor product = new Descriptor(NodeFunction.PRODUCT, Set.of(), 0, 0, 0, 1, 0, 0, 8, 0);
        Descriptor send = new Descriptor(NodeFunction.SEND, Set.of(), 0, 0, 0, 0, 0, 0, 0, 0);
        Descriptor arrive = new Descriptor(NodeFunction.ARRIVE, Set.of(), 0, 0, 0, 0, 0, 0, 0, 0);

        broken.insert(1, 1, product, 0, group);
        broken.insert(1, 2, send, new Region(0, 0, 2, 2).address(), group);
        broken.insert(2, broken.find(2, "norm", -1), arrive, 0, group);

        assertThat(broken.problems())
                .anyMatch(text -> text.startsWith("tile 2 pc 1 (embedding) may still need group " + group))
                .anyMatch(text -> text.startsWith("tile 2 pc " + share + " (send) may still need group " + group));
    }

    @Test
    void anEmbeddingRowWithoutATileIsNoticed() {
        BrokenSchedules broken = new BrokenSchedules(mesh);
        int pc = broken.find(1, NodeFunction.EMBED, 0);
        Descriptor old = broken.descriptor(1, pc);

        broken.describe(
                1,
                pc,
                new Descriptor(
                        old.function(),
                        old.flags(),
                        old.source(),
                        old.second() - 1,
                        old.count(),
                        old.valid(),
                        old.shift(),
                        0,
                        old.bits(),
                        0));

        assertThat(broken.problems()).anyMatch(text -> text.contains("is held by 0 tiles"));
    }

    private static int lastArrivalBefore(BrokenSchedules broken, int tile, int pc) {
        for (int before = pc - 1; ; before--) {
            if (broken.function(tile, before) == NodeFunction.ARRIVE) {
                return before;
            }
        }
    }
}
