package io.github.dsllm.codegen.partition;

class BandedPartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner partitioner() {
        return new BandedPartitioner();
    }
}
