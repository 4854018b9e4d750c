package io.github.dsllm.hw;

import chisel3.RawModule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Elaborates one unit into a directory, checks it with the lint of Verilator and runs Verilog benches on it with Icarus. */
public final class UnitBench {
    private final Path directory;

    public UnitBench(Path directory, Supplier<? extends RawModule> module) {
        this.directory = directory;
        Elaboration.write(module, directory);
    }

    /** Writes a {@code $readmemh} file. */
    public UnitBench memory(String file, LongStream words) throws IOException {
        Files.write(directory.resolve(file), words.mapToObj(Long::toHexString).toList());
        return this;
    }

    UnitBench memory(String file, int[] words) throws IOException {
        return memory(file, IntStream.of(words).asLongStream());
    }

    /** Writes a file for each memory of a core, so that tools which only read the sources find them. */
    public UnitBench emptyMemories(int tiles) throws IOException {
        for (int tile = 0; tile < tiles; tile++) {
            for (String memory : new String[] {"coupling", "scale", "gain", "program", "descriptor"}) {
                memory("tile" + tile + "_" + memory + ".mem", LongStream.of(0));
            }
        }
        for (String memory : new String[] {"rope", "exponential", "nodetable", "link"}) {
            memory(memory + ".mem", LongStream.of(0));
        }
        return this;
    }

    /** Runs a bench, whose module is named bench, and returns the lines that it displays. */
    public List<String> run(String bench) throws IOException {
        Files.writeString(directory.resolve("bench.sv"), bench);
        List<String> compile =
                new ArrayList<>(List.of("iverilog", "-g2012", "-o", "bench.vvp", "-s", "bench", "bench.sv"));
        compile.addAll(sources());
        execute(compile);
        return execute(List.of("vvp", "-n", "bench.vvp"));
    }

    /**
     * The complaints of Verilator -Wall. UNUSEDSIGNAL is waived: roundings and shifts drop bits by intention; and PINCONNECTEMPTY: firtool writes the outputs that an
     * instance leaves unused as open pins.
     */
    public List<String> lint(String top) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "verilator", "--lint-only", "-Wall", "-Wno-UNUSEDSIGNAL", "-Wno-PINCONNECTEMPTY", "--top-module", top));
        command.addAll(sources());
        return execute(command);
    }

    /** What {@code yosys -p} prints for a script that starts after the sources were read. */
    public List<String> yosys(String script) throws IOException {
        return execute(List.of("yosys", "-p", "read_verilog -sv " + String.join(" ", sources()) + "; " + script));
    }

    /** The complaints of Icarus about the sources. */
    public List<String> icarus(String top) throws IOException {
        List<String> command = new ArrayList<>(List.of("iverilog", "-g2012", "-o", "lint.vvp", "-s", top));
        command.addAll(sources());
        return execute(command);
    }

    private List<String> sources() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".sv") || file.endsWith(".v"))
                    .filter(file -> !file.equals("bench.sv"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> execute(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        List<String> lines =
                new String(process.getInputStream().readAllBytes()).lines().toList();
        try {
            if (process.waitFor() != 0) {
                throw new AssertionError(String.join(" ", command) + "\n" + String.join("\n", lines));
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return lines;
    }

    /** A number with a random number of bits between the two bounds, so that small and large ones are equally likely. */
    static long anyOf(Random random, int leastBits, int mostBits) {
        int bits = leastBits + random.nextInt(mostBits - leastBits + 1);
        return bits == 0 ? 0 : 1L << (bits - 1) | random.nextLong() & ((1L << (bits - 1)) - 1);
    }
}
