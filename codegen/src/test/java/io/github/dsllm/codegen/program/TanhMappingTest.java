package io.github.dsllm.codegen.program;

final class TanhMappingTest extends OperatorMappingContract {
    @Override
    protected OperatorMapping mapping() {
        return new TanhMapping();
    }
}
