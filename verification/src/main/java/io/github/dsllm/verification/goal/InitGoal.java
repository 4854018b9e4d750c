package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.chip.ChipSpecReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Writes what a newcomer needs: a commented chip spec with its schema, a minimal pom and a unit test on the golden model. Existing files are kept. */
public final class InitGoal {
    private final Path folder;
    private final String version;
    private final Messages messages;

    /** The folder is the new project; the version that of the plugin and the libraries in the pom. */
    public InitGoal(Path folder, String version, Messages messages) {
        this.folder = folder;
        this.version = version;
        this.messages = messages;
    }

    /** Writes the files; a model that is given stands in the pom, else the user names it on the command line. */
    public void run(@Nullable Path model) throws IOException {
        write("chip.yaml", template("init-chip.yaml"));
        write("chip-spec.schema.json", resource(ChipSpecReader.class, "chip-spec.schema.json"));
        write(
                "pom.xml",
                template("init-pom.xml").replace("@version@", version).replace("@model@", modelProperty(model)));
        write("src/test/java/ChipTest.java", template("init-test.java.txt"));
        if (model != null && Files.notExists(model)) {
            messages.warn("there is no model at " + model + "; perhaps you should correct dsllm.model in pom.xml");
        }
        messages.info("Next: mvn test"
                + (model == null ? " -Ddsllm.model=<a llama2.c .bin file, a GGUF file or a Hugging Face folder>" : ""));
    }

    private static String modelProperty(@Nullable Path model) {
        return model == null
                ? ""
                : "\n    <dsllm.model>"
                        + model.toAbsolutePath()
                                .normalize()
                                .toString()
                                .replace("&", "&amp;")
                                .replace("<", "&lt;") + "</dsllm.model>";
    }

    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        if (Files.exists(file)) {
            messages.warn(name + " is there already and is kept");
            return;
        }
        Outputs.write(file, text);
        messages.info("wrote " + name);
    }

    private static String template(String name) throws IOException {
        return resource(InitGoal.class, name);
    }

    private static String resource(Class<?> neighbour, String name) throws IOException {
        try (InputStream stream = neighbour.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IOException("the jar lacks " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
