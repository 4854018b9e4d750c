package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxFolder.skipsPositions;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyArchitectures;
import io.github.dsllm.codegen.onnx.OnnxExport.Form;
import io.github.dsllm.codegen.onnx.OnnxWriter.Message;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Decoders of two passes in one file, as Optimum merges them. */
class MergedOnnxTest {
    private static final long SEED = 5;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "GPT2, JOINED",
        "OPT, SINGLE",
        "LLAMA3, SINGLE",
        "GPT_NEOX, BY_HEAD",
        "QWEN2, FUSED",
        "PHI, SINGLE",
        "GPT_NEO, SINGLE"
    })
    void aMergedDecoderHoldsTheModelOnce(TinyArchitectures kind, Form form) throws IOException {
        LanguageModel model = kind.model(SEED);
        byte[] graph = OnnxExport.writeMerged(model, form, OnnxWeights.FLOAT, skipsPositions(kind));
        Path path = new OnnxFolder(folder).write(kind, graph, "decoder_model_merged.onnx", config -> {});

        LanguageModel read = Models.open(path);

        assertThat(read.format()).isEqualTo("ONNX");
        OnnxFolder.requireTensors(read, model.tensors());
    }

    private Path choice(String condition, OnnxWriter out, Message... branches) throws IOException {
        out.node("", "If", List.of(condition), List.of("logits"), branches);
        return new OnnxFolder(folder)
                .write(TinyArchitectures.LLAMA3, out.output("logits").bytes());
    }

    private static Message foreign(OnnxWriter out, String branch, String operator) {
        out.beginBranch();
        out.node("com.example", operator, List.of("input_ids"), List.of("logits"));
        return out.endBranch(branch, "logits");
    }

    private static Message decoder(OnnxWriter out, String branch) {
        out.beginBranch();
        OnnxExport.into(out, TinyArchitectures.LLAMA3.model(SEED), Form.SINGLE);
        return out.endBranch(branch, "logits");
    }

    private static OnnxWriter writer() {
        return new OnnxWriter().input("use_cache_branch");
    }

    @Test
    void theOtherPassIsTakenWhereTheFirstIsNotUnderstood() throws IOException {
        OnnxWriter out = writer();
        Path path =
                choice("use_cache_branch", out, decoder(out, "then_branch"), foreign(out, "else_branch", "Unheard"));

        OnnxFolder.requireTensors(
                Models.open(path), TinyArchitectures.LLAMA3.model(SEED).tensors());
    }

    @Test
    void whereNeitherIsUnderstoodTheFirstIsExplained() throws IOException {
        OnnxWriter out = writer().input("input_ids");
        Path path = choice(
                "use_cache_branch", out, foreign(out, "then_branch", "Seen"), foreign(out, "else_branch", "Unheard"));

        assertThatThrownBy(() -> Models.open(path))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("com.example.Unheard (1 times)")
                .hasMessageNotContaining("Seen");
    }

    @Test
    void aChoiceThatTheGraphItselfMakesIsRefused() throws IOException {
        OnnxWriter out = writer();
        String condition = out.node("Not", List.of("use_cache_branch"));
        Path path = choice(condition, out, decoder(out, "then_branch"), decoder(out, "else_branch"));

        assertThatThrownBy(() -> Models.open(path)).hasMessageContaining("If (1 times)");
    }

    @Test
    void aBranchThatHandsOutTooLittleIsNoChoice() throws IOException {
        OnnxWriter out = writer();
        Message both = decoder(out, "then_branch");
        out.beginBranch();
        Message nothing = new Message().text(1, "else_branch").message(6, new Message());
        out.endBranch("unused", "unused");
        Path path = choice("use_cache_branch", out, both, nothing);

        assertThatThrownBy(() -> Models.open(path)).hasMessageContaining("If (1 times)");
    }

    @Test
    void valuesOfAnotherBranchAreNotThere() throws IOException {
        OnnxWriter out = writer();
        Message first = decoder(out, "then_branch");
        out.beginBranch();
        out.node("", "Identity", List.of("hidden of the other"), List.of("logits"));
        Path path = choice("use_cache_branch", out, first, out.endBranch("else_branch", "logits"));

        assertThatThrownBy(() -> Models.open(path))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("reads hidden of the other before it is made");
    }

    @Test
    void branchesWithinBranchesEndSomewhere() throws IOException {
        Message inner = new Message();
        for (int i = 0; i < 400; i++) {
            Message attribute = new Message().text(1, "else_branch").message(6, inner);
            inner = new Message().message(1, new Message().text(4, "If").message(5, attribute));
        }
        Path path = new OnnxFolder(folder)
                .write(TinyArchitectures.LLAMA3, new Message().message(7, inner).toBytes());

        assertThatThrownBy(() -> Models.open(path))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.onnx")
                .hasMessageContaining("branches stand within branches");
    }
}
