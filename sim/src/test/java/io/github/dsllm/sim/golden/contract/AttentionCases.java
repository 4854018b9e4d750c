package io.github.dsllm.sim.golden.contract;

import static io.github.dsllm.sim.golden.contract.Exact.of;
import static io.github.dsllm.sim.golden.contract.Exact.round;

import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.math.BigInteger;

/**
 * ROPE, KEY, VALUE, SCORES and ATTEND in one program over several positions: input group 1 is the query, group 2 the key, group 3 holds the value where the
 * hardware looks for it. Every call makes the same program and expects another of its instructions.
 */
final class AttentionCases {
    private static final int ADDRESS = 5;
    private static final int QUERY = FunctionImage.FIRST_INPUT;
    private static final int KEY = QUERY + 1;
    private static final int VALUE = QUERY + 2;

    private final FunctionImage image;
    private final int storedLanes;
    private final int valueOffset;
    private final int segments;
    private final int valid;
    private final int storedValid;
    private final int rotationShift;
    private final int scoreShift;
    private final int divisionShift;
    private final boolean plain;
    private final int rope;
    private final int key;
    private final int value;
    private final int scores;
    private final int attend;

    AttentionCases(long seed, FunctionImage.Shape shape, int segments, int scoreShift, boolean plain) {
        this.image = new FunctionImage(seed, shape, 3, 9);
        this.storedLanes = image.lanes / image.kvShare;
        this.valueOffset = 2 * storedLanes <= image.lanes ? storedLanes : 0;
        this.segments = segments;
        this.valid = segments * image.segmentLanes;
        this.storedValid = Math.max(image.segmentLanes, valid / image.kvShare);
        this.rotationShift = image.numerics.ropeBits() - 2;
        this.scoreShift = scoreShift;
        this.divisionShift = 6;
        this.plain = plain;
        int first = image.firstFreeGroup();
        rope = image.addInstruction(
                0,
                first,
                FunctionImage.descriptor(NodeFunction.ROPE)
                        .source(QUERY)
                        .valid(valid)
                        .shift(rotationShift)
                        .bits(16)
                        .build());
        key = image.addInstruction(
                ADDRESS,
                0,
                FunctionImage.descriptor(NodeFunction.KEY)
                        .source(KEY)
                        .valid(storedValid)
                        .shift(rotationShift + 5)
                        .bits(10)
                        .build());
        value = image.addInstruction(
                ADDRESS,
                0,
                FunctionImage.descriptor(NodeFunction.VALUE)
                        .source(VALUE)
                        .valid(storedValid)
                        .bits(12)
                        .build());
        scores = image.addInstruction(
                ADDRESS,
                0,
                FunctionImage.descriptor(NodeFunction.SCORES)
                        .source(first)
                        .count(segments)
                        .build());
        attend = image.addInstruction(
                ADDRESS,
                first + 1,
                FunctionImage.descriptor(NodeFunction.ATTEND, plain ? new Flag[] {Flag.PLAIN} : new Flag[0])
                        .count(segments)
                        .valid(valid)
                        .shift(scoreShift)
                        .shift2(divisionShift)
                        .bits(16)
                        .steps(plain ? 10 : 2)
                        .build());
    }

    FunctionCase rope(String name) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            for (int lane = 0; lane < valid; lane++) {
                expectation.node(rotated(QUERY, position, lane, rotationShift), 16);
            }
        }
        return expectation.of(name, image, rope);
    }

    FunctionCase key(String name) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            for (int lane = 0; lane < storedValid; lane++) {
                expectation.node(rotated(KEY, position, lane, rotationShift + 5), 10);
            }
        }
        return expectation.of(name, image, key);
    }

    FunctionCase value(String name) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            for (int lane = 0; lane < storedValid; lane++) {
                expectation.node(of(image.input(position, VALUE, valueOffset + lane)), 12);
            }
        }
        return expectation.of(name, image, value);
    }

    FunctionCase scores(String name) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            for (int j = 0; j <= position; j++) {
                for (int segment = 0; segment < segments; segment++) {
                    expectation.value(score(position, j, segment));
                }
            }
        }
        return expectation.of(name, image, scores);
    }

    FunctionCase attend(String name) {
        Expectation expectation = new Expectation();
        for (int position = 0; position < image.positions; position++) {
            expectation.nextPosition();
            attend(position, expectation);
        }
        return expectation.of(name, image, attend);
    }

    private void attend(int position, Expectation expectation) {
        ExactNode node = new ExactNode(image.numerics, image.exponentialTable);
        BigInteger[][] weights = new BigInteger[position + 1][segments];
        BigInteger[] sums = new BigInteger[segments];
        for (int segment = 0; segment < segments; segment++) {
            BigInteger maximum = score(position, 0, segment);
            for (int j = 1; j <= position; j++) {
                maximum = maximum.max(score(position, j, segment));
            }
            sums[segment] = BigInteger.ZERO;
            for (int j = 0; j <= position; j++) {
                weights[j][segment] = node.weight(round(maximum.subtract(score(position, j, segment)), scoreShift));
                sums[segment] = sums[segment].add(weights[j][segment]);
            }
        }
        for (BigInteger[] row : weights) {
            for (BigInteger weight : row) {
                expectation.value(weight);
            }
        }
        for (BigInteger sum : sums) {
            expectation.value(sum);
        }
        for (int lane = 0; lane < valid; lane++) {
            int segment = lane / image.segmentLanes;
            BigInteger current = BigInteger.ZERO;
            for (int j = 0; j <= position; j++) {
                current = current.add(weights[j][segment].multiply(storedValue(j, storedLane(lane))));
            }
            expectation.node(node.divide(current, sums[segment], divisionShift, plain ? 10 : 2, plain), 16);
        }
    }

    private BigInteger score(int position, int j, int segment) {
        BigInteger score = BigInteger.ZERO;
        for (int lane = segment * image.segmentLanes; lane < (segment + 1) * image.segmentLanes; lane++) {
            BigInteger query = Exact.saturate(rotated(QUERY, position, lane, rotationShift), 16);
            score = score.add(query.multiply(storedKey(j, storedLane(lane))));
        }
        return score;
    }

    /** Query heads that share a key head stand beside each other. */
    private int storedLane(int lane) {
        int head = lane / image.segmentLanes;
        int storedHead = (head - head % image.kvShare) / image.kvShare;
        return storedHead * image.segmentLanes + lane - head * image.segmentLanes;
    }

    private BigInteger storedKey(int position, int lane) {
        return lane < storedValid
                ? Exact.saturate(rotated(KEY, position, lane, rotationShift + 5), 10)
                : BigInteger.ZERO;
    }

    private BigInteger storedValue(int position, int lane) {
        return lane < storedValid
                ? Exact.saturate(of(image.input(position, VALUE, valueOffset + lane)), 12)
                : BigInteger.ZERO;
    }

    private BigInteger rotated(int group, int position, int lane, int shift) {
        int pair = lane % image.segmentLanes / 2;
        int angle = position * image.segmentLanes / 2 + pair;
        BigInteger cosine = of(image.cosines[angle]);
        BigInteger sine = of(image.sines[angle]);
        BigInteger even = of(image.input(position, group, lane - lane % 2));
        BigInteger odd = of(image.input(position, group, lane - lane % 2 + 1));
        BigInteger turned = lane % 2 == 0
                ? even.multiply(cosine).subtract(odd.multiply(sine))
                : even.multiply(sine).add(odd.multiply(cosine));
        return round(turned, shift);
    }
}
