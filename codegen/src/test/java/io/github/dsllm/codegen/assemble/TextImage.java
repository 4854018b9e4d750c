package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.QuantisedModelText;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the image directory of a quantised model in text form, for bring-up of machines that run images:
 *
 * <pre>
 * mvn -q -pl codegen test-compile dependency:build-classpath -Dmdep.outputFile=target/classpath
 * java -cp codegen/target/classes:codegen/target/test-classes:$(cat codegen/target/classpath) \
 *     io.github.dsllm.codegen.assemble.TextImage default.model.txt target/image 64 [tile rows] [tile columns] [trace]
 * </pre>
 *
 * From a test: {@code ChipImage image = TextImage.build(Path.of("default.model.txt"), LayoutOptions.singleTile(64))}.
 */
public final class TextImage {
    /** llama2.c starts a story with token 1 and stops at it or at 2. */
    private static final int BOS = 1;

    private static final List<Integer> STOP = List.of(1, 2);

    private TextImage() {}

    public static void main(String... arguments) {
        int lanes = Integer.parseInt(arguments[2]);
        int tileRows = arguments.length > 3 ? Integer.parseInt(arguments[3]) : 1;
        int tileColumns = arguments.length > 4 ? Integer.parseInt(arguments[4]) : 1;
        boolean trace = arguments.length > 5 && arguments[5].equals("trace");
        LayoutOptions options = LayoutOptions.mesh(tileRows, tileColumns, lanes).withTrace(trace);
        ImageFiles.write(build(Path.of(arguments[0]), options), Path.of(arguments[1]));
    }

    public static ChipImage build(Path text, LayoutOptions options) {
        QuantisedModel model = QuantisedModelText.read(text, BOS, STOP);
        return new ImageBuilder(options).build("text", model, "");
    }
}
