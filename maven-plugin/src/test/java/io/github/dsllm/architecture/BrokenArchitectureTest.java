package io.github.dsllm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.github.dsllm.codegen.broken.CodegenThatKnowsMaven;
import io.github.dsllm.hw.broken.HardwareThatKnowsModels;
import io.github.dsllm.maven.broken.Plugin;
import io.github.dsllm.sim.broken.SimulationThatKnowsHardware;
import io.github.dsllm.sim.training.adjoint.broken.CurrentsThatKnowDerivatives;
import io.github.dsllm.verification.broken.VerificationThatKnowsThePlugin;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BrokenArchitectureTest {

    private static final JavaClasses BROKEN = new ClassFileImporter()
            .importClasses(
                    CodegenThatKnowsMaven.class,
                    CurrentsThatKnowDerivatives.class,
                    HardwareThatKnowsModels.class,
                    SimulationThatKnowsHardware.class,
                    VerificationThatKnowsThePlugin.class,
                    Plugin.class);

    @ParameterizedTest
    @MethodSource("rules")
    void aBrokenProductIsSeenBy(ArchRule rule) {
        assertThat(rule.evaluate(BROKEN).hasViolation()).isTrue();
    }

    static Stream<Named<ArchRule>> rules() {
        return ArchitectureTest.rules();
    }
}
