package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What an instruction touches, straight from docs/isa.md §4.
 *
 * @param reads state groups whose contents it uses
 * @param writes state groups that it makes itself
 * @param arrivals state groups for whose arrival it waits
 * @param sends state groups that it sends
 */
record Footprint(List<Integer> reads, List<Integer> writes, List<Integer> arrivals, List<Integer> sends) {

    static Footprint of(Instruction instruction, Descriptor descriptor, int tile, int lanes) {
        int group = instruction.group();
        List<Integer> destination = List.of(group);
        List<Integer> source = List.of(descriptor.source());
        List<Integer> vector = groups(descriptor.source(), descriptor.count(), lanes);
        return switch (descriptor.function()) {
            case TOKEN -> tile == 0 ? local(List.of(), destination) : waiting(destination);
            case EMBED -> embed(groups(group, descriptor.count(), lanes), descriptor);
            case ARRIVE -> waiting(destination);
            case LINEAR ->
                local(
                        descriptor.has(Flag.RESIDUAL)
                                ? Stream.concat(vector.stream(), Stream.of(descriptor.second()))
                                        .toList()
                                : vector,
                        destination);
            case NORM -> local(vector, groups(group, descriptor.count(), lanes));
            case ROPE, SILU, TABLE -> local(source, destination);
            case KEY, VALUE, SCORES -> local(source, List.of());
            case ATTEND -> local(List.of(), destination);
            case PRODUCT -> local(List.of(descriptor.source(), descriptor.second()), destination);
            case SEND -> new Footprint(destination, List.of(), List.of(), destination);
            case SAMPLE -> local(vector, List.of());
        };
    }

    private static Footprint local(List<Integer> reads, List<Integer> writes) {
        return new Footprint(reads, writes, List.of(), List.of());
    }

    private static Footprint waiting(List<Integer> arrivals) {
        return new Footprint(List.of(), List.of(), arrivals, List.of());
    }

    /** Whoever holds the token's row makes and sends the groups; a tile without rows only waits. */
    private static Footprint embed(List<Integer> groups, Descriptor descriptor) {
        if (!descriptor.has(Flag.SHARED)) {
            return local(List.of(), groups);
        }
        boolean mayOwn = descriptor.second() > 0;
        return new Footprint(List.of(), mayOwn ? groups : List.of(), groups, mayOwn ? groups : List.of());
    }

    private static List<Integer> groups(int first, int count, int lanes) {
        return IntStream.range(first, first + (count + lanes - 1) / lanes)
                .boxed()
                .toList();
    }
}
