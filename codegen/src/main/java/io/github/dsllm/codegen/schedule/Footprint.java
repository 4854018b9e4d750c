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
 */
record Footprint(List<Integer> reads, List<Integer> writes, List<Integer> arrivals) {

    static Footprint of(Instruction instruction, Descriptor descriptor, int tile, int lanes) {
        int group = instruction.group();
        List<Integer> destination = List.of(group);
        List<Integer> source = List.of(descriptor.source());
        List<Integer> vector = groups(descriptor.source(), descriptor.count(), lanes);
        return switch (descriptor.function()) {
            case TOKEN -> tile == 0 ? local(List.of(), destination) : waiting(destination);
            case EMBED -> local(List.of(), groups(group, descriptor.count(), lanes));
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
            case ATTEND, CLAMP -> local(List.of(), destination);
            case PRODUCT -> local(List.of(descriptor.source(), descriptor.second()), destination);
            case SEND -> local(destination, List.of());
            case SAMPLE -> local(vector, List.of());
            case EVOLVE ->
                local(Stream.concat(vector.stream(), Stream.of(group)).toList(), List.of());
            case RELOAD, STORE -> local(List.of(), List.of());
        };
    }

    private static Footprint local(List<Integer> reads, List<Integer> writes) {
        return new Footprint(reads, writes, List.of());
    }

    private static Footprint waiting(List<Integer> arrivals) {
        return new Footprint(List.of(), List.of(), arrivals);
    }

    private static List<Integer> groups(int first, int count, int lanes) {
        return IntStream.range(first, first + (count + lanes - 1) / lanes)
                .boxed()
                .toList();
    }
}
