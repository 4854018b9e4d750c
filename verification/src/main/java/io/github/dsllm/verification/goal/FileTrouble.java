package io.github.dsllm.verification.goal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What to tell a user about a file that cannot be read or written: systems give the bare path or a word. */
public final class FileTrouble {
    private static final String REMEDY = "perhaps you should give another folder with -Ddsllm.outputDirectory=";

    private FileTrouble() {}

    /** One sentence with place and remedy. */
    public static String describe(Exception error) {
        IOException cause = error instanceof UncheckedIOException unchecked ? unchecked.getCause() : null;
        Exception inner = cause == null ? error : cause;
        String reason = String.valueOf(inner.getMessage());
        if (reason.contains("No space left on device") || reason.contains("Disk quota exceeded")) {
            return "the disk is full: " + reason
                    + "; nothing half-written is taken for a result; perhaps you should free space or give -Ddsllm.outputDirectory=";
        }
        if (inner instanceof AccessDeniedException) {
            return "no permission to read or write " + reason + "; " + REMEDY + " or change the permission";
        }
        if (inner instanceof NoSuchFileException) {
            return reason + " does not exist and cannot be made, or was removed during the work; " + REMEDY;
        }
        return "reading or writing failed: " + reason + (inner instanceof FileSystemException ? "; " + REMEDY : "");
    }
}
