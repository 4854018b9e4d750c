package io.github.dsllm.codegen.program;

final class GeluTanhMappingTest extends OperatorMappingContract {
    @Override
    protected OperatorMapping mapping() {
        return new GeluTanhMapping();
    }
}
