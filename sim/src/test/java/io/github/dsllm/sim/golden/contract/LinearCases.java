package io.github.dsllm.sim.golden.contract;

import static io.github.dsllm.sim.golden.contract.Exact.of;
import static io.github.dsllm.sim.golden.contract.Exact.round;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.math.BigInteger;

/** LINEAR: settle and trajectory, with and without a residual. */
final class LinearCases {
    private LinearCases() {}

    static FunctionCase linear(
            String name, long seed, FunctionImage.Shape shape, int steps, boolean residual, int bits, int extraShift) {
        FunctionImage image = new FunctionImage(seed, shape, 3, 3);
        int fanIn = 2 * image.lanes - 1;
        int valid = image.lanes - 1;
        int word = image.addCouplings(fanIn, 127);
        int scale = image.addScales(
                1,
                lane -> lane == image.lanes - 1 ? 0 : 1 + image.random.nextInt(4095),
                lane -> lane % 5 + extraShift,
                lane -> image.random.nextInt(65537));
        Descriptor descriptor = FunctionImage.descriptor(
                        NodeFunction.LINEAR, residual ? new Flag[] {Flag.RESIDUAL} : new Flag[0])
                .source(FunctionImage.FIRST_INPUT)
                .second(FunctionImage.FIRST_INPUT + 2)
                .count(fanIn)
                .valid(valid)
                .bits(bits)
                .steps(steps)
                .build();
        int pc = image.addInstruction(Instruction.weightAddress(word, scale), image.firstFreeGroup(), descriptor);

        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            BigInteger[] y = settled(image, position, word, scale, fanIn, valid, steps, expectation);
            for (int lane = 0; lane < valid; lane++) {
                BigInteger node = y[lane];
                if (residual) {
                    BigInteger branch = Exact.saturate(node, 32);
                    BigInteger sum = of(image.input(position, FunctionImage.FIRST_INPUT + 2, lane))
                            .add(branch);
                    BigInteger saturated = Exact.saturate(sum, bits);
                    expectation.node(saturated, !branch.equals(node) || !saturated.equals(sum));
                } else {
                    expectation.node(node, bits);
                }
            }
        }
        return expectation.of(name, image, pc);
    }

    private static BigInteger[] settled(
            FunctionImage image,
            int position,
            int word,
            int scale,
            int fanIn,
            int valid,
            int steps,
            Expectation expectation) {
        int guard = image.numerics.guardBits();
        BigInteger[] targets = new BigInteger[valid];
        for (int lane = 0; lane < valid; lane++) {
            BigInteger sum = BigInteger.ZERO;
            for (int j = 0; j < fanIn; j++) {
                sum = sum.add(of(image.coupling(word + j, lane)).multiply(of(image.inputs[position][j])));
            }
            targets[lane] = round(
                    sum.multiply(of(image.mantissa(scale, lane))), image.shift(scale, lane) - (steps > 0 ? guard : 0));
        }
        if (steps == 0) {
            return targets;
        }
        BigInteger[] y = new BigInteger[valid];
        java.util.Arrays.fill(y, BigInteger.ZERO);
        for (int step = 0; step < steps; step++) {
            for (int lane = 0; lane < valid; lane++) {
                y[lane] = y[lane].add(
                        round(targets[lane].subtract(y[lane]).multiply(of(image.stepSize(scale, lane))), 16));
                expectation.value(y[lane]);
            }
        }
        for (int lane = 0; lane < valid; lane++) {
            y[lane] = round(y[lane], guard);
        }
        return y;
    }
}
