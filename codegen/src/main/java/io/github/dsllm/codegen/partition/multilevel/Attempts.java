package io.github.dsllm.codegen.partition.multilevel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Runs the attempts of a request and takes the best; the first of the best, so that the number of threads does not matter. */
final class Attempts {
    private Attempts() {}

    static PartitionState best(CompressedGraph graph, Limits limits, PartitionRequest<?> request) {
        RandomSource seeds = new RandomSource(request.seed());
        if (request.attempts() == 1 || request.threads() == 1) {
            PartitionState best = one(graph, limits, seeds.nextLong(), request.cycles());
            for (int attempt = 1; attempt < request.attempts(); attempt++) {
                best = MultilevelRun.better(best, one(graph, limits, seeds.nextLong(), request.cycles()));
            }
            return best;
        }
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(request.threads(), request.attempts()));
        try {
            List<Future<PartitionState>> running = new ArrayList<>();
            for (int attempt = 0; attempt < request.attempts(); attempt++) {
                long seed = seeds.nextLong();
                running.add(threads.submit(() -> one(graph, limits, seed, request.cycles())));
            }
            PartitionState best = get(running.get(0));
            for (int attempt = 1; attempt < running.size(); attempt++) {
                best = MultilevelRun.better(best, get(running.get(attempt)));
            }
            return best;
        } finally {
            threads.shutdownNow();
        }
    }

    private static PartitionState one(CompressedGraph graph, Limits limits, long seed, int cycles) {
        return new MultilevelRun(graph, limits, seed).partition(cycles);
    }

    private static PartitionState get(Future<PartitionState> running) {
        try {
            return running.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("partitioning was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("an attempt to partition failed", e.getCause());
        }
    }
}
