package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.dsllm.codegen.chip.CouplingTraining;
import io.github.dsllm.codegen.chip.UpdateRounding;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.learning.LearningCore;
import io.github.dsllm.codegen.learning.LearningHead;
import io.github.dsllm.codegen.learning.LearningHeads;
import io.github.dsllm.codegen.learning.LearningImage;
import io.github.dsllm.sim.physics.CouplingEvolution;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Heads learn on the golden machine as the definition says, bit for bit, and as the equation of couplings that evolve says, as far as integers allow. */
class LearningImageTest {
    private static final int LANES = 8;
    private static final int SHOWN = 200;

    static Stream<Arguments> heads() {
        return Stream.of(
                        LearningHeads.teacher(11, 5, 20, 3),
                        LearningHeads.teacher(3, 11, 20, 1),
                        LearningHeads.classes(9, 4, 40))
                .flatMap(head -> Stream.of(
                                LearningHeads.MASTERS,
                                LearningHeads.RANDOM,
                                new CouplingTraining(3, UpdateRounding.STOCHASTIC, -7))
                        .map(training -> Arguments.of(head, training)));
    }

    @ParameterizedTest
    @MethodSource("heads")
    void everyCouplingIsThatOfTheDefinition(LearningHead head, CouplingTraining training) {
        ChipImage image = image(head, training);
        DefinedHead defined = new DefinedHead(head, training, LearningHeads.NUMERICS, LANES, image.nodeTable());
        long[][] start = masters(defined);
        long[][] golden = learn(GoldenMachine.checked(image), head, SHOWN);

        for (int shown = 0; shown < SHOWN; shown++) {
            defined.show(shown % head.examples().size());
        }

        assertThat(golden).isDeepEqualTo(masters(defined));
        assertThat(Arrays.deepEquals(golden, start)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("heads")
    void oneCouplingThatBeginsElsewhereIsSeen(LearningHead head, CouplingTraining training) {
        short[] couplings = head.couplings().clone();
        couplings[couplings.length / 2]++;
        LearningHead other = new LearningHead(
                head.name(),
                head.node(),
                head.inputs(),
                head.outputs(),
                couplings,
                head.examples(),
                head.teaching(),
                head.format(),
                head.loops());
        ChipImage image = image(head, training);
        DefinedHead defined = new DefinedHead(other, training, LearningHeads.NUMERICS, LANES, image.nodeTable());

        defined.show(0);

        assertThat(Arrays.deepEquals(learn(GoldenMachine.of(image), head, 1), masters(defined)))
                .isFalse();
    }

    @Test
    void aResetGivesBackTheCouplingsOfTheImage() {
        LearningHead head = LearningHeads.teacher(11, 5, 20, 3);
        GoldenMachine machine = GoldenMachine.of(image(head, LearningHeads.RANDOM));
        long[][] first = learn(machine, head, SHOWN);

        machine.reset();

        assertThat(learn(machine, head, SHOWN)).isDeepEqualTo(first);
    }

    @Test
    void theHostWritesOneWordPerUpdateAndReadsNone() {
        LearningHead head = LearningHeads.classes(9, 4, 40);
        GoldenMachine machine = GoldenMachine.of(image(head, LearningHeads.MASTERS));
        int[] hostReadWords = new int[1];
        machine.stored((word, masters) -> hostReadWords[0] += masters.length);
        List<Integer> shown =
                IntStream.range(0, SHOWN).mapToObj(s -> s % head.teaching()).toList();
        machine.start(shown, Controls.greedy().withLimit(1));

        for (int step = 1; step < SHOWN; step++) {
            hostReadWords[0] += machine.step().offered() ? 1 : 0;
        }

        assertThat(hostReadWords[0]).isZero();
        assertThat(machine.step().offered())
                .as("the answer to the last example")
                .isTrue();
        machine.force(head.storeToken(), 0);
        assertThat(hostReadWords[0]).as("the couplings, once").isEqualTo(9 * LANES);
    }

    @Test
    void onePairInTurnFollowsTheEquationOfCouplingsThatEvolve() {
        LearningHead head = LearningHeads.teacher(6, 3, 10, 1);
        GoldenMachine machine = GoldenMachine.of(image(head, LearningHeads.MASTERS));
        long[][] integers = learn(machine, head, 1000);
        double[][] exact = new double[3][6];
        // an Euler step of the time 1 with 2η = 2^−rate; the exact flow differs by the square of its decay, which fades
        // as the losses do
        new CouplingEvolution(Math.scalb(1.0, -head.format().rate() - 1))
                .evolve(exact, new double[] {1, 1, 1}, inputs(head), truths(head), 1, 1000);

        double[][] learnt = values(integers, head, LearningHeads.MASTERS);
        for (int i = 0; i < 3; i++) {
            assertThat(learnt[i]).as("output %d", i).containsExactly(exact[i], within(3e-3));
        }
    }

    @Test
    void theUpdateIsTheFiniteDifferenceOfTheSquaredLossCurrent() {
        LearningHead head = LearningHeads.teacher(6, 3, 10, 1);
        double[][] change = values(
                learn(GoldenMachine.of(image(head, LearningHeads.MASTERS)), head, 1), head, LearningHeads.MASTERS);
        double[] x = inputs(head)[0];
        double[] truth = truths(head)[0];
        double unit = Math.scalb(1.0, -head.format().couplingPlaces() - LearningHeads.MASTERS.masterBits());

        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 6; j++) {
                double up = Math.pow(1e-3 * x[j] - truth[i], 2);
                double down = Math.pow(-1e-3 * x[j] - truth[i], 2);
                double gradient = (up - down) / 2e-3;

                assertThat(change[i][j])
                        .isCloseTo(-gradient * Math.scalb(1.0, -head.format().rate() - 1), within(0.51 * unit));
            }
        }
    }

    @Test
    void randomRoundingLearnsWhatRoundingToTheNearestLoses() {
        LearningHead head = LearningHeads.teacher(11, 5, 60, 1);
        CouplingTraining coarse = new CouplingTraining(0, UpdateRounding.NEAREST, 1);
        double[][] teacher = values(
                learn(GoldenMachine.of(image(head, LearningHeads.MASTERS)), head, 6000), head, LearningHeads.MASTERS);

        double lost = distance(teacher, values(learn(GoldenMachine.of(image(head, coarse)), head, 6000), head, coarse));
        double drawn = distance(
                teacher,
                values(
                        learn(GoldenMachine.of(image(head, LearningHeads.RANDOM)), head, 6000),
                        head,
                        LearningHeads.RANDOM));

        assertThat(drawn).isLessThan(lost / 2);
    }

    private static ChipImage image(LearningHead head, CouplingTraining training) {
        return LearningImage.of(head, new LearningCore(LearningHeads.NUMERICS, training, LANES, 1024, false));
    }

    /** Shows examples in turn, then asks for the couplings (outputs, inputs). */
    private static long[][] learn(GoldenMachine machine, LearningHead head, int shown) {
        for (int s = 0; s < shown; s++) {
            machine.force(s % head.examples().size(), 0);
        }
        long[][] masters = new long[head.outputs()][head.inputs()];
        int first = LearningImage.firstWord(head, LANES);
        machine.stored((word, lanes) -> {
            for (int lane = 0; lane < LANES; lane++) {
                int output = (word - first) / head.inputs() * LANES + lane;
                if (output < head.outputs()) {
                    masters[output][(word - first) % head.inputs()] = lanes[lane];
                }
            }
        });
        machine.force(head.storeToken(), 0);
        machine.stored(null);
        return masters;
    }

    private static long[][] masters(DefinedHead head) {
        return Stream.of(head.masters)
                .map(row -> Stream.of(row).mapToLong(BigInteger::longValueExact).toArray())
                .toArray(long[][]::new);
    }

    private static double[][] values(long[][] masters, LearningHead head, CouplingTraining training) {
        int places = head.format().couplingPlaces() + training.masterBits();
        return Stream.of(masters)
                .map(row -> Arrays.stream(row)
                        .mapToDouble(master -> Math.scalb((double) master - training.half(), -places))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double distance(double[][] a, double[][] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) {
                sum += Math.pow(a[i][j] - b[i][j], 2);
            }
        }
        return Math.sqrt(sum);
    }

    private static double[][] inputs(LearningHead head) {
        return scaled(
                head.examples().stream().map(LearningHead.Example::x).toList(),
                head.format().inputPlaces());
    }

    private static double[][] truths(LearningHead head) {
        return scaled(
                head.examples().stream().map(LearningHead.Example::truth).toList(),
                head.format().truthPlaces());
    }

    private static double[][] scaled(List<int[]> rows, int places) {
        return rows.stream()
                .map(row -> Arrays.stream(row)
                        .mapToDouble(node -> Math.scalb((double) node, -places))
                        .toArray())
                .toArray(double[][]::new);
    }
}
