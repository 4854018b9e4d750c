package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.SyntheticImages;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Opcode;
import io.github.dsllm.codegen.layout.LayoutOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MachineFaultTest {

    @Test
    void aFlippedCouplingChangesTheDigestOfItsInstructionAndOfNoEarlierOne() {
        ChipImage image = image(1, 1);
        int pc = Faults.lastLinear(image.tiles().get(0));

        Map<Integer, Long> digests = digests(image);
        Map<Integer, Long> damaged = digests(Faults.flipHeadCoupling(image));

        assertThat(damaged.get(pc)).isNotEqualTo(digests.get(pc));
        for (int earlier = 0; earlier < pc; earlier++) {
            assertThat(damaged.get(earlier)).isEqualTo(digests.get(earlier));
        }
    }

    @Test
    void aMissingSendIsReportedWithTheWaitingTilesInstructionAndGroup() {
        ChipImage image = Faults.drop(image(1, 2), 1, NodeFunction.SEND);
        GoldenMachine machine = GoldenMachine.of(image);

        assertThatThrownBy(() -> machine.force(1, 0))
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("tile 0, instruction")
                .hasMessageContaining("group");
    }

    @Test
    void aMissingArriveIsReportedWhenTheNextArrivalOvertakesIt() {
        ChipImage image = Faults.drop(image(1, 2), 1, NodeFunction.ARRIVE);
        GoldenMachine machine = GoldenMachine.of(image);

        assertThatThrownBy(() -> {
                    machine.force(1, 0);
                    machine.force(1, 1);
                })
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("arrives at tile 1 from tile 0");
    }

    @Test
    void theCheckedMachineNamesTileLayerAndOperatorOfAnOverflow() {
        ChipImage image = withAccumulator(image(1, 1), 12);

        assertThatThrownBy(() -> GoldenMachine.checked(image).force(1, 0))
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("tile 0, layer 0, operator wq")
                .hasMessageContaining("its 12 bits");
    }

    @Test
    void anOpcodeThatDoesNotBelongToItsFunctionIsRefused() {
        ChipImage image = image(1, 1);
        TileImage tile = image.tiles().get(0);
        List<Instruction> program = new ArrayList<>(tile.program());
        Instruction norm = program.get(2);
        program.set(2, new Instruction(Opcode.C_EVOLVE, norm.address(), norm.group(), norm.descriptor()));
        ChipImage broken = Faults.withTile(image, 0, Faults.with(tile, tile.couplings(), program, tile.descriptors()));

        assertThatThrownBy(() -> GoldenMachine.of(broken))
                .isInstanceOf(MachineFault.class)
                .hasMessageContaining("tile 0, instruction 2: C_EVOLVE");
    }

    private static ChipImage image(int tileRows, int tileColumns) {
        return new ImageBuilder(LayoutOptions.mesh(tileRows, tileColumns, 16))
                .build("synthetic", SyntheticImages.model(1), "");
    }

    private static Map<Integer, Long> digests(ChipImage image) {
        Map<Integer, Long> digests = new HashMap<>();
        GoldenMachine machine = GoldenMachine.of(image);
        machine.listen((position, tile, pc, digest, saturations) -> digests.put(pc, digest));
        machine.force(1, 0);
        return digests;
    }

    private static ChipImage withAccumulator(ChipImage image, int bits) {
        CoreParameters c = image.core();
        CoreParameters.Widths w = c.widths();
        CoreParameters narrow = c.withWidths(new CoreParameters.Widths(w.stateWord(), bits, w.score(), w.weightSum()));
        return image.with(narrow, image.tiles());
    }
}
