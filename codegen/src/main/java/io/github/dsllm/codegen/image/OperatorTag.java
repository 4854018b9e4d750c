package io.github.dsllm.codegen.image;

import java.util.List;

/**
 * What an instruction computes in terms of the model.
 *
 * @param layer layer of the model, −1 outside the layers
 * @param operator name of the operator, for example "wq", "attention", "w2", "head"
 * @param firstElement first element of the operator's output that the instruction produces, −1 where it produces none
 * @param elements how many elements it produces
 * @param macs multiply-accumulates that do not depend on the position
 * @param macsPerPosition multiply-accumulates per attended position
 * @param heads the head in each segment of the group, query heads or stored ones as the operator has them; empty where the elements fill lane after lane
 */
public record OperatorTag(
        int layer,
        String operator,
        int firstElement,
        int elements,
        long macs,
        long macsPerPosition,
        List<Integer> heads) {

    public OperatorTag {
        heads = List.copyOf(heads);
    }

    /** Elements that fill lane after lane. */
    public OperatorTag(int layer, String operator, int firstElement, int elements, long macs, long macsPerPosition) {
        this(layer, operator, firstElement, elements, macs, macsPerPosition, List.of());
    }

    /** The same elements by heads. */
    public OperatorTag inHeads(List<Integer> segments) {
        return new OperatorTag(layer, operator, firstElement, elements, macs, macsPerPosition, segments);
    }
}
