package io.github.dsllm.sim.estimate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeReaderTest {
    private static final String GPT2 = """
            {"model_type": "gpt2", "n_embd": 768, "n_layer": 12, "n_head": 12, "n_inner": null, "n_positions": 1024, "vocab_size": 50257}
            """;
    private static final String OPT = """
            {"model_type": "opt", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "ffn_dim": 200, "vocab_size": 500,
             "max_position_embeddings": 128, "word_embed_proj_dim": 64}
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException full) {
            throw new AssertionError(full);
        }
    }

    @Test
    void readsGpt2() {
        file("config.json", GPT2);

        TransformerSize size = SizeReader.read(folder);

        assertThat(size).isEqualTo(Poster.rows().get(0).size());
        assertThat(size.parameters()).isEqualTo(124_439_808);
    }

    @Test
    void readsOpt() {
        TransformerSize size = SizeReader.read(file("tiny.config.json", OPT));

        assertThat(size.hidden()).isEqualTo(200);
        assertThat(size.headSize()).isEqualTo(16);
        assertThat(size.parameters())
                .isEqualTo(
                        2 * (4 * 64 * 64 + 2 * 64 * 200 + 4 * 64 + 200 + 64 + 4 * 64) + 2 * 64 + 500 * 64 + 130 * 64);
    }

    @Test
    void namesEverythingThatIsWrong() {
        Path wrong = file(
                "config.json",
                GPT2.replace("\"n_layer\": 12", "\"n_layers\": 12").replace("50257", "\"all\""));

        assertThatThrownBy(() -> SizeReader.read(wrong))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("missing n_layer")
                .hasMessageContaining("vocab_size \"all\" (not a whole number)");
    }

    @Test
    void refusesSizesThatCannotBe() {
        Path wrong = file(
                "config.json", GPT2.replace("\"n_head\": 12", "\"n_head\": 7").replace("12,", "-3,"));
        Path deep = file("deep.config.json", GPT2.replace("\"n_layer\": 12", "\"n_layer\": 200000000"));

        assertThatThrownBy(() -> SizeReader.read(wrong))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("7 heads");
        assertThatThrownBy(() -> SizeReader.read(deep))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("layers 200000000 is outside");
    }

    @Test
    void layersWithoutStagesAreRefused() {
        Path parallel = file("config.json", """
                {"model_type": "gpt_neox", "hidden_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "intermediate_size": 200, "vocab_size": 500,
                 "max_position_embeddings": 128}
                """);

        assertThatThrownBy(() -> SizeReader.read(parallel))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("parallel residual")
                .hasMessageContaining("perhaps");
    }

    @Test
    void aModelThatIsNeitherIsReadAsTheOtherGoalsDo() {
        Path other = file("config.json", "{\"model_type\": \"mamba\"}");

        assertThatThrownBy(() -> SizeReader.read(other))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("mamba");
        assertThatThrownBy(() -> SizeReader.read(folder.resolve("nothing")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("There is no model");
    }

    @Tag("reference")
    @ParameterizedTest
    @CsvSource({
        "gpt2, 0, 124439808",
        "gpt2-medium.DERIVED, 1, 354823168",
        "opt-1.3b, 2, 1315758080",
        "opt-2.7b, 3, 2651596800",
        "llama-2-7b-chat-hf, 4, 6738415616"
    })
    void theFiveModelsOfThePosterHaveTheSizesOfTheirConfigurations(String name, int row, long parameters) {
        Path shapes = Shared.file("models/shapes");

        TransformerSize size = SizeReader.read(shapes.resolve(name + ".config.json"));

        assertThat(size).isEqualTo(Poster.rows().get(row).size());
        assertThat(size.parameters()).isEqualTo(parameters);
    }
}
