package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.layout.Stage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The digest of docs/isa.md §6 that does not depend on the layout: whatever lanes, tiles and partition a model has, each operator of each layer has the same digest
 * at the same position. Takes what the instructions of one position computed, in any order, from the golden machine or from hardware.
 */
public final class ModelDigest implements ValuesListener {
    private static final long ROW = 1L << 32;

    private final ChipImage image;
    private final SortedMap<String, SortedMap<Long, Long>> elements = new TreeMap<>();

    public ModelDigest(ChipImage image) {
        this.image = image;
    }

    /**
     * The digests of the first positions on the golden machine.
     *
     * @param tokens inputs of positions 0, 1, …, one set of digests each
     */
    public static List<SortedMap<String, Long>> of(ChipImage image, List<Integer> tokens) {
        GoldenMachine machine = GoldenMachine.of(image);
        ModelDigest digest = new ModelDigest(image);
        machine.observe(digest);
        List<SortedMap<String, Long>> digests = new ArrayList<>();
        for (int position = 0; position < tokens.size(); position++) {
            machine.force(tokens.get(position), position);
            digests.add(digest.take());
        }
        return digests;
    }

    /**
     * @throws MachineFault if an element has been computed before, and otherwise
     */
    @Override
    public void executed(int tile, int pc, long[] values) {
        TileImage tileImage = image.tiles().get(tile);
        OperatorTag tag = tileImage.operators().get(pc);
        Descriptor descriptor = tileImage.descriptorOf(tileImage.program().get(pc));
        switch (descriptor.function()) {
            case EMBED, NORM -> dense(tag, 0, values);
            case SAMPLE -> put(tag, tag.operator(), 0, values[0]);
            case SCORES -> scores(tag, values);
            case LINEAR, ROPE, KEY, VALUE, ATTEND, SILU, PRODUCT, TABLE ->
                nodes(tag, values, values.length - descriptor.valid());
            case TOKEN, ARRIVE, SEND, RELOAD, CLAMP, EVOLVE, STORE -> {}
        }
    }

    /** The digests by "layer operator"; begins the next position. */
    public SortedMap<String, Long> take() {
        SortedMap<String, Long> digests = new TreeMap<>();
        for (Map.Entry<String, SortedMap<Long, Long>> operator : elements.entrySet()) {
            long digest = Digest.EMPTY;
            for (long value : operator.getValue().values()) {
                digest = Digest.fold(digest, value);
            }
            digests.put(operator.getKey(), digest);
        }
        elements.clear();
        return digests;
    }

    private void dense(OperatorTag tag, int first, long[] values) {
        for (int i = first; i < values.length; i++) {
            put(tag, tag.operator(), tag.firstElement() + i - first, values[i]);
        }
    }

    private void scores(OperatorTag tag, long[] values) {
        int heads = tag.heads().size();
        for (int i = 0; i < values.length; i++) {
            put(tag, tag.operator(), i / heads * ROW + tag.heads().get(i % heads), values[i]);
        }
    }

    /** The written nodes; steps, weights and sums before them are left out. */
    private void nodes(OperatorTag tag, long[] values, int first) {
        if (tag.firstElement() < 0) {
            return;
        }
        if (tag.heads().isEmpty()) {
            dense(tag, first, values);
        } else if (tag.operator().equals(Stage.KEY_VALUE.operator())) {
            int headSize = tag.elements() / tag.heads().size() / 2;
            int middle = first + image.core().keyValueLanes();
            inHeads(tag, Stage.KEY.operator(), headSize, values, first, middle);
            inHeads(tag, Stage.VALUE.operator(), headSize, values, middle, values.length);
        } else {
            int headSize = tag.elements() / tag.heads().size();
            inHeads(tag, tag.operator(), headSize, values, first, values.length);
        }
    }

    private void inHeads(OperatorTag tag, String operator, int headSize, long[] values, int first, int end) {
        for (int i = first; i < end; i++) {
            int segment = (i - first) / image.core().segmentLanes();
            int channel = (i - first) % image.core().segmentLanes();
            if (segment < tag.heads().size() && channel < headSize) {
                put(tag, operator, (long) tag.heads().get(segment) * headSize + channel, values[i]);
            }
        }
    }

    private void put(OperatorTag tag, String operator, long element, long value) {
        Long before = elements.computeIfAbsent(tag.layer() + " " + operator, name -> new TreeMap<>())
                .put(element, value);
        if (before != null && before != value) {
            throw new MachineFault("layer " + tag.layer() + ", operator " + operator + ": element " + element + " is "
                    + before + " in one place and " + value + " in another");
        }
    }
}
