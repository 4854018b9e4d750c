package io.github.dsllm.codegen.program;

final class ReluMappingTest extends DifferentiableMappingContract {
    @Override
    protected DifferentiableMapping mapping() {
        return new ReluMapping();
    }
}
