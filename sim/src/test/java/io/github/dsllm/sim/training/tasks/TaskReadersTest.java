package io.github.dsllm.sim.training.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskReadersTest {
    @TempDir
    Path folder;

    @Test
    void readsSingleTextsUnderEitherNameOfTheColumn() throws IOException {
        write("train.tsv", "text\tlabel\ngood film \t1\n\"bad\" film\t0\n");
        write("dev.tsv", "sentence\tlabel\r\nso so\t0\r\n");

        TaskData task = TaskReader.named("sst2").read(folder, 0);

        assertThat(task.training())
                .containsExactly(new Example("good film", "", 1), new Example("\"bad\" film", "", 0));
        assertThat(task.validation()).containsExactly(new Example("so so", "", 0));
        assertThat(task.classes()).containsExactly("negative", "positive");
        assertThat(task.split()).isEqualTo("train.tsv and dev.tsv");
    }

    @Test
    void readsPairsWithAByteOrderMark() throws IOException {
        String header = "\uFEFFQuality\t#1 ID\t#2 ID\t#1 String\t#2 String\r\n";
        write("msr_paraphrase_train.txt", header + "1\t3\t4\tHe \"said\" so.\tSo he said.\r\n");
        write("msr_paraphrase_test.txt", header + "0\t3\t4\ta\tb\r\n");

        TaskData task = TaskReader.named("mrpc").read(folder, 0);

        assertThat(task.training()).containsExactly(new Example("He \"said\" so.", "So he said.", 1));
        assertThat(task.validation()).containsExactly(new Example("a", "b", 0));
    }

    @Test
    void readsAFileWithoutAHeader() throws IOException {
        write("train.tsv", "index\tsentence1\tsentence2\tlabel\n0\ta\tb\tentailment\n");
        write("val.tsv", "2\tc\td\tnot_entailment\n");

        TaskData task = TaskReader.named("rte").read(folder, 0);

        assertThat(task.training()).containsExactly(new Example("a", "b", 0));
        assertThat(task.validation()).containsExactly(new Example("c", "d", 1));
    }

    @Test
    void quotesAreTakenOffAndMissingLabelsLeftOut() throws IOException {
        String rows = IntStream.range(0, 50)
                .mapToObj(i -> i + "\tx\t\"\"\"Why\"\" " + i + "?\"\tb\t" + (i % 2) + ".0\n")
                .reduce("", String::concat);
        write("quora-dev.csv", "\tid\tsentence1\tsentence2\tis_duplicate\n" + rows + "7\tx\tc\t\t\n8\tx\td\te\t-1\n");

        TaskData task = TaskReader.named("qqp").read(folder, 3);

        assertThat(task.unlabelled()).isEqualTo(2);
        assertThat(task.training()).contains(new Example("\"Why\" " + first(task) + "?", "b", first(task) % 2));
        assertThat(task.training().size() + task.validation().size()).isEqualTo(50);
    }

    private static int first(TaskData task) {
        return Integer.parseInt(task.training().get(0).first().replaceAll("\\D", ""));
    }

    @Test
    void oneLabelledFileIsSplitByASeededHashOfTheTexts() throws IOException {
        List<String> lines = new ArrayList<>(List.of("index\tquestion\tsentence\tlabel"));
        for (int i = 0; i < 1000; i++) {
            lines.add(i + "\tq" + i % 500 + "\ts" + i % 500 + "\tentailment");
        }
        write("dev.tsv", String.join("\n", lines));

        TaskData once = TaskReader.named("qnli").read(folder, 1);
        TaskData again = TaskReader.named("qnli").read(folder, 1);
        TaskData other = TaskReader.named("qnli").read(folder, 2);

        assertThat(once.validation()).hasSizeBetween(150, 250).doesNotContainAnyElementsOf(once.training());
        assertThat(once.training()).hasSize(1000 - once.validation().size());
        assertThat(again).isEqualTo(once);
        assertThat(other.validation()).isNotEqualTo(once.validation());
        assertThat(once.split()).isEqualTo("80/20 of dev.tsv by a hash with the seed 1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'a good film' | line 3: 1 columns instead of 2",
                "'a\tb\t1'     | line 3: 3 columns instead of 2",
                "'a film\t2'   | line 3: the label 2 is none of the 2 classes (0, 1)",
                "'a film\tyes' | line 3: the label yes is none of the 2 classes (0, 1)",
                "'  \t1'       | line 3: a label without a text"
            })
    void badLinesAreNamed(String line, String why) throws IOException {
        write("train.tsv", "text\tlabel\nfine\t1\n" + line.replace("'", "") + "\nfine\t0\n");
        write("dev.tsv", "text\tlabel\nfine\t1\n");

        assertThatThrownBy(() -> TaskReader.named("sst2").read(folder, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("train.tsv has 1 bad line:")
                .hasMessageContaining(why)
                .hasMessageContaining("perhaps it is the file of another task, or damaged");
    }

    @Test
    void allBadLinesAreInOneMessageButNotMoreThanTen() throws IOException {
        write("dev.tsv", "text\tlabel\n" + "x\n".repeat(14) + "x\t1\n");

        assertThatThrownBy(() -> TaskReader.named("sst2").read(folder, 0))
                .hasMessageContaining("dev.tsv has 14 bad lines:")
                .hasMessageContaining("line 11: 1 columns")
                .hasMessageContaining("and 4 more")
                .hasMessageNotContaining("line 12");
    }

    @Test
    void filesThatAreMissingUnlabelledOrOfAnotherTaskAreRefused() throws IOException {
        assertThatThrownBy(() -> TaskReader.named("rte").read(folder, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "of the task rte has none of dev.tsv, val.tsv; perhaps you should check the path");

        write("dev.tsv", "index\tsentence1\tsentence2\n0\ta\tb\n");
        assertThatThrownBy(() -> TaskReader.named("rte").read(folder, 0))
                .hasMessage(
                        "the task rte has no labelled example to train on; perhaps you should take files with a column of labels");

        write("dev.tsv", "index\tquestion\tanswer\tlabel\n0\ta\tb\tentailment\n");
        assertThatThrownBy(() -> TaskReader.named("qnli").read(folder, 0))
                .hasMessageContaining(
                        "dev.tsv, line 1: no column is called sentence among [index, question, answer, label]");
    }

    @Test
    void anUnknownTaskIsRefusedWithASuggestion() {
        assertThatThrownBy(() -> TaskReader.named("qnl"))
                .isInstanceOf(UserError.class)
                .hasMessage("the task qnl is none of mrpc, qnli, qqp, rte, sst2; did you mean qnli?");
    }

    @Test
    void aLabelThatIsNoClassIsRefusedWhoeverReadIt() {
        List<Example> three = List.of(new Example("a", "", 2));

        assertThatThrownBy(() -> new TaskData("mine", List.of("no", "yes"), three, three, 0, "given"))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the task mine has 2 classes, but an example of class 2; perhaps its reader counts classes from 1");
    }

    @Test
    void theMajorityIsThatOfTheTrainingExamplesMeasuredOnTheOthers() {
        List<Example> training = List.of(example(1), example(1), example(0));
        List<Example> validation = List.of(example(0), example(0), example(0), example(1));

        assertThat(new TaskData("mine", List.of("no", "yes"), training, validation, 0, "given").majority())
                .isEqualTo(0.25);
    }

    private static Example example(int label) {
        return new Example("a", "", label);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
