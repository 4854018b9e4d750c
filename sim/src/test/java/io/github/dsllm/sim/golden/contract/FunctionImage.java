package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.DescriptorBuilder;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Builds the image of one case. Position t runs token t, whose embedding row is the input of that position: {@code inputGroups} groups from group 1 on. Groups
 * behind the inputs are free for results.
 */
final class FunctionImage {
    static final int FIRST_INPUT = 1;

    final Random random;
    final Numerics numerics;
    final int lanes;
    final int segmentLanes;
    final int kvShare;
    final int inputGroups;
    final int positions;
    final long[][] inputs; // (positions, inputGroups · lanes)
    final short[] cosines;
    final short[] sines;
    final int[] nodeTable = new int[1024];
    final int[] exponentialTable;
    private final int loadShift;
    private final List<Short> couplings = new ArrayList<>();
    private final List<Integer> mantissas = new ArrayList<>();
    private final List<Byte> shifts = new ArrayList<>();
    private final List<Integer> stepSizes = new ArrayList<>();
    private final List<Integer> gains = new ArrayList<>();
    private final List<Instruction> program = new ArrayList<>();
    private final List<Descriptor> descriptors = new ArrayList<>();

    FunctionImage(long seed, Shape shape, int inputGroups, int positions) {
        this(seed, shape, inputGroups, inputGroups * shape.lanes(), positions);
    }

    /** The last group of inputs may hold fewer nodes than there are lanes; the lanes behind them are 0. */
    FunctionImage(long seed, Shape shape, int inputGroups, int nodes, int positions) {
        this.random = new Random(seed);
        this.numerics = shape.numerics();
        this.lanes = shape.lanes();
        this.segmentLanes = shape.segmentLanes();
        this.kvShare = shape.kvShare();
        this.loadShift = shape.loadShift();
        this.inputGroups = inputGroups;
        this.positions = positions;
        this.inputs = new long[positions][inputGroups * lanes];
        this.cosines = angles(Math::cos);
        this.sines = angles(Math::sin);
        this.exponentialTable = new ExponentialTable(numerics).entries();
        addInstruction(0, 0, descriptor(NodeFunction.TOKEN).build());
        loadInputs(nodes, shape.magnitude());
    }

    /** What varies between cases of one function; inputs are random in ±magnitude·2^loadShift. */
    record Shape(Numerics numerics, int lanes, int segmentLanes, int kvShare, int magnitude, int loadShift) {}

    private short[] angles(java.util.function.DoubleUnaryOperator wave) {
        short[] table = new short[positions * segmentLanes / 2];
        for (int i = 0; i < table.length; i++) {
            double angle = (double) (2 * i / segmentLanes) / Math.pow(10, 2.0 * i / segmentLanes % 1);
            table[i] = (short) Math.rint(wave.applyAsDouble(angle) * (1 << (numerics.ropeBits() - 2)));
        }
        return table;
    }

    private void loadInputs(int nodes, int magnitude) {
        int rowGroups = (positions + lanes - 1) / lanes;
        int scaleWord = addScales(rowGroups, lane -> 1, lane -> 0, lane -> 0);
        int couplingWord = couplings.size() / lanes;
        for (int row = 0; row < rowGroups; row++) {
            for (int j = 0; j < nodes; j++) {
                for (int lane = 0; lane < lanes; lane++) {
                    int position = row * lanes + lane;
                    int value = random.nextInt(10) == 0
                            ? (random.nextBoolean() ? magnitude : -magnitude)
                            : random.nextInt(2 * magnitude + 1) - magnitude;
                    couplings.add((short) value);
                    if (position < positions) {
                        inputs[position][j] = (long) value << loadShift;
                    }
                }
            }
        }
        Descriptor load = descriptor(NodeFunction.EMBED)
                .second(rowGroups)
                .count(nodes)
                .valid(nodes - (inputGroups - 1) * lanes)
                .shift(-loadShift)
                .bits(31)
                .build();
        addInstruction(Instruction.weightAddress(couplingWord, scaleWord), FIRST_INPUT, load);
    }

    long input(int position, int group, int lane) {
        return inputs[position][(group - FIRST_INPUT) * lanes + lane];
    }

    int firstFreeGroup() {
        return FIRST_INPUT + inputGroups;
    }

    /** Adds coupling words; returns the first one. */
    int addCouplings(int words, int magnitude) {
        int first = couplings.size() / lanes;
        for (int i = 0; i < words * lanes; i++) {
            couplings.add((short) (random.nextInt(2 * magnitude + 1) - magnitude));
        }
        return first;
    }

    long coupling(int word, int lane) {
        return couplings.get(word * lanes + lane);
    }

    int addScales(
            int words,
            java.util.function.IntUnaryOperator m,
            java.util.function.IntUnaryOperator shift,
            java.util.function.IntUnaryOperator a) {
        int first = mantissas.size() / lanes;
        for (int i = 0; i < words * lanes; i++) {
            mantissas.add(m.applyAsInt(i % lanes));
            shifts.add((byte) shift.applyAsInt(i % lanes));
            stepSizes.add(a.applyAsInt(i % lanes));
        }
        return first;
    }

    long mantissa(int word, int lane) {
        return mantissas.get(word * lanes + lane);
    }

    int shift(int word, int lane) {
        return shifts.get(word * lanes + lane);
    }

    long stepSize(int word, int lane) {
        return stepSizes.get(word * lanes + lane);
    }

    int addGains(int words, int magnitude) {
        int first = gains.size() / lanes;
        for (int i = 0; i < words * lanes; i++) {
            gains.add(random.nextInt(2 * magnitude + 1) - magnitude);
        }
        return first;
    }

    long gain(int word, int lane) {
        return gains.get(word * lanes + lane);
    }

    /** Adds an instruction; returns its index. */
    int addInstruction(long address, int group, Descriptor descriptor) {
        descriptors.add(descriptor);
        program.add(new Instruction(descriptor.function().opcode(), address, group, descriptors.size() - 1));
        return program.size() - 1;
    }

    static DescriptorBuilder descriptor(NodeFunction function, Flag... flags) {
        return new DescriptorBuilder(function).flags(Set.of(flags));
    }

    ChipImage build() {
        addInstruction(
                0,
                0,
                descriptor(NodeFunction.SAMPLE)
                        .source(FIRST_INPUT)
                        .count(positions())
                        .build());
        TileImage tile = new TileImage(
                shorts(couplings),
                ints(mantissas),
                bytes(shifts),
                ints(stepSizes),
                ints(gains),
                program,
                descriptors,
                tags());
        CoreParameters.Depths depths = new CoreParameters.Depths(
                couplings.size() / lanes,
                mantissas.size() / lanes,
                Math.max(1, gains.size() / lanes),
                32,
                4 * positions,
                positions,
                program.size(),
                descriptors.size());
        CoreParameters core = new CoreParameters(
                        1,
                        1,
                        lanes,
                        segmentLanes,
                        kvShare,
                        Math.min(segmentLanes, 4),
                        1,
                        numerics,
                        new CoreParameters.Widths(32, 46, 40, 30),
                        depths,
                        true,
                        true)
                .withClamps(true);
        return new ChipImage(
                core,
                List.of(tile),
                exponentialTable,
                cosines,
                sines,
                nodeTable,
                positions(),
                List.of(),
                0,
                new TreeMap<>(),
                ChipImage.DEFAULT_LFSR_POLYNOMIAL,
                "contract",
                "");
    }

    private int positions() {
        return Math.min(positions, inputGroups * lanes);
    }

    List<Integer> prompt() {
        return IntStream.range(0, positions).boxed().toList();
    }

    private List<OperatorTag> tags() {
        return program.stream()
                .map(instruction -> new OperatorTag(
                        -1, descriptors.get(instruction.descriptor()).function().name(), -1, 0, 0, 0))
                .toList();
    }

    private static short[] shorts(List<Short> values) {
        short[] array = new short[values.size()];
        IntStream.range(0, array.length).forEach(i -> array[i] = values.get(i));
        return array;
    }

    private static byte[] bytes(List<Byte> values) {
        byte[] array = new byte[values.size()];
        IntStream.range(0, array.length).forEach(i -> array[i] = values.get(i));
        return array;
    }

    private static int[] ints(List<Integer> values) {
        return values.stream().mapToInt(Integer::intValue).toArray();
    }
}
