package io.github.dsllm.sim.training.chip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.learning.LearningChip;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.learning.LearningHead.Example;
import io.github.dsllm.codegen.learning.LearningHeads;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that learns outside of the chip from the outputs that the golden machine hands out. */
class OutsideLessonTest {
    private static final LearningHead HEAD = LearningHeads.classes(12, 4, 64);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ masterBits: 12 }",
                "{ masterBits: 0 }",
                "{ masterBits: 0, rounding: stochastic, seed: 5 }",
                "{ masterBits: 3, rounding: stochastic, seed: 77 }"
            })
    void theChipHandsOutTheOutputsOfEveryExampleExactly(String training) {
        short[] couplings = new short[HEAD.couplings().length];
        for (int i = 0; i < couplings.length; i++) {
            couplings[i] = (short) (i % 3 == 0 ? 32767 : -811 * i);
        }
        LearningHead head = HEAD.withCouplings(couplings);
        List<Integer> tokens = IntStream.range(0, 64).boxed().toList();

        double[][] outputs = new GoldenAnswers(head, chip(training)).outputs(couplings, tokens);

        boolean isSaturated = false;
        for (int token : tokens) {
            for (int i = 0; i < head.outputs(); i++) {
                long expected = output(head, head.examples().get(token), i);
                isSaturated |= expected == Short.MIN_VALUE;
                assertThat(Math.scalb(outputs[token][i], head.outputPlaces())).isEqualTo(expected);
            }
        }
        assertThat(isSaturated).as("the farthest output is handed out, too").isTrue();
    }

    /** R(Σ J x, n), saturated, in integers. */
    private static long output(LearningHead head, Example example, int i) {
        long sum = 0;
        for (int j = 0; j < head.inputs(); j++) {
            sum += (long) head.couplings()[i * head.inputs() + j]
                    * (example.x()[j] << head.format().widening());
        }
        int shift = head.format().settleShift();
        return Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, (sum + (1L << (shift - 1))) >> shift));
    }

    @Test
    void learnsAsInPlaceAndAsAlone() {
        LearningChip chip = chip("{ masterBits: 12 }");
        List<Integer> tokens =
                IntStream.range(0, 480).mapToObj(s -> s % HEAD.teaching()).toList();
        OutsideLesson outside = new OutsideLesson(HEAD, 16);
        List<Shown> ds = outside.on(new GoldenAnswers(HEAD, chip), tokens, 100, done -> {});
        List<Shown> backprop = new OutsideLesson(HEAD, 16).alone(tokens);
        GoldenTrainer golden = new GoldenTrainer(HEAD, chip.image(HEAD, false));
        List<Shown> inPlace = tokens.stream().map(golden::show).toList();

        double usual = loss(backprop);
        assertThat(usual).isLessThan(0.5 * backprop.get(0).loss());
        assertThat(loss(ds)).isCloseTo(usual, within(0.01 * usual));
        assertThat(loss(inPlace)).isCloseTo(usual, within(0.01 * usual));
        assertThat(ds).allMatch(shown -> shown.readWords() == HEAD.outputs());
        assertThat(inPlace).allMatch(shown -> shown.readWords() == 0);
        assertThat(outside.writtenCouplings())
                .isBetween((long) tokens.size(), (long) tokens.size() * HEAD.couplings().length);
    }

    @Test
    void aMachineThatAnswersWronglyIsLearntFromDifferently() {
        List<Integer> tokens = List.of(0, 1, 2, 3);
        GoldenAnswers golden = new GoldenAnswers(HEAD, chip("{ masterBits: 12 }"));
        OutsideLesson sound = new OutsideLesson(HEAD, 16);
        OutsideLesson damaged = new OutsideLesson(HEAD, 16);

        sound.on(golden, tokens, 1, done -> {});
        damaged.on(
                (couplings, shown) -> {
                    double[][] outputs = golden.outputs(couplings, shown);
                    outputs[0][1] += 0.5;
                    return outputs;
                },
                tokens,
                1,
                done -> {});

        assertThat(damaged.couplings()).isNotEqualTo(sound.couplings());
    }

    private static double loss(List<Shown> shown) {
        return shown.subList(shown.size() - 48, shown.size()).stream()
                .mapToDouble(Shown::loss)
                .average()
                .orElseThrow();
    }

    private static LearningChip chip(String training) {
        ChipSpec spec = new ChipSpecReader().parse("small.yaml", """
                name: small
                tiles: { rows: 1, columns: 1 }
                lanes: 8
                memory: { coupling: 1 Mb, state: 64 kb, keyValue: { words: 4 } }
                clock: 80 MHz
                context: 128
                training: %s
                """.formatted(training));
        return new LearningChip(spec, LearningHeads.NUMERICS);
    }
}
