package io.github.dsllm.codegen.chip;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads the text of a document of the user's; whatever is wrong with the file is said in one sentence. */
final class SpecFile {
    private static final long MAXIMUM_BYTES = 1 << 20;

    private SpecFile() {}

    /** @throws UserError if there is no such file, or it is no text of reasonable length */
    static String read(SpecKind kind, Path file) {
        String name = kind.label() + " " + file;
        try {
            if (Files.isDirectory(file)) {
                throw new UserError(name + " is a directory; perhaps you should name a *.yaml file in it");
            }
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new UserError(name + " has " + Files.size(file) + " bytes, at most " + MAXIMUM_BYTES
                        + " are read; perhaps you should give -D" + kind.parameter() + " the " + kind.label()
                        + " and -Ddsllm.model the model");
            }
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw new UserError("there is no " + name + "; perhaps you should " + kind.start());
        } catch (CharacterCodingException binary) {
            throw new UserError(name + " is not a text in UTF-8; perhaps it is another file");
        } catch (IOException failed) {
            throw new UserError(name + " cannot be read: " + failed.getMessage(), failed);
        }
    }
}
