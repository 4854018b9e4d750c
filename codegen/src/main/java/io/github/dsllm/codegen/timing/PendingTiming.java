package io.github.dsllm.codegen.timing;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** Which groups wait for a post task; the last writer clears. */
final class PendingTiming {
    private static final int FREE = -1;

    /** A group that settles. */
    private record Settling(long cycle, int group, int tag) {}

    private final int[] tags;
    private final Deque<Settling> settling = new ArrayDeque<>();

    PendingTiming(int groups) {
        tags = new int[groups];
        Arrays.fill(tags, FREE);
    }

    boolean isPending(int group) {
        return tags[group] != FREE;
    }

    void mark(int group, int tag) {
        tags[group] = tag;
    }

    void settles(long cycle, int group, int tag) {
        settling.add(new Settling(cycle, group, tag));
    }

    /** The end of a cycle, before its marks; whether a group settled. */
    boolean update(long cycle) {
        boolean changes = false;
        while (!settling.isEmpty() && settling.getFirst().cycle() <= cycle) {
            Settling settled = settling.removeFirst();
            if (tags[settled.group()] == settled.tag()) {
                tags[settled.group()] = FREE;
            }
            changes = true;
        }
        return changes;
    }

    long nextEvent() {
        return settling.isEmpty() ? Long.MAX_VALUE : settling.getFirst().cycle();
    }
}
