package io.github.dsllm.codegen.hub;

import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.List;

/** The smallest model that tells stories: 260,000 parameters, 1 MB (karpathy/tinyllamas, MIT licence); {@code ./demo --model stories260K} fetches it. */
public final class Stories260K {
    private static final String REPOSITORY = "karpathy/tinyllamas";

    static final List<HubFile> FILES = List.of(
            new HubFile(
                    REPOSITORY,
                    "main",
                    "stories260K/stories260K.bin",
                    1_056_540,
                    "b0a507e7ad0f626624f17112325e66691f9076d622e1d3274d103d00299f2696"),
            new HubFile(
                    REPOSITORY,
                    "main",
                    "stories260K/tok512.bin",
                    6_227,
                    "037cb335abb25d1fa9e8ecae30ed2a3a8ace9302862ebcdc05d51a6bbb10c312"));

    private Stories260K() {}

    /** Fetches the model and its tokenizer into the folder that the only argument names. */
    public static void main(String[] arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: Stories260K FOLDER");
            System.exit(2);
        }
        try {
            fetch(new HubDownload(HubDownload.HUGGING_FACE), Path.of(arguments[0]));
        } catch (UserError error) {
            System.err.println(error.getMessage());
            System.exit(1);
        }
    }

    static void fetch(HubDownload hub, Path folder) {
        for (HubFile file : FILES) {
            hub.fetch(file, folder.resolve(Path.of(file.path()).getFileName().toString()));
        }
    }
}
