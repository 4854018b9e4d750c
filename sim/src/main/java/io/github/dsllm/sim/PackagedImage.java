package io.github.dsllm.sim;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads a chip image that travels in the class path, in a folder or a jar. The generated facade of a chip uses it. */
public final class PackagedImage {
    private PackagedImage() {}

    /**
     * Reads the image files that lie beside each other in the class path.
     *
     * @param anchor class whose loader finds them
     * @param folder absolute resource folder that ends with a slash
     * @param files names of the files
     * @throws UserError if one is missing or the image is damaged
     */
    public static ChipImage read(Class<?> anchor, String folder, List<String> files) {
        try {
            Path copy = Files.createTempDirectory("dsllm-image");
            try {
                for (String file : files) {
                    copy(anchor, folder + file, copy.resolve(file));
                }
                return ImageFiles.read(copy);
            } finally {
                for (String file : files) {
                    Files.deleteIfExists(copy.resolve(file));
                }
                Files.delete(copy);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static void copy(Class<?> anchor, String resource, Path file) throws IOException {
        try (InputStream stream = anchor.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new UserError(
                        "the class path has no " + resource
                                + "; perhaps you should run the goal generate before the resources are copied (phase generate-sources)");
            }
            Files.copy(stream, file);
        }
    }
}
