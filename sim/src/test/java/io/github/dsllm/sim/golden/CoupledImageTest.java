package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.coupled.CoupledImage;
import io.github.dsllm.codegen.coupled.CoupledSystems;
import io.github.dsllm.codegen.coupled.FixedPointSystem;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The golden machine moves coupled nodes as {@link FixedPointSystem#next} defines, in every step and from every start. */
class CoupledImageTest {
    private static final int STEPS = 30;

    static List<CoupledSystems.Example> examples() {
        return CoupledSystems.all();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void everyStepIsThatOfTheDefinition(CoupledSystems.Example example) {
        FixedPointSystem system = example.system();
        for (int start = 0; start < system.starts().size(); start++) {
            assertThat(onGolden(CoupledImage.of(system, CoupledSystems.NUMERICS, 8, STEPS, false), system, start))
                    .as("start %d", start)
                    .isDeepEqualTo(defined(system, start));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anotherStepLengthIsSeen(CoupledSystems.Example example) {
        FixedPointSystem system = example.system();
        FixedPointSystem other = new FixedPointSystem(
                system.name(),
                system.nodes(),
                system.couplings(),
                system.mantissa() + 1,
                system.shift(),
                system.bits(),
                system.places(),
                system.starts());

        assertThat(Arrays.deepEquals(
                        onGolden(CoupledImage.of(other, CoupledSystems.NUMERICS, 8, STEPS, false), system, 0),
                        defined(system, 0)))
                .isFalse();
    }

    private static long[][] defined(FixedPointSystem system, int start) {
        long[][] states = new long[STEPS][];
        long[] state = Arrays.stream(system.starts().get(start)).asLongStream().toArray();
        for (int step = 0; step < STEPS; step++) {
            state = system.next(state);
            states[step] = state;
        }
        return states;
    }

    private static long[][] onGolden(ChipImage image, FixedPointSystem system, int start) {
        long[][] states = new long[STEPS][system.nodes()];
        GoldenMachine machine = GoldenMachine.checked(image);
        machine.observe((tile, pc, values) -> {
            OperatorTag tag = image.tiles().get(tile).operators().get(pc);
            if (tag.operator().equals(CoupledImage.STEP)) {
                System.arraycopy(values, 0, states[tag.layer()], tag.firstElement(), tag.elements());
            }
        });
        machine.force(start, 0);
        return states;
    }
}
