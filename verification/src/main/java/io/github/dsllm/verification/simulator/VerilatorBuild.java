package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.hw.board.BoardGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Turns RTL and harness into an executable. A build is kept under the digest of everything that went into it, so an unchanged core is built once. */
final class VerilatorBuild {
    private final String verilator;
    private final CoreBuild request;
    private final boolean shortStories;
    private final String version;
    private final String top;
    private final String main;
    private final SortedMap<String, String> harness;

    VerilatorBuild(String verilator, CoreBuild request, boolean shortStories) {
        this(
                verilator,
                request,
                shortStories,
                CoreGenerator.TOP,
                HarnessSource.MAIN,
                HarnessSource.of(request.core(), request.waveforms()));
    }

    private VerilatorBuild(
            String verilator,
            CoreBuild request,
            boolean shortStories,
            String top,
            String main,
            SortedMap<String, String> harness) {
        this.verilator = verilator;
        this.request = request;
        this.shortStories = shortStories;
        this.version = VerilatorVersion.require(verilator);
        this.top = top;
        this.main = main;
        this.harness = harness;
    }

    /** The build of a board's top level that stands in a directory. */
    static VerilatorBuild ofBoard(String verilator, BoardParameters board, Path rtl, Path cache, boolean shortStories) {
        return new VerilatorBuild(
                verilator,
                new CoreBuild(rtl, board.core(), Profile.FAST, false, cache),
                shortStories,
                BoardGenerator.TOP,
                HarnessSource.BOARD_MAIN,
                HarnessSource.of(board));
    }

    /** Path of the executable, built if need be. */
    Path executable() {
        List<Path> sources = sources();
        try {
            Path kept = request.cache().toAbsolutePath().resolve("verilator-" + digest(sources));
            Path executable = kept.resolve(executableName());
            if (!Files.isExecutable(executable)) {
                Path aside = Files.createDirectories(request.cache()
                        .toAbsolutePath()
                        .resolve(kept.getFileName() + ".new"
                                + ProcessHandle.current().pid()));
                try {
                    build(aside, sources);
                    delete(kept);
                    Files.move(aside, kept);
                } finally {
                    delete(aside);
                }
            }
            return executable;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String executableName() {
        return top + "Harness";
    }

    private void build(Path directory, List<Path> sources) throws IOException {
        for (var file : harness.entrySet()) {
            Files.writeString(directory.resolve(file.getKey()), file.getValue());
        }
        Path objects = Files.createDirectory(directory.resolve("objects"));
        List<String> command = new ArrayList<>(List.of(verilator));
        command.addAll(flags());
        command.addAll(List.of("--Mdir", objects.toString(), "-o", executableName()));
        command.addAll(List.of("-CFLAGS", "-I" + directory));
        command.add(directory.resolve(main).toString());
        sources.forEach(source -> command.add(source.toString()));
        VerilatorRuntime runtime = new VerilatorRuntime(request.cache().toAbsolutePath(), version + flags());
        runtime.lendTo(objects);
        ToolRun.output(directory, command, VerilatorVersion.INSTALL);
        runtime.keepFrom(objects);
        Files.move(objects.resolve(executableName()), directory.resolve(executableName()));
        delete(objects);
    }

    private List<String> flags() {
        List<String> flags = new ArrayList<>(List.of(
                "--cc",
                "--exe",
                "--build",
                "-j",
                "2",
                "--top-module",
                top,
                "-O3",
                "-Wno-fatal",
                "--output-split",
                "20000",
                // wide words are copied in one piece, which g++ makes vector moves of
                "--reloop-limit",
                "1000",
                // sharing expressions between lanes makes wires of them, which are computed in every cycle
                "-fno-dfg-post-inline",
                "-CFLAGS",
                "-std=c++17"));
        if (request.profile() == Profile.FAST) {
            flags.addAll(List.of("--x-assign", "fast", "--x-initial", "fast", "--noassert"));
        } else {
            flags.addAll(List.of("--x-assign", "unique", "--x-initial", "unique", "--assert"));
        }
        flags.addAll(List.of("-MAKEFLAGS", "OPT_FAST=" + optimisation()));
        if (request.waveforms()) {
            flags.add("--trace-fst");
        }
        return flags;
    }

    private String optimisation() {
        if (shortStories) {
            return "-O0";
        }
        return request.profile() == Profile.FAST && !request.waveforms() ? "-O2" : "-O1";
    }

    private List<Path> sources() {
        try (Stream<Path> files = Files.list(request.rtl())) {
            List<Path> sources = files.filter(file ->
                            file.toString().endsWith(".sv") || file.toString().endsWith(".v"))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
            if (sources.isEmpty()) {
                throw new UserError(request.rtl() + " holds no SystemVerilog, perhaps you should run generate first");
            }
            return sources;
        } catch (IOException e) {
            throw new UserError(
                    "the RTL in " + request.rtl() + " cannot be read, perhaps you should run generate first", e);
        }
    }

    private String digest(List<Path> sources) throws IOException {
        MessageDigest sha = sha256();
        for (Path source : sources) {
            update(sha, source.getFileName().toString());
            update(sha, Files.readString(source));
        }
        harness.forEach((name, text) -> update(sha, name + "\n" + text));
        update(sha, version + flags());
        return HexFormat.of().formatHex(sha.digest()).substring(0, 32);
    }

    private static void update(MessageDigest sha, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        sha.update((bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
        sha.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static void delete(Path directory) throws IOException {
        if (Files.notExists(directory)) {
            return;
        }
        List<Path> deepestFirst;
        try (Stream<Path> all = Files.walk(directory)) {
            deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : deepestFirst) {
            Files.delete(each);
        }
    }
}
