package io.github.dsllm.sim.training;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Runs independent tasks on a fixed number of threads. */
final class Workers implements AutoCloseable {
    private final int threads;
    private final ExecutorService pool;

    Workers(int threads) {
        this.threads = threads;
        this.pool = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "training");
            thread.setDaemon(true);
            return thread;
        });
    }

    int threads() {
        return threads;
    }

    /** Runs tasks 0 … count − 1 and returns when all are done; the first failure is thrown on. */
    void run(int count, IntConsumer task) {
        List<Callable<Void>> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            calls.add(() -> {
                task.accept(number);
                return null;
            });
        }
        try {
            for (Future<Void> future : pool.invokeAll(calls)) {
                future.get();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("training was interrupted", interrupted);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** One part of a task. */
    @FunctionalInterface
    interface PartTask {
        /** Part {@code part} of {@code parts}. */
        void accept(int part, int parts);
    }

    /** Runs a task in as many parts as there are threads. */
    void parts(PartTask task) {
        run(threads, part -> task.accept(part, threads));
    }

    @Override
    public void close() {
        pool.shutdownNow();
    }
}
