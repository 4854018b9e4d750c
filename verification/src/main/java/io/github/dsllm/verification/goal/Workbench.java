package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The code of the workbench itself as an input: outputs of another build, even of the same version, are not taken for those of this one. */
final class Workbench {
    private static final List<Class<?>> GENERATOR = List.of(UserError.class, CoreGenerator.class);
    private static final List<Class<?>> ALL =
            List.of(UserError.class, CoreGenerator.class, GoldenMachine.class, Workbench.class);

    private Workbench() {}

    /** SHA-256 over all modules but the plugin. */
    static String digest() throws IOException {
        return digest(ALL);
    }

    /** SHA-256 over what makes Verilog of core parameters. */
    static String generatorDigest() throws IOException {
        return digest(GENERATOR);
    }

    private static String digest(List<Class<?>> anchors) throws IOException {
        Inputs code = new Inputs();
        for (Class<?> anchor : anchors) {
            add(code, anchor.getName(), place(anchor));
        }
        return code.digest();
    }

    private static void add(Inputs code, String name, Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            code.with(name, place);
            return;
        }
        try (Stream<Path> files = Files.walk(place)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                code.with(name + " " + place.relativize(file), file);
            }
        }
    }

    private static Path place(Class<?> anchor) {
        try {
            return Path.of(
                    anchor.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
