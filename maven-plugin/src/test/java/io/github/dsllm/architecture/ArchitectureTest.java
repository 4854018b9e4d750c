package io.github.dsllm.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static JavaClasses product;

    @BeforeAll
    static void importTheProduct() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.github.dsllm");
    }

    @Test
    void everyModuleIsLookedAt() {
        assertThat(product)
                .extracting(type -> type.getPackageName())
                .contains(
                        "io.github.dsllm.codegen",
                        "io.github.dsllm.hw",
                        "io.github.dsllm.sim",
                        "io.github.dsllm.verification",
                        "io.github.dsllm.maven");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theProductKeeps(ArchRule rule) {
        rule.check(product);
    }

    static Stream<Named<ArchRule>> rules() {
        return Stream.of(
                        ArchitectureRules.ONLY_THE_PLUGIN_KNOWS_MAVEN,
                        ArchitectureRules.CODEGEN_KNOWS_NOBODY,
                        ArchitectureRules.SIMULATION_KNOWS_ONLY_CODEGEN,
                        ArchitectureRules.HARDWARE_KNOWS_NOBODY_BUT_CODEGEN,
                        ArchitectureRules.HARDWARE_KNOWS_NOTHING_OF_MODELS,
                        ArchitectureRules.ONLY_HARDWARE_KNOWS_CHISEL,
                        ArchitectureRules.VERIFICATION_DOES_NOT_KNOW_THE_PLUGIN,
                        ArchitectureRules.CURRENTS_SHARE_NOTHING_WITH_DERIVATIVES,
                        ArchitectureRules.PACKAGES_ARE_FREE_OF_CYCLES)
                .map(rule -> Named.of(rule.getDescription(), rule));
    }
}
