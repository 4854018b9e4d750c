package io.github.dsllm.codegen.schedule;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes vector clocks that share what they have in common, so that thousands of tiles that learn the same from each other cost little more than one: a clock is an
 * immutable tree, and what two clocks gave is remembered for a while. Joining costs O(components in which the two differ).
 */
final class Clocks {
    private static final int BITS = 4;
    private static final int FAN_OUT = 1 << BITS;

    /** A clock: how many events of each component are known to have happened. */
    static final class Clock {
        private final int id;
        private final int[] counts;
        private final Clock[] parts;

        private Clock(int id, int[] counts, Clock[] parts) {
            this.id = id;
            this.counts = counts;
            this.parts = parts;
        }
    }

    /** The latest results, each in the place to which its operands lead. */
    private static final class Memory {
        private static final int BITS = 18;
        private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

        private final long[] keys = new long[1 << BITS];
        private final @Nullable Clock[] results = new Clock[1 << BITS];

        @Nullable
        Clock get(long key) {
            int place = place(key);
            return keys[place] == key ? results[place] : null;
        }

        void put(long key, Clock result) {
            int place = place(key);
            keys[place] = key;
            results[place] = result;
        }

        private static int place(long key) {
            return (int) (key * GOLDEN_RATIO >>> Long.SIZE - BITS);
        }
    }

    private final Memory joins = new Memory();
    private final Memory meets = new Memory();
    private final int levels;
    private final Clock zero;
    private int made;

    /** @param components components of a clock */
    Clocks(int components) {
        int depth = 0;
        Clock level = new Clock(made++, new int[FAN_OUT], new Clock[0]);
        for (long reach = FAN_OUT; reach < components; reach <<= BITS) {
            Clock[] parts = new Clock[FAN_OUT];
            Arrays.fill(parts, level);
            level = new Clock(made++, new int[0], parts);
            depth++;
        }
        levels = depth;
        zero = level;
    }

    /** The clock that knows of nothing. */
    Clock zero() {
        return zero;
    }

    int get(Clock clock, int component) {
        Clock part = clock;
        for (int level = levels; level > 0; level--) {
            part = part.parts[component >> level * BITS & (FAN_OUT - 1)];
        }
        return part.counts[component & (FAN_OUT - 1)];
    }

    Clock with(Clock clock, int component, int count) {
        return with(clock, component, count, levels);
    }

    private Clock with(Clock clock, int component, int count, int level) {
        int index = component >> level * BITS & (FAN_OUT - 1);
        if (level == 0) {
            int[] counts = clock.counts.clone();
            counts[index] = count;
            return new Clock(made++, counts, clock.parts);
        }
        Clock[] parts = clock.parts.clone();
        parts[index] = with(parts[index], component, count, level - 1);
        return new Clock(made++, clock.counts, parts);
    }

    /** What two clocks know together: the greater of each component. */
    Clock join(Clock a, Clock b) {
        return combine(a, b, true, joins);
    }

    /** What both clocks know: the lesser of each component. */
    Clock meet(Clock a, Clock b) {
        return combine(a, b, false, meets);
    }

    private Clock combine(Clock a, Clock b, boolean isJoin, Memory known) {
        if (a == b) {
            return a;
        }
        long key = (long) Math.min(a.id, b.id) << Integer.SIZE | Math.max(a.id, b.id);
        Clock before = known.get(key);
        if (before != null) {
            return before;
        }
        Clock result = a.parts.length == 0 ? combineLeaves(a, b, isJoin) : combineParts(a, b, isJoin, known);
        known.put(key, result);
        return result;
    }

    private Clock combineLeaves(Clock a, Clock b, boolean isJoin) {
        int[] counts = new int[FAN_OUT];
        for (int i = 0; i < FAN_OUT; i++) {
            counts[i] = isJoin ? Math.max(a.counts[i], b.counts[i]) : Math.min(a.counts[i], b.counts[i]);
        }
        if (Arrays.equals(counts, a.counts)) {
            return a;
        }
        return Arrays.equals(counts, b.counts) ? b : new Clock(made++, counts, a.parts);
    }

    private Clock combineParts(Clock a, Clock b, boolean isJoin, Memory known) {
        Clock[] parts = new Clock[FAN_OUT];
        boolean isA = true;
        boolean isB = true;
        for (int i = 0; i < FAN_OUT; i++) {
            parts[i] = combine(a.parts[i], b.parts[i], isJoin, known);
            isA &= parts[i] == a.parts[i];
            isB &= parts[i] == b.parts[i];
        }
        if (isA) {
            return a;
        }
        return isB ? b : new Clock(made++, a.counts, parts);
    }
}
