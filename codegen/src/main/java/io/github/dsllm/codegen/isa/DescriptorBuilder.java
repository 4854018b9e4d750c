package io.github.dsllm.codegen.isa;

import java.util.EnumSet;
import java.util.Set;

/** Makes a {@link Descriptor} field by field; what is not set is 0. */
public final class DescriptorBuilder {
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

    public DescriptorBuilder(NodeFunction function) {
        this.function = function;
    }

    /** Begins with the fields of another descriptor. */
    public static DescriptorBuilder of(Descriptor descriptor) {
        return new DescriptorBuilder(descriptor.function())
                .flags(descriptor.flags())
                .source(descriptor.source())
                .second(descriptor.second())
                .count(descriptor.count())
                .valid(descriptor.valid())
                .shift(descriptor.shift())
                .shift2(descriptor.shift2())
                .bits(descriptor.bits())
                .steps(descriptor.steps());
    }

    public DescriptorBuilder flags(Set<Descriptor.Flag> value) {
        flags = value;
        return this;
    }

    public DescriptorBuilder source(int value) {
        source = value;
        return this;
    }

    public DescriptorBuilder second(int value) {
        second = value;
        return this;
    }

    public DescriptorBuilder count(int value) {
        count = value;
        return this;
    }

    public DescriptorBuilder valid(int value) {
        valid = value;
        return this;
    }

    public DescriptorBuilder shift(int value) {
        shift = value;
        return this;
    }

    public DescriptorBuilder shift2(int value) {
        shift2 = value;
        return this;
    }

    public DescriptorBuilder bits(int value) {
        bits = value;
        return this;
    }

    public DescriptorBuilder steps(int value) {
        steps = value;
        return this;
    }

    /**
     * @throws IllegalArgumentException if a field does not fit its bits
     */
    public Descriptor build() {
        return new Descriptor(function, flags, source, second, count, valid, shift, shift2, bits, steps);
    }
}
