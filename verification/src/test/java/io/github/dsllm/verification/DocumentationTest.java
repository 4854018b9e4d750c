package io.github.dsllm.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.chip.NumericsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Keeps the documentation true where that is cheap: chip specs and numerics in it are read, and links point at files. */
class DocumentationTest {
    private static final Path ROOT = Path.of("..");
    private static final Pattern SPEC = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)\\)");

    static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            return Stream.concat(
                            Stream.of(ROOT.resolve("README.md")),
                            docs.filter(page -> page.toString().endsWith(".md")).sorted())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyChipSpecInThePageIsRight(Path page) throws IOException {
        Matcher matcher = SPEC.matcher(Files.readString(page));
        while (!page.endsWith("numerics.md") && matcher.find()) {
            assertThat(new ChipSpecReader()
                            .parse(page.getFileName() + ".yaml", matcher.group(1))
                            .name())
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkInThePageLeadsSomewhere(Path page) throws IOException {
        Matcher matcher = LINK.matcher(Files.readString(page));
        while (matcher.find()) {
            assertThat(page.resolveSibling(matcher.group(1))).exists();
        }
    }

    @Test
    void theNumericsInTheirPageAreRight() throws IOException {
        Matcher matcher = SPEC.matcher(Files.readString(ROOT.resolve("docs/numerics.md")));

        assertThat(matcher.find()).isTrue();
        assertThat(new NumericsReader().parse("numerics.yaml", matcher.group(1)).keyBits())
                .isEqualTo(12);
    }

    @Test
    void theTutorialHasAChipSpec() throws IOException {
        assertThat(SPEC.matcher(Files.readString(ROOT.resolve("docs/tutorial.md")))
                        .find())
                .isTrue();
    }
}
