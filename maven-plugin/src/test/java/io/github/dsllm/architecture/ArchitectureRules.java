package io.github.dsllm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules and packages of dsllm, as rules. */
final class ArchitectureRules {

    private static final String CODEGEN = "io.github.dsllm.codegen..";
    private static final String HW = "io.github.dsllm.hw..";
    private static final String SIM = "io.github.dsllm.sim..";
    private static final String VERIFICATION = "io.github.dsllm.verification..";
    private static final String MAVEN = "io.github.dsllm.maven..";

    static final ArchRule ONLY_THE_PLUGIN_KNOWS_MAVEN = noClasses()
            .that()
            .resideOutsideOfPackage(MAVEN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus..");

    static final ArchRule CODEGEN_KNOWS_NOBODY = noClasses()
            .that()
            .resideInAPackage(CODEGEN)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HW, SIM, VERIFICATION, MAVEN);

    static final ArchRule SIMULATION_KNOWS_ONLY_CODEGEN = noClasses()
            .that()
            .resideInAPackage(SIM)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(HW, VERIFICATION, MAVEN);

    static final ArchRule HARDWARE_KNOWS_NOBODY_BUT_CODEGEN = noClasses()
            .that()
            .resideInAPackage(HW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIM, VERIFICATION, MAVEN);

    static final ArchRule HARDWARE_KNOWS_NOTHING_OF_MODELS = noClasses()
            .that()
            .resideInAPackage(HW)
            .should()
            .dependOnClassesThat(resideInAPackage(CODEGEN)
                    .and(not(resideInAnyPackage(
                            "io.github.dsllm.codegen",
                            "io.github.dsllm.codegen.chip..",
                            "io.github.dsllm.codegen.isa.."))));

    static final ArchRule ONLY_HARDWARE_KNOWS_CHISEL = noClasses()
            .that()
            .resideOutsideOfPackage(HW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("chisel3..", "circt..", "scala..");

    static final ArchRule VERIFICATION_DOES_NOT_KNOW_THE_PLUGIN = noClasses()
            .that()
            .resideInAPackage(VERIFICATION)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(MAVEN);

    static final ArchRule CURRENTS_SHARE_NOTHING_WITH_DERIVATIVES = noClasses()
            .that()
            .resideInAPackage("io.github.dsllm.sim.training.adjoint..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.dsllm.sim.training.usual..");

    static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
            slices().matching("io.github.dsllm.(**)").should().beFreeOfCycles();

    private ArchitectureRules() {}
}
