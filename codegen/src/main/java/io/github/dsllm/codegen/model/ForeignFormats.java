package io.github.dsllm.codegen.model;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Says why a known but unsupported format is refused, and what to convert it to. */
final class ForeignFormats {
    private static final List<String> PICKLE_ENDINGS = List.of(".pt", ".pth", ".ckpt", ".pkl", ".pickle");
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final int PICKLE_PROTOCOL = 0x80;

    private ForeignFormats() {}

    static void refuse(Path path) {
        if (!Files.isRegularFile(path)) {
            return;
        }
        String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
        byte[] start = start(path);
        boolean pickled = name.endsWith(".bin")
                && (Arrays.equals(start, ZIP)
                        || start.length > 1 && (start[0] & 0xff) == PICKLE_PROTOCOL && start[1] <= 5 && start[1] >= 2);
        if (pickled
                || name.startsWith("pytorch_model") && name.endsWith(".bin")
                || PICKLE_ENDINGS.stream().anyMatch(name::endsWith)) {
            throw pickle(path);
        }
    }

    static UserError pickle(Path path) {
        return new UserError(
                path + " is a Python pickle, which can run any program while it is read and is therefore refused;"
                        + " perhaps you should convert it where you trust it: model.save_pretrained(folder, safe_serialization=True) writes model.safetensors.");
    }

    private static byte[] start(Path path) {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(4);
        } catch (IOException e) {
            throw new UserError(path + " cannot be read: " + e.getMessage(), e);
        }
    }
}
