package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link ModelFormat} must keep; extend it to test your own. */
public abstract class ModelFormatContract {
    private static final long SEED = 11;

    @TempDir
    protected Path folder;

    /** The format under test. */
    protected abstract ModelFormat format();

    /** Writes these weights (by canonical name, row major) and returns what a user would name as the model. */
    protected abstract Path write(Path folder, ModelShape shape, Map<String, float[]> weights);

    /** The file that holds the last weights of a model that {@link #write} wrote. */
    protected abstract Path weightFile(Path model);

    @Test
    void isFoundAsAService() {
        assertThat(ServiceLoader.load(ModelFormat.class).stream().map(ServiceLoader.Provider::type))
                .anyMatch(type -> type == format().getClass());
        assertThat(format().name()).isNotBlank();
    }

    @Test
    void recognisesItsOwnAndNothingElse() throws IOException {
        Path model = writeSmallest();

        assertThat(format().recognises(model)).isTrue();
        assertThat(format().hasWeights(model)).isTrue();
        assertThat(format().recognises(Files.createDirectory(folder.resolve("empty"))))
                .isFalse();
        assertThat(format().recognises(Files.writeString(folder.resolve("readme.txt"), "hello")))
                .isFalse();
    }

    @Test
    void givesBackShapeAndWeights() {
        ModelShape shape = TinyModels.withOwnHead(TinyModels.smallest());
        Map<String, float[]> weights = TinyModels.weights(shape, SEED);
        Path path = write(folder, shape, weights);

        LanguageModel model = format().open(path);

        assertThat(format().shape(path)).isEqualTo(model.shape()).isEqualTo(shape);
        assertThat(model.tensors().keySet()).containsExactlyElementsOf(weights.keySet());
        weights.forEach((name, expected) ->
                assertThat(values(model.tensors().get(name))).as(name).isEqualTo(expected));
    }

    @Test
    void noticesAChangedWeight() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.smallest(), SEED);
        String digest =
                format().open(write(folder, TinyModels.smallest(), weights)).digest();
        weights.get("layers.1.w2")[3] += 1;

        assertThat(format().open(write(folder, TinyModels.smallest(), weights)).digest())
                .isNotEqualTo(digest);
    }

    @Test
    void refusesAFileThatWasCutShort() throws IOException {
        Path model = writeSmallest();
        try (FileChannel channel = FileChannel.open(weightFile(model), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - 4);
        }

        UserError error = catchThrowableOfType(UserError.class, () -> format().open(model));

        assertThat(error).isNotNull();
        assertThat(error.getMessage()).contains(weightFile(model).getFileName().toString(), "perhaps");
    }

    @Test
    void refusesWeightsThatAreNotNumbersByName() {
        Map<String, float[]> weights = TinyModels.weights(TinyModels.smallest(), SEED);
        weights.get("layers.0.wv")[0] = Float.NaN;

        UserError error = catchThrowableOfType(
                UserError.class, () -> format().open(write(folder, TinyModels.smallest(), weights)));

        assertThat(error).isNotNull();
        assertThat(error.getMessage()).contains("layers.0.wv[0, 0] is NaN");
    }

    private Path writeSmallest() {
        return write(folder, TinyModels.smallest(), TinyModels.weights(TinyModels.smallest(), SEED));
    }

    private static float[] values(Tensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        for (int row = 0; row < tensor.rows(); row++) {
            System.arraycopy(tensor.row(row), 0, values, row * tensor.columns(), tensor.columns());
        }
        return values;
    }
}
