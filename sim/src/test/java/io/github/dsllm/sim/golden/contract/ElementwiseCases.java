package io.github.dsllm.sim.golden.contract;

import static io.github.dsllm.sim.golden.contract.Exact.of;
import static io.github.dsllm.sim.golden.contract.Exact.powerOfTwo;
import static io.github.dsllm.sim.golden.contract.Exact.round;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.math.BigInteger;

/** SILU, PRODUCT, TABLE, and the two ends of a program: EMBED and SAMPLE. */
final class ElementwiseCases {
    private static final int X = FunctionImage.FIRST_INPUT;

    private ElementwiseCases() {}

    static FunctionCase silu(
            String name, long seed, FunctionImage.Shape shape, int fraction, int growth, boolean plain) {
        FunctionImage image = new FunctionImage(seed, shape, 1, 4);
        int shift = fraction - image.numerics.exponentFraction();
        int steps = plain ? 12 : 2;
        int valid = image.lanes - 1;
        Descriptor descriptor = FunctionImage.descriptor(
                        NodeFunction.SILU, plain ? new Flag[] {Flag.PLAIN} : new Flag[0])
                .source(X)
                .valid(valid)
                .shift(shift)
                .shift2(growth)
                .bits(16)
                .steps(steps)
                .build();
        int pc = image.addInstruction(0, image.firstFreeGroup(), descriptor);
        ExactNode node = new ExactNode(image.numerics, image.exponentialTable);
        BigInteger one = powerOfTwo(image.numerics.weightFraction());
        return perNode(name, image, pc, valid, 16, (position, lane) -> {
            BigInteger x = of(image.input(position, X, lane));
            BigInteger weight = node.weight(round(x.abs(), shift));
            BigInteger current = x.multiply(x.signum() >= 0 ? one : weight);
            return node.divide(current, one.add(weight), growth, steps, plain);
        });
    }

    static FunctionCase product(String name, long seed, FunctionImage.Shape shape, int shift) {
        FunctionImage image = new FunctionImage(seed, shape, 2, 3);
        Descriptor descriptor = FunctionImage.descriptor(NodeFunction.PRODUCT)
                .source(X)
                .second(X + 1)
                .valid(image.lanes)
                .shift(shift)
                .bits(16)
                .build();
        int pc = image.addInstruction(0, image.firstFreeGroup(), descriptor);
        return perNode(
                name,
                image,
                pc,
                image.lanes,
                16,
                (position, lane) -> round(
                        of(image.input(position, X, lane)).multiply(of(image.input(position, X + 1, lane))), shift));
    }

    /** @param firstPosition position of the first node, or −1 for a constant in all valid nodes */
    static FunctionCase clamp(String name, long seed, FunctionImage.Shape shape, int shift, int firstPosition) {
        FunctionImage image = new FunctionImage(seed, shape, 2, shape.lanes() + 2);
        boolean isPosition = firstPosition >= 0;
        int valid = isPosition ? image.lanes : image.lanes - 1;
        Descriptor descriptor = FunctionImage.descriptor(
                        NodeFunction.CLAMP, isPosition ? new Flag[] {Flag.POSITION} : new Flag[0])
                .valid(valid)
                .shift(shift)
                .bits(16)
                .build();
        int pc = image.addInstruction(isPosition ? firstPosition : 0, image.firstFreeGroup(), descriptor);
        return perNode(
                name,
                image,
                pc,
                valid,
                16,
                (position, lane) -> isPosition && position != firstPosition + lane
                        ? BigInteger.ZERO
                        : round(of(1L << Numerics.CLAMP_OCTAVE), shift));
    }

    static FunctionCase table(String name, long seed, FunctionImage.Shape shape, int shift) {
        FunctionImage image = new FunctionImage(seed, shape, 1, 3);
        for (int i = 0; i < image.nodeTable.length; i++) {
            image.nodeTable[i] = (short) image.random.nextInt();
        }
        Descriptor descriptor = FunctionImage.descriptor(NodeFunction.TABLE)
                .source(X)
                .valid(image.lanes)
                .shift(shift)
                .bits(15)
                .build();
        int pc = image.addInstruction(0, image.firstFreeGroup(), descriptor);
        return perNode(name, image, pc, image.lanes, 15, (position, lane) -> {
            BigInteger address =
                    round(of(image.input(position, X, lane)), shift).add(of(512));
            return of(image.nodeTable[address.max(BigInteger.ZERO).min(of(1023)).intValueExact()]);
        });
    }

    static FunctionCase embed(String name, long seed, FunctionImage.Shape shape) {
        FunctionImage image = new FunctionImage(seed, shape, 2, 5);
        return perNode(name, image, 1, 2 * image.lanes, 31, (position, node) -> of(image.inputs[position][node]));
    }

    static FunctionCase sample(String name, long seed, FunctionImage.Shape shape) {
        FunctionImage image = new FunctionImage(seed, shape, 2, 6);
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            int best = 0;
            for (int i = 0; i < image.positions; i++) {
                best = image.inputs[position][i] > image.inputs[position][best] ? i : best;
            }
            expectation.value(of(best));
        }
        return expectation.of(name, image, 2);
    }

    private interface NodeFormula {
        BigInteger at(int position, int node);
    }

    private static FunctionCase perNode(
            String name, FunctionImage image, int pc, int nodes, int bits, NodeFormula formula) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            for (int node = 0; node < nodes; node++) {
                expectation.node(formula.at(position, node), bits);
            }
        }
        return expectation.of(name, image, pc);
    }
}
