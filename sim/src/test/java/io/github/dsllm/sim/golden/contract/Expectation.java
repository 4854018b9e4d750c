package io.github.dsllm.sim.golden.contract;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** Collects the expected values of one instruction, position by position. */
final class Expectation {
    private final List<List<Long>> values = new ArrayList<>();
    private final List<Integer> saturations = new ArrayList<>();

    void nextPosition() {
        values.add(new ArrayList<>());
        saturations.add(0);
    }

    void value(BigInteger value) {
        values.get(values.size() - 1).add(value.longValueExact());
    }

    /** A node that saturates; returns what is left of it. */
    BigInteger node(BigInteger value, int bits) {
        BigInteger saturated = Exact.saturate(value, bits);
        node(saturated, !saturated.equals(value));
        return saturated;
    }

    void node(BigInteger saturated, boolean wasClamped) {
        value(saturated);
        saturations.set(saturations.size() - 1, saturations.get(saturations.size() - 1) + (wasClamped ? 1 : 0));
    }

    FunctionCase of(String name, FunctionImage image, int pc) {
        return new FunctionCase(name, image.build(), image.prompt(), pc, values, saturations);
    }
}
