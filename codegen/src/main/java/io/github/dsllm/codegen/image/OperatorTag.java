package io.github.dsllm.codegen.image;

/**
 * What an instruction computes in terms of the model.
 *
 * @param layer layer of the model, −1 outside the layers
 * @param operator name of the operator, for example "wq", "attention", "w2", "head"
 * @param firstElement first element of the operator's output that the instruction produces, −1 where it produces none
 * @param elements how many elements it produces
 * @param macs multiply-accumulates that do not depend on the position
 * @param macsPerPosition multiply-accumulates per attended position
 */
public record OperatorTag(
        int layer, String operator, int firstElement, int elements, long macs, long macsPerPosition) {}
