package io.github.dsllm.codegen.layout;

/**
 * At most L rows of a linear stage, one per lane: the atom of partition.
 *
 * @param stage the stage
 * @param layer layer of the model, −1 outside the layers
 * @param index group of the stage: row group, head group or key group
 */
public record RowGroup(Stage stage, int layer, int index) {}
