package io.github.dsllm.sim.golden.contract;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.Set;

/** A descriptor field by field; what is not set is 0. */
final class DescriptorBuilder {
    private final NodeFunction function;
    private final Set<Descriptor.Flag> flags;
    private int source;
    private int second;
    private int count;
    private int valid;
    private int shift;
    private int shift2;
    private int bits;
    private int steps;

    DescriptorBuilder(NodeFunction function, Set<Descriptor.Flag> flags) {
        this.function = function;
        this.flags = flags;
    }

    DescriptorBuilder source(int value) {
        source = value;
        return this;
    }

    DescriptorBuilder second(int value) {
        second = value;
        return this;
    }

    DescriptorBuilder count(int value) {
        count = value;
        return this;
    }

    DescriptorBuilder valid(int value) {
        valid = value;
        return this;
    }

    DescriptorBuilder shift(int value) {
        shift = value;
        return this;
    }

    DescriptorBuilder shift2(int value) {
        shift2 = value;
        return this;
    }

    DescriptorBuilder bits(int value) {
        bits = value;
        return this;
    }

    DescriptorBuilder steps(int value) {
        steps = value;
        return this;
    }

    Descriptor build() {
        return new Descriptor(function, flags, source, second, count, valid, shift, shift2, bits, steps);
    }
}
