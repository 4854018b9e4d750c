package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy.Bias;
import io.github.dsllm.codegen.quantise.BiasNodes;
import java.util.ArrayList;
import java.util.List;

/**
 * How the vectors of a model lie in groups of L lanes. Dense vectors (residual, hidden, logits) fill lane after lane; attention vectors lie by head
 * groups: each head has a segment of lanes, the next power of two of its size, and the lanes behind its channels hold 0.
 */
public final class Geometry {
    private final LayoutShape shape;
    private final int lanes;
    private final int segmentLanes;
    private final int kvShare;
    private final List<List<Integer>> keyGroups = new ArrayList<>();
    private final int[] keyGroupOfHeadGroup;

    /**
     * @param shape the model
     * @param lanes L, a power of two
     * @throws UserError if a head does not fit into a group
     */
    public Geometry(LayoutShape shape, int lanes) {
        this.shape = shape;
        this.lanes = lanes;
        this.segmentLanes = Math.max(2, nextPowerOfTwo(shape.headSize()));
        if (segmentLanes > lanes) {
            throw new UserError(
                    "a head of " + shape.headSize() + " channels needs " + segmentLanes + " lanes, the chip has "
                            + lanes + " per tile; perhaps you should set lanes to at least " + segmentLanes);
        }
        this.kvShare = share(shape.heads() / shape.kvHeads(), segments());
        this.keyGroupOfHeadGroup = new int[headGroups()];
        for (int group = 0; group < headGroups(); group++) {
            List<Integer> stored = storedHeads(group);
            if (!keyGroups.contains(stored)) {
                keyGroups.add(stored);
            }
            keyGroupOfHeadGroup[group] = keyGroups.indexOf(stored);
        }
    }

    public LayoutShape shape() {
        return shape;
    }

    public int lanes() {
        return lanes;
    }

    /** Lanes of one head. */
    public int segmentLanes() {
        return segmentLanes;
    }

    /** Heads of a full group. */
    public int segments() {
        return lanes / segmentLanes;
    }

    /** Query segments that share a stored segment. */
    public int kvShare() {
        return kvShare;
    }

    /** Lanes of a stored key or value row. */
    public int keyValueLanes() {
        return lanes / kvShare;
    }

    /** Whether a key row and its value row are the two halves of one group. */
    public boolean keyBesideValue() {
        return 2 * keyValueLanes() <= lanes;
    }

    public int residualGroups() {
        return groups(shape.dim());
    }

    public int hiddenGroups() {
        return groups(shape.hidden());
    }

    public int vocabularyGroups() {
        return groups(shape.vocabulary());
    }

    public int headGroups() {
        return (shape.heads() + segments() - 1) / segments();
    }

    /** Groups that a dense vector fills. */
    public int groups(int elements) {
        return (elements + lanes - 1) / lanes;
    }

    /** Nodes of a dense vector in one of its groups. */
    public int validLanes(int elements, int group) {
        return Math.min(lanes, elements - group * lanes);
    }

    /** Heads of a head group. */
    public int headsOf(int headGroup) {
        return Math.min(segments(), shape.heads() - headGroup * segments());
    }

    /** Distinct sets of stored heads; head groups that need the same set share its rows where they share a tile. */
    public int keyGroups() {
        return keyGroups.size();
    }

    public int keyGroupOf(int headGroup) {
        return keyGroupOfHeadGroup[headGroup];
    }

    /** The stored head of each stored segment of a key group. */
    public List<Integer> storedHeadsOf(int keyGroup) {
        return keyGroups.get(keyGroup);
    }

    /** Inputs of the attention output projection, the lanes between heads included. */
    public int attentionFanIn() {
        int last = headGroups() - 1;
        return last * lanes + (headsOf(last) - 1) * segmentLanes + shape.headSize();
    }

    /** Inputs of a stage whose states are not clamped. */
    private int inputs(Stage stage) {
        return switch (stage) {
            case ATTENTION_OUTPUT -> attentionFanIn();
            case DOWN -> shape.hidden();
            case POSITION -> shape.positions();
            default -> shape.dim();
        };
    }

    /** Coupling words of a row group of a stage: its inputs, with the lanes between heads, and behind their last group the nodes of a bias. */
    public int fanIn(Stage stage) {
        return inputs(stage) + (isBiased(stage) ? biasWord(stage) - inputs(stage) + BiasNodes.COUNT : 0);
    }

    /** The first word of a bias: it belongs to the group behind those of the inputs. */
    public int biasWord(Stage stage) {
        return groups(inputs(stage)) * lanes;
    }

    /** Whether rows of a stage have a bias. */
    public boolean isBiased(Stage stage) {
        return switch (stage) {
            case QUERY -> shape.biases().contains(Bias.QUERY);
            case KEY -> shape.biases().contains(Bias.KEY);
            case VALUE -> shape.biases().contains(Bias.VALUE);
            case KEY_VALUE -> isBiased(Stage.KEY) || isBiased(Stage.VALUE);
            case ATTENTION_OUTPUT -> shape.biases().contains(Bias.OUTPUT);
            case GATE -> shape.biases().contains(Bias.GATE);
            case UP -> shape.biases().contains(Bias.UP);
            case DOWN -> shape.biases().contains(Bias.DOWN);
            case HEAD -> shape.biases().contains(Bias.HEAD);
            case EMBEDDING, POSITION -> false;
        };
    }

    /** Groups of constants behind a vector that biased rows read; 0 without biases. */
    public int biasGroups() {
        return shape.biases().isEmpty() ? 0 : groups(BiasNodes.COUNT);
    }

    /** Groups of the one-hot position that learned positions read; 0 without them. */
    public int positionGroups() {
        return groups(shape.positions());
    }

    /** The element of the attention vector in lane {@code position % L} of head group {@code position / L}, or −1 between heads. */
    public int attentionElement(int position) {
        int head = position / lanes * segments() + position % lanes / segmentLanes;
        int channel = position % segmentLanes;
        return head < shape.heads() && channel < shape.headSize() ? head * shape.headSize() + channel : -1;
    }

    private List<Integer> storedHeads(int headGroup) {
        int queriesPerStored = shape.heads() / shape.kvHeads();
        List<Integer> stored = new ArrayList<>();
        for (int segment = 0; segment < headsOf(headGroup); segment += kvShare) {
            stored.add((headGroup * segments() + segment) / queriesPerStored);
        }
        return List.copyOf(stored);
    }

    private static int share(int queriesPerStored, int segments) {
        if (segments % queriesPerStored == 0) {
            return queriesPerStored;
        }
        return queriesPerStored % segments == 0 ? segments : 1;
    }

    private static int nextPowerOfTwo(int value) {
        return value <= 1 ? 1 : Integer.highestOneBit(value - 1) << 1;
    }
}
