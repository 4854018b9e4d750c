package io.github.dsllm.codegen.learning;

import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.schedule.ProgramWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.IntBinaryOperator;
import java.util.function.ToIntBiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Writes a program whose values are single groups: linear stages, products and node functions, each into a group of its own. Couplings and scales are collected on the way.
 */
final class LaneProgram {
    /** A group of nodes of which {@code nodes} exist. */
    record Value(int group, int nodes) {}

    /** Coupling words from {@code word} on, one per input. */
    record Couplings(int word, int inputs, int outputs) {}

    private final int lanes;
    private final int bits;
    private final ProgramWriter writer = new ProgramWriter(0);
    private final List<short[]> words = new ArrayList<>();
    private final List<int[]> scales = new ArrayList<>();
    private int groups;

    LaneProgram(int lanes, int bits) {
        this.lanes = lanes;
        this.bits = bits;
    }

    /** A group that nobody has written yet. */
    Value allocate(int nodes) {
        return new Value(groups++, nodes);
    }

    /** The next coupling word. */
    int nextWord() {
        return words.size();
    }

    /** The next scale word. */
    int nextScale() {
        return scales.size();
    }

    /** A coupling word as it is (lanes). */
    void word(short[] couplings) {
        words.add(couplings);
    }

    /**
     * The words of examples, as an embedding's rows lie: row groups of one example per lane, node after node; lanes without an example hold 0.
     *
     * @param rowLength nodes of an example
     * @param node value of a node of an example, by its index from 0
     */
    void examples(int rowGroups, int rowLength, List<Example> examples, ToIntBiFunction<Example, Integer> node) {
        for (int group = 0; group < rowGroups; group++) {
            for (int j = 0; j < rowLength; j++) {
                short[] word = new short[lanes];
                for (int lane = 0; lane < lanes && group * lanes + lane < examples.size(); lane++) {
                    word[lane] = (short) node.applyAsInt(examples.get(group * lanes + lane), j);
                }
                word(word);
            }
        }
    }

    /** Couplings from the inputs' point of view: J(output, input). */
    Couplings couplings(int inputs, int outputs, IntBinaryOperator coupling) {
        int first = words.size();
        for (int j = 0; j < inputs; j++) {
            short[] word = new short[lanes];
            for (int i = 0; i < outputs; i++) {
                word[i] = (short) coupling.applyAsInt(i, j);
            }
            words.add(word);
        }
        return new Couplings(first, inputs, outputs);
    }

    /** A scale word that settles at R(acc·mantissa, shift) in every lane. */
    int scale(int mantissa, int shift) {
        for (int i = 0; i < scales.size(); i++) {
            if (scales.get(i)[0] == mantissa && scales.get(i)[1] == shift) {
                return i;
            }
        }
        scales.add(new int[] {mantissa, shift});
        return scales.size() - 1;
    }

    /** A scale word for a row group of the examples, which are taken as they are; they come first, one behind the other. */
    void exampleScale() {
        scales.add(new int[] {1, 0});
    }

    /** Any instruction. */
    void add(DescriptorBuilder descriptor, long address, int group, String operator, int elements) {
        writer.add(
                descriptor.build(),
                address,
                group,
                new OperatorTag(-1, operator, elements == 0 ? -1 : 0, elements, 0, 0));
    }

    /** y = Σ J x from as many contiguous groups as there are couplings for. */
    Value linear(String operator, Couplings couplings, Value source, int scale) {
        return linear(operator, couplings, source, scale, null, allocate(couplings.outputs()));
    }

    /** y = s + Σ J x. */
    Value linear(String operator, Couplings couplings, Value source, int scale, Value added) {
        return linear(operator, couplings, source, scale, added, allocate(couplings.outputs()));
    }

    /** The same into a given group; nothing is added where {@code added} is null. */
    Value linear(String operator, Couplings couplings, Value source, int scale, @Nullable Value added, Value to) {
        add(
                new DescriptorBuilder(NodeFunction.LINEAR)
                        .flags(added == null ? Set.of() : Set.of(Flag.RESIDUAL))
                        .source(source.group())
                        .second(added == null ? 0 : added.group())
                        .count(couplings.inputs())
                        .valid(couplings.outputs())
                        .bits(bits),
                Instruction.weightAddress(couplings.word(), scale),
                to.group(),
                operator,
                couplings.outputs());
        return to;
    }

    Value product(String operator, Value a, Value b, int shift) {
        return product(operator, a, b, shift, allocate(a.nodes()));
    }

    Value product(String operator, Value a, Value b, int shift, Value to) {
        add(
                new DescriptorBuilder(NodeFunction.PRODUCT)
                        .source(a.group())
                        .second(b.group())
                        .valid(to.nodes())
                        .shift(shift)
                        .bits(bits),
                0,
                to.group(),
                operator,
                to.nodes());
        return to;
    }

    Value table(String operator, int number, Value source, int shift) {
        Value to = allocate(source.nodes());
        add(
                new DescriptorBuilder(NodeFunction.TABLE)
                        .source(source.group())
                        .second(number)
                        .valid(source.nodes())
                        .shift(shift)
                        .bits(bits),
                0,
                to.group(),
                operator,
                to.nodes());
        return to;
    }

    /** The couplings that made currents {@code delta} out of {@code x} learn. */
    void evolve(String operator, Couplings couplings, Value delta, Value x, int shift, int teaching) {
        add(
                new DescriptorBuilder(NodeFunction.EVOLVE)
                        .source(x.group())
                        .count(couplings.inputs())
                        .valid(couplings.outputs())
                        .shift(shift)
                        .steps(teaching),
                Instruction.weightAddress(couplings.word(), 0),
                delta.group(),
                operator,
                couplings.outputs());
    }

    /** What the tile holds: the program with its couplings and scales; no gains that are not 0. */
    TileImage tile() {
        return writer.program().tile(couplings(), mantissas(), shifts(), lanes);
    }

    int groups() {
        return groups;
    }

    /** All coupling words (words × lanes). */
    private short[] couplings() {
        short[] all = new short[words.size() * lanes];
        for (int word = 0; word < words.size(); word++) {
            System.arraycopy(words.get(word), 0, all, word * lanes, lanes);
        }
        return all;
    }

    /** m of all scale words. */
    private int[] mantissas() {
        int[] all = new int[scales.size() * lanes];
        for (int i = 0; i < all.length; i++) {
            all[i] = scales.get(i / lanes)[0];
        }
        return all;
    }

    /** sh of all scale words. */
    private byte[] shifts() {
        byte[] all = new byte[scales.size() * lanes];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) scales.get(i / lanes)[1];
        }
        return all;
    }
}
