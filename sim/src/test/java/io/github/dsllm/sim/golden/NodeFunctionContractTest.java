package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.sim.golden.contract.FunctionCase;
import io.github.dsllm.sim.golden.contract.NodeFunctionCases;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NodeFunctionContractTest {

    static Stream<FunctionCase> cases() {
        return NodeFunctionCases.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theFastMachineGivesTheExpectedValues(FunctionCase expected) {
        GoldenMachine machine = GoldenMachine.of(expected.image());

        assertGives(expected, machine);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theCheckedMachineGivesTheExpectedValues(FunctionCase expected) {
        GoldenMachine machine = GoldenMachine.checked(expected.image());

        assertGives(expected, machine);
    }

    private static void assertGives(FunctionCase expected, GoldenMachine machine) {
        machine.start(expected.prompt(), Controls.greedy());

        for (int position = 0; position < expected.prompt().size(); position++) {
            ValueRecorder recorder = new ValueRecorder(position, 0, expected.pc());
            machine.record(recorder);
            machine.step();
            List<Long> values = Arrays.stream(recorder.values()).boxed().toList();
            assertThat(values)
                    .as("values at position %d", position)
                    .isEqualTo(expected.expected().get(position));
            assertThat(recorder.saturations())
                    .as("saturations at position %d", position)
                    .isEqualTo(expected.saturations().get(position));
        }
    }
}
