package io.github.dsllm.verification.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Pictures that a goal drew, as parts of the page. */
final class Pictures {
    private static final String NAMESPACE = " xmlns=\"http://www.w3.org/2000/svg\"";
    private static final long LARGEST = 1 << 20;

    private Pictures() {}

    /** An SVG file below its name, folded up unless {@code open}; nothing if it is too large or gone. */
    static String of(Path file, boolean open) {
        try {
            if (Files.size(file) > LARGEST) {
                return "";
            }
            String name = String.valueOf(file.getFileName()).replace(".svg", "");
            return "<details" + (open ? " open" : "") + "><summary>" + Html.escape(name) + "</summary><figure>"
                    + Files.readString(file).replace(NAMESPACE, "") + "</figure></details>\n";
        } catch (IOException gone) {
            return "";
        }
    }
}
