package io.github.dsllm.codegen.quantise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantisedModelTextTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void aModelThatIsWrittenAndReadIsTheSame(long seed) throws IOException {
        QuantisedModel model = SyntheticModels.any(seed, seed % 2 == 0 ? Numerics.DEFAULT : Numerics.FIDELITY);

        QuantisedModel read = read(text(model));

        assertThat(read).usingRecursiveComparison().isEqualTo(model);
        assertThat(read.tied()).isEqualTo(model.tied());
        assertThat(text(read)).isEqualTo(text(model));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dim 8 hid |hid |does not say the size \"dim\"",
                " mw=12 | |does not say the constant \"mw\"",
                "mw=12|mw=77|it must be 2 … 16",
                "F q bits 16|F p bits 16|has no format of state \"q\"",
                "F res bits 18: 12|F res|is not of the form",
                "epsint|epsint -5|which is not within 1",
                "lin wq 0|lin wz 0|has no matrix wq for layer 0",
                "lin wk 0 rows 4|lin wk 0 rows 2000000000|gives a size of 2000000000",
                "lin wk 0 rows 4|lin wk 0 rows 5|instead of",
                "embed_sh:|embed_sx:|is no statement",
                "gamma_final frac 11:|gamma_final frac 11: 7|one gain per channel",
                "heads 2|heads 3|perhaps you should give heads as a multiple",
                "bJa=8|bJa=2|which is not within -2 … 1",
                "exponential=cubic|exponential=table|perhaps you should use cubic",
            })
    void everyDamageIsNamedWithItsPlace(String good, String bad, String message) throws IOException {
        String text = text(small());
        assertThat(text).contains(good);

        assertThatThrownBy(() -> read(text.replaceFirst(good, bad == null ? " " : bad)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining("model.txt");
    }

    @Test
    void aTextThatEndsEarlyIsRefused() throws IOException {
        String text = text(small());

        for (int length = 0; length < text.length() - 1; length += 97) {
            String part = text.substring(0, length);
            assertThatThrownBy(() -> read(part)).as("cut at %d", length).isInstanceOf(UserError.class);
        }
    }

    @Test
    void anEmbeddingThatIsShiftedUnevenlyIsRefused() throws IOException {
        QuantisedModel model = small();
        int first = model.embedding().shifts()[0] + model.embeddingShiftOffset();
        String text = text(model).replaceFirst("embed_sh: " + first, "embed_sh: " + (first + 1));

        assertThatThrownBy(() -> read(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the embedding of token");
    }

    @Test
    void bytesThatAreNoTextAreRefused() throws IOException {
        Path file = folder.resolve("model.txt");
        Files.write(file, new byte[] {(byte) 0x80, 3, (byte) 0xff, 0});

        assertThatThrownBy(() -> QuantisedModelText.read(file, 1, List.of(1)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is not a text");
    }

    private static QuantisedModel small() {
        return SyntheticModels.model(1, Numerics.DEFAULT, 8, 6, 1, 2, 2, 2, 9, 4, true);
    }

    private static String text(QuantisedModel model) throws IOException {
        StringWriter text = new StringWriter();
        QuantisedModelTextWriter.write(model, text);
        return text.toString();
    }

    private QuantisedModel read(String text) throws IOException {
        Path file = folder.resolve("model.txt");
        Files.writeString(file, text);
        return QuantisedModelText.read(file, 1, List.of(1, 2));
    }
}
