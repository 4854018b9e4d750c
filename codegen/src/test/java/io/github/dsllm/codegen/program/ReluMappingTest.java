package io.github.dsllm.codegen.program;

final class ReluMappingTest extends OperatorMappingContract {
    @Override
    protected OperatorMapping mapping() {
        return new ReluMapping();
    }
}
