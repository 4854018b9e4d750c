package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class GgufFormatTest extends ModelFormatContract {
    private static final ModelShape SHAPE = TinyModels.shape(16, 20, 1, 2, 1, 700, 24);

    @Override
    protected ModelFormat format() {
        return new GgufFormat();
    }

    @Override
    protected Path write(Path folder, ModelShape shape, Map<String, float[]> weights) {
        return write(folder, GgufWriter.model(shape, weights));
    }

    private static Path write(Path folder, byte[] bytes) {
        Path file = folder.resolve("model.gguf");
        TinyModels.write(file, bytes);
        return file;
    }

    @Override
    protected Path weightFile(Path model) {
        return model;
    }

    @Test
    void bringsItsTokenizerAlong() {
        Path gguf = write(folder, SHAPE, TinyModels.weights(SHAPE, 1));
        Path other = TinyModels.llama2c(folder.resolve("llama2c"), SHAPE, 1);
        Tokenizer within = TokenizerLoader.forModel(gguf, null, SHAPE).orElseThrow();
        Tokenizer beside = TokenizerLoader.forModel(other, null, SHAPE).orElseThrow();

        for (String text : new String[] {"abc  de", "", " x", "grüße 🦙", "<s>"}) {
            assertThat(within.encode(text, true)).as(text).isEqualTo(beside.encode(text, true));
            assertThat(within.decode(within.encode(text, true))).isEqualTo(text);
        }
    }

    @Test
    void saysAtOnceWhatIsNotSupported() {
        GgufWriter writer = new GgufWriter()
                .text("general.architecture", "gemma")
                .text("llama.rope.scaling.type", "yarn")
                .number("llama.expert_count", 8)
                .number("llama.rope.dimension_count", 4);

        assertThatThrownBy(() -> Models.open(write(folder, writer.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(
                        "general.architecture gemma",
                        "RoPE scaling yarn",
                        "8 experts",
                        "RoPE of 4",
                        "llama.block_count is missing",
                        "perhaps");
    }

    @Test
    void refusesForeignTypesMissingAndStrangeTensorsByName() {
        GgufWriter writer = new GgufWriter()
                .shape(SHAPE)
                .tokenizer(SHAPE.vocabulary())
                .tensor("token_embd.weight", GgufType.I8, 16, 700, new byte[16 * 700])
                .tensor("output_norm.weight", 99, 16, 1, 16 * 704, new byte[0])
                .tensor("blk.0.attn_sinks.weight", GgufType.F32, 16, 1, new byte[64]);

        assertThatThrownBy(() -> Models.open(write(folder, writer.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(
                        "token_embd.weight has the type I8",
                        "output_norm.weight has the type number 99",
                        "blk.0.attn_k.weight is missing",
                        "blk.0.attn_sinks.weight has no place",
                        "Q8_0");
    }

    @Test
    void refusesTensorsThatOverlapOrLeaveTheFile() {
        GgufWriter writer = new GgufWriter()
                .tensor("a", GgufType.F32, 16, 1, new byte[64])
                .tensor("b", GgufType.F32.code(), 16, 1, 32, new byte[0])
                .tensor("c", GgufType.F32.code(), 1 << 20, 1 << 10, 64, new byte[0])
                .tensor("d", GgufType.F32.code(), 16, 1, 7, new byte[0])
                .tensor("e", GgufType.Q4_0.code(), 33, 1, 128, new byte[0])
                .tensor("f", GgufType.F32.code(), 0, 1, 128, new byte[0])
                .tensor("f", GgufType.F32.code(), 1, 1, Long.MIN_VALUE, new byte[0]);

        assertThatThrownBy(() -> Models.open(write(folder, writer.bytes())))
                .isInstanceOf(UserError.class)
                .hasMessageContainingAll(
                        "b begins within a",
                        "c needs 4294967296 bytes",
                        "d begins at 7",
                        "e has rows of shape [33]",
                        "f stands there twice",
                        "perhaps");
    }

    @Test
    void refusesCountsThatTheFileCannotHold() {
        byte[] sound = GgufWriter.model(SHAPE, TinyModels.weights(SHAPE, 1));
        for (int field : new int[] {8, 16, 24}) {
            byte[] lie = sound.clone();
            lie[field + 6] = 0x7F;

            assertThatThrownBy(() -> Models.open(write(folder, lie)))
                    .as("field at %d", field)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("damaged")
                    .hasMessageContaining("perhaps");
        }
        GgufWriter nested = new GgufWriter();
        nested.array("nested", 9, 1);
        assertThatThrownBy(() -> Models.open(write(folder, nested.bytes()))).hasMessageContaining("array of arrays");
    }

    /** Whatever bytes are flipped, the file is read or refused with one message; nothing else is thrown and nothing large is allocated. */
    @Test
    void survivesDamageAnywhereInItsHeader() {
        byte[] sound = GgufWriter.model(SHAPE, TinyModels.weights(SHAPE, 1));
        Random random = new Random(1);
        for (int attempt = 0; attempt < 3000; attempt++) {
            byte[] damaged = sound.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                int where = random.nextInt(3) == 0 ? random.nextInt(900) : random.nextInt(sound.length / 4);
                damaged[where] = (byte) random.nextInt(256);
            }
            Path file = write(folder, damaged);
            assertThatCode(() -> {
                        try {
                            TokenizerLoader.forModel(
                                    file, null, Models.open(file).shape());
                        } catch (UserError expected) {
                            assertThat(expected.getMessage()).contains("erhaps");
                        }
                    })
                    .as("attempt %d", attempt)
                    .doesNotThrowAnyException();
        }
    }
}
