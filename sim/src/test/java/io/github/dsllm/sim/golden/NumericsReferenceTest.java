package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.Shared;
import io.github.dsllm.codegen.assemble.TextImage;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import io.github.dsllm.codegen.layout.LayoutOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Integer vectors of a 260,000-parameter model that were made without this project: its logits at 128 positions and the tensors of 4 tokens. */
@Tag("reference")
class NumericsReferenceTest {
    private static final String FOLDER = "reference/numerics-default/";
    private static final List<Integer> PROMPT = List.of(1, 403, 407, 261, 378);
    private static final int LANES = 64;
    private static final int STORED_LANES = 32;

    private static final Map<String, String> OPERATORS = Map.ofEntries(
            Map.entry("emb", "embedding"),
            Map.entry("xn1", "norm1"),
            Map.entry("q", "wq"),
            Map.entry("qr", "rope"),
            Map.entry("k", "wkv"),
            Map.entry("kr", "key"),
            Map.entry("v", "value"),
            Map.entry("att", "attention"),
            Map.entry("res1", "wo"),
            Map.entry("xn2", "norm2"),
            Map.entry("h1", "w1"),
            Map.entry("h3", "w3"),
            Map.entry("hb", "swiglu"),
            Map.entry("res2", "w2"),
            Map.entry("xnf", "norm"),
            Map.entry("logit", "head"));

    @ParameterizedTest
    @CsvSource({"1, 1, 64", "2, 2, 16", "1, 1, 16", "1, 3, 32", "4, 4, 8", "2, 1, 128"})
    void everyLayoutGivesTheReferenceTokensAndLogits(int tileRows, int tileColumns, int lanes) throws IOException {
        List<String> expected = Files.readAllLines(Shared.file(FOLDER + "default.greedy.txt"));
        GoldenMachine machine = GoldenMachine.of(image(LayoutOptions.mesh(tileRows, tileColumns, lanes)));

        assertThat(story(machine, expected.size())).hasSize(128).isEqualTo(expected);
    }

    @Test
    void theReferenceTextExceedsNoRegisterOfTheCheckedMachine() throws IOException {
        List<String> expected = Files.readAllLines(Shared.file(FOLDER + "default.greedy.txt"));
        GoldenMachine machine = GoldenMachine.checked(image(LayoutOptions.singleTile(LANES)));

        assertThat(story(machine, expected.size())).isEqualTo(expected);
    }

    @Test
    void everyTensorOfFourTokensIsTheReference() throws IOException {
        ChipImage image = image(LayoutOptions.singleTile(LANES));
        GoldenMachine machine = GoldenMachine.of(image);
        Map<String, List<Long>> computed = Map.of();
        int compared = 0;

        for (String line : Files.readAllLines(Shared.file(FOLDER + "default.trace.txt"))) {
            String[] words = line.split("[ :]+");
            if (words[0].equals("token")) {
                computed = tensors(machine, Integer.parseInt(words[1]), Integer.parseInt(words[3]));
            } else if (OPERATORS.containsKey(words[0])) {
                String name = name(words[0], Integer.parseInt(words[1]));
                List<Long> values =
                        Arrays.stream(words).skip(2).map(Long::valueOf).toList();
                assertThat(computed.get(name).subList(0, values.size()))
                        .as("%s", line.substring(0, 20))
                        .isEqualTo(values);
                compared += values.size();
            }
        }

        assertThat(compared).isGreaterThan(4 * 5 * 1000);
    }

    private static String name(String tensor, int layer) {
        boolean outside = tensor.equals("emb") || tensor.equals("xnf") || tensor.equals("logit");
        return (outside ? -1 : layer) + " " + OPERATORS.get(tensor);
    }

    private static Map<String, List<Long>> tensors(GoldenMachine machine, int token, int position) {
        Map<String, List<Long>> tensors = new HashMap<>();
        List<OperatorTag> operators = machine.image().tiles().get(0).operators();
        for (int pc = 0; pc < operators.size(); pc++) {
            OperatorTag operator = operators.get(pc);
            ValueRecorder recorder = new ValueRecorder(position, 0, pc);
            machine.record(recorder);
            machine.force(token, position);
            long[] values = recorder.values();
            int nodes = operator.operator().equals("wkv") ? STORED_LANES : operator.elements();
            int first = operator.operator().equals("attention") ? values.length - nodes : 0;
            for (int i = first; i < first + nodes && i < values.length; i++) {
                tensors.computeIfAbsent(operator.layer() + " " + operator.operator(), key -> new ArrayList<>())
                        .add(values[i]);
            }
        }
        return tensors;
    }

    private static ChipImage image(LayoutOptions options) {
        return TextImage.build(Shared.file(FOLDER + "default.model.txt"), options);
    }

    private static List<String> story(GoldenMachine machine, int positions) {
        List<String> lines = new ArrayList<>();
        LogitHash hash = new LogitHash();
        machine.start(PROMPT, Controls.greedy());
        for (int position = 0; position < positions; position++) {
            Output output = machine.step();
            hash.add(machine);
            int next = position + 1 < PROMPT.size() ? PROMPT.get(position + 1) : output.token();
            lines.add(String.format("%d logit %d fnv64 %016x", next, machine.logit(output.token()), hash.value()));
        }
        return lines;
    }
}
