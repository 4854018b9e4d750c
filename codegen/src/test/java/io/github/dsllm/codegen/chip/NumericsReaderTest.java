package io.github.dsllm.codegen.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumericsReaderTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"default", "fidelity"})
    void everyConstantWrittenOutIsReadBack(String name) throws ReflectiveOperationException {
        Numerics expected = NumericsReader.NAMED.get(name);
        ObjectNode text = new ObjectMapper().createObjectNode();
        for (RecordComponent component : Numerics.class.getRecordComponents()) {
            Object value = component.getAccessor().invoke(expected);
            text.putPOJO(
                    component.getName(),
                    value instanceof Exponential exponential
                            ? exponential.name().toLowerCase(Locale.ROOT)
                            : value);
        }

        assertThat(new NumericsReader().parse("numerics.json", text.toString())).isEqualTo(expected);
    }

    @Test
    void whatIsNotSaidComesFromTheBase() {
        Numerics numerics = parse("base: fidelity\nkeyBits: 12\nexponential: taylor3\nequaliseKeys: true\n");

        assertThat(numerics.keyBits()).isEqualTo(12);
        assertThat(numerics.exponential()).isEqualTo(Exponential.TAYLOR3);
        assertThat(numerics.equaliseKeys()).isTrue();
        assertThat(numerics.couplingBits()).isEqualTo(16);
        assertThat(parse("keyBits: 10")).isEqualTo(Numerics.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"ice40-hx8k, 8, 12", "ecp5-85f-narrow, 8, 12"})
    void theExamplesAreSound(String name, int weightFraction, int divisorBits) {
        Numerics numerics = new NumericsReader().read(Path.of("../examples/chips", name + ".numerics.yaml"));

        assertThat(numerics.weightFraction()).isEqualTo(weightFraction);
        assertThat(numerics.divisorBits()).isEqualTo(divisorBits);
    }

    @Test
    void theSchemaHasAKeyForEveryConstantInItsOrder() {
        List<String> keys = new ArrayList<>();
        new SpecSchema(SpecKind.NUMERICS)
                .source()
                .path("properties")
                .fieldNames()
                .forEachRemaining(keys::add);

        assertThat(keys)
                .containsExactlyElementsOf(Stream.concat(
                                Stream.of("$schema", "base"),
                                Arrays.stream(Numerics.class.getRecordComponents())
                                        .map(RecordComponent::getName))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "keyBit: 10 | line 1, keyBit: unknown key; did you mean keyBits?",
                "keyBits: 99 | line 1, keyBits: must have a maximum value of 16",
                "keyBits: 10 bits | line 1, keyBits: is the text \"10 bits\", but must be a whole number; perhaps you should write it like 10",
                "keyBits: 10.5 | line 1, keyBits: is 10.5, but must be a whole number",
                "exponential: cubik | line 1, exponential: is cubik, but must be one of cubic, discharge, taylor3; did you mean cubic?",
                "equaliseKeys: 1 | line 1, equaliseKeys: is 1, but must be a boolean",
                "base: best | line 1, base: is best, but must be one of default, fidelity",
                "tableFraction: 12 | line 1, tableFraction: the table's 12 binary places are fewer than the 16 of its result",
                "residualBits: 12 | line 1, residualBits: the residual stream of 12 bits is narrower",
                "keyBits: *a | line 1: YAML anchors",
                "[1] | is a list, but must be a group of keys",
            })
    void namesTheLineAndTheRemedy(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("numerics.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void allProblemsComeInOneMessage() {
        assertThatThrownBy(() -> parse("keyBits: 0\nvaluBits: 8\n"))
                .hasMessageStartingWith("numerics file numerics.yaml has 2 problems:");
    }

    @Test
    void aMissingFileADirectoryAndANameWithoutEndingHaveTheirOwnWords() throws java.io.IOException {
        NumericsReader reader = new NumericsReader();
        Path large = Files.writeString(folder.resolve("large.yaml"), "#".repeat(2_000_000));

        assertThatThrownBy(() -> reader.read(folder.resolve("none.yaml")))
                .hasMessageContaining("there is no numerics file")
                .hasMessageContaining("perhaps you should start from the example in docs/numerics.md");
        assertThatThrownBy(() -> reader.read(folder)).hasMessageContaining("is a directory");
        assertThatThrownBy(() -> reader.read(large)).hasMessageContaining("-Ddsllm.numerics the numerics file");
        assertThatThrownBy(() -> reader.parse("numerics.txt", "")).hasMessageContaining("neither *.yaml nor *.json");
    }

    private static Numerics parse(String text) {
        return new NumericsReader().parse("numerics.yaml", text);
    }
}
