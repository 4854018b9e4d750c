package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.NodeFunction;
import java.util.EnumSet;
import java.util.Set;

/** A descriptor field by field; what is not set is 0. */
final class DescriptorBuilder {
    private final NodeFunction function;
    private Set<Descriptor.Flag> flags = EnumSet.noneOf(Descriptor.Flag.class);
    private int source;
    private int second;
    private int count;
    private int valid;
    private int shift;
    private int shift2;
    private int bits;
    private int steps;

    DescriptorBuilder(NodeFunction function) {
        this.function = function;
    }

    DescriptorBuilder flags(Set<Descriptor.Flag> value) {
        flags = value;
        return this;
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
