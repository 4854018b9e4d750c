package io.github.dsllm.codegen.partition;

class CompactPartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner partitioner() {
        return new CompactPartitioner();
    }
}
