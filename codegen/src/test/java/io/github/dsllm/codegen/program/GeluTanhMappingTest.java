package io.github.dsllm.codegen.program;

final class GeluTanhMappingTest extends DifferentiableMappingContract {
    @Override
    protected DifferentiableMapping mapping() {
        return new GeluTanhMapping();
    }
}
