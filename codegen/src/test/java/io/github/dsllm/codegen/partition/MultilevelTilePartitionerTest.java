package io.github.dsllm.codegen.partition;

class MultilevelTilePartitionerTest extends PartitionerContract {
    @Override
    protected Partitioner partitioner() {
        return new MultilevelTilePartitioner();
    }
}
