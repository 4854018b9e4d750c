package io.github.dsllm.sim.golden.contract;

import static io.github.dsllm.sim.golden.contract.Exact.of;
import static io.github.dsllm.sim.golden.contract.Exact.round;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.math.BigInteger;

/** NORM with and without a gain. */
final class NormCases {
    private NormCases() {}

    static FunctionCase norm(
            String name, long seed, FunctionImage.Shape shape, boolean gain, int fraction, long epsilon) {
        int count = 3 * shape.lanes() - 1;
        FunctionImage image = new FunctionImage(seed, shape, 3, count, 3);
        int gainWord = image.addGains(4, 100_000);
        int reciprocalPlaces = image.numerics.rsqrtFraction();
        int shift = gain ? reciprocalPlaces - 17 : reciprocalPlaces - fraction;
        int shift2 = 28 - fraction;
        int bits = image.numerics.stateBits();
        Descriptor descriptor = FunctionImage.descriptor(NodeFunction.NORM, gain ? new Flag[] {Flag.GAIN} : new Flag[0])
                .source(FunctionImage.FIRST_INPUT)
                .second(gain ? gainWord : 0)
                .count(count)
                .valid(image.lanes - 1)
                .shift(shift)
                .shift2(gain ? shift2 : 0)
                .bits(bits)
                .build();
        int pc = image.addInstruction(epsilon, image.firstFreeGroup(), descriptor);

        ExactNode node = new ExactNode(image.numerics, image.exponentialTable);
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            BigInteger v = of(epsilon);
            for (int j = 0; j < count; j++) {
                v = v.add(of(image.inputs[position][j]).pow(2));
            }
            BigInteger[] root = node.rsqrt(v);
            for (int j = 0; j < count; j++) {
                BigInteger x = round(of(image.inputs[position][j]).multiply(root[0]), shift + root[1].intValueExact());
                if (gain) {
                    x = round(x.multiply(of(image.gain(gainWord + j / image.lanes, j % image.lanes))), shift2);
                }
                expectation.node(x, bits);
            }
        }
        return expectation.of(name, image, pc);
    }
}
