package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.sim.golden.contract.FunctionCase;
import io.github.dsllm.sim.golden.contract.NodeFunctionCases;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class NodeFunctionContractTest {
    private static final List<FunctionCase> CASES = NodeFunctionCases.families().stream()
            .flatMap(family -> family.cases().stream())
            .toList();

    enum Machine {
        CHECKED(GoldenMachine::checked),
        PACKED(GoldenMachine::plain),
        VECTOR(image -> GoldenMachine.with(image, new VectorArithmetic()));

        private final Function<ChipImage, GoldenMachine> maker;

        Machine(Function<ChipImage, GoldenMachine> maker) {
            this.maker = maker;
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyMachineGivesTheExpectedValuesOfEveryCase(Machine machine) {
        for (FunctionCase expected : CASES) {
            assertGives(expected, machine.maker.apply(expected.image()));
        }
    }

    @Test
    void everyNodeFunctionThatComputesHasACaseForTheHardware() {
        List<String> names = NodeFunctionCases.small().stream()
                .flatMap(family -> family.cases().stream())
                .map(FunctionCase::name)
                .toList();

        Stream.of(
                        "EMBED", "LINEAR", "NORM", "ROPE", "KEY", "VALUE", "SCORES", "ATTEND", "SILU", "PRODUCT",
                        "TABLE", "CLAMP", "SAMPLE")
                .forEach(function -> assertThat(names).anyMatch(name -> name.contains(function)));
    }

    @Test
    void aWrongExpectationIsSeen() {
        FunctionCase right = CASES.get(0);
        List<List<Long>> wrong = right.expected().stream()
                .map(values -> values.stream().map(value -> value + 1).toList())
                .toList();
        FunctionCase damaged =
                new FunctionCase(right.name(), right.image(), right.prompt(), right.pc(), wrong, right.saturations());

        assertThatThrownBy(() -> assertGives(damaged, GoldenMachine.of(right.image())))
                .isInstanceOf(AssertionError.class);
    }

    private static void assertGives(FunctionCase expected, GoldenMachine machine) {
        machine.start(expected.prompt(), Controls.greedy().withLimit(1));

        for (int position = 0; position < expected.prompt().size(); position++) {
            ValueRecorder recorder = new ValueRecorder(position, 0, expected.pc());
            machine.record(recorder);
            machine.step();
            List<Long> values = Arrays.stream(recorder.values()).boxed().toList();
            assertThat(values)
                    .as("%s: values at position %d", expected, position)
                    .isEqualTo(expected.expected().get(position));
            assertThat(recorder.saturations())
                    .as("%s: saturations at position %d", expected, position)
                    .isEqualTo(expected.saturations().get(position));
        }
    }
}
