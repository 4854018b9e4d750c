package io.github.dsllm.verification.goal;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;
import java.util.Locale;

/** Times the stages of a goal, one line each, and watches the heap. Times of measurements that the user asked for in addition are not part of the total. */
final class Stopwatch {
    private static final double NANOSECONDS = 1e9;
    private static final double MEBIBYTE = 1 << 20;

    private final Messages messages;
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();
    private final long started = System.nanoTime();
    private long apart;

    Stopwatch(Messages messages) {
        this.messages = messages;
        pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** Work with a result. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** Work without a result. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    <T> T time(String stage, Work<T> work) throws IOException {
        long start = System.nanoTime();
        T result = work.run();
        say(stage, System.nanoTime() - start);
        return result;
    }

    void time(String stage, Action action) throws IOException {
        long start = System.nanoTime();
        action.run();
        say(stage, System.nanoTime() - start);
    }

    /** As {@link #time}, but the time is not part of the total. */
    <T> T timeApart(String stage, Work<T> work) throws IOException {
        long start = System.nanoTime();
        T result = time(stage, work);
        apart += System.nanoTime() - start;
        return result;
    }

    GoalResult addTo(GoalResult result) {
        long peak =
                pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
        return result.with("seconds", (System.nanoTime() - started - apart) / NANOSECONDS, "s")
                .with("peakHeap", peak / MEBIBYTE, "MiB");
    }

    private void say(String stage, long nanoseconds) {
        messages.info(String.format(Locale.ROOT, "%-28s %6.2f s", stage, nanoseconds / NANOSECONDS));
    }
}
