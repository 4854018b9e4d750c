package io.github.dsllm.sim.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.learning.BlockImage;
import io.github.dsllm.codegen.learning.LearningBlock;
import io.github.dsllm.codegen.learning.LearningBlocks;
import io.github.dsllm.codegen.learning.LearningCore;
import io.github.dsllm.codegen.learning.LearningHeads;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A transformer block learns on the golden machine: every matrix follows the gradient, and the loss falls. */
class BlockImageTest {
    private static final LearningCore CORE =
            new LearningCore(LearningHeads.NUMERICS, LearningHeads.MASTERS, 8, 1024, false);
    private static final LearningBlock BLOCK = LearningBlocks.recall(8, 8, 3, 512);

    @Test
    void theFirstUpdateOfEveryMatrixIsTheGradient() {
        FloatBlock exact = new FloatBlock(BLOCK);
        for (int example = 0; example < 4; example++) {
            GoldenMachine machine = GoldenMachine.of(BlockImage.of(BLOCK, CORE));
            machine.force(example, 0);
            Map<String, double[]> learnt = couplings(machine);
            for (String matrix : LearningBlock.NAMES) {
                double[] gradient = exact.gradient(matrix, example);
                double[] before = exact.weights.get(matrix);
                double[] change = new double[gradient.length];
                for (int i = 0; i < change.length; i++) {
                    change[i] = before[i] - learnt.get(matrix)[i];
                }

                assertThat(cosine(change, gradient))
                        .as("%s, example %d", matrix, example)
                        .isGreaterThan(0.99);
                assertThat(length(change)
                                / length(gradient)
                                * (1 << BLOCK.format().rate()))
                        .as("%s, example %d", matrix, example)
                        .isBetween(0.95, 1.05);
            }
        }
    }

    @Test
    void theLossFallsAndTheBlockNamesWhatItHasNotSeen() {
        GoldenMachine machine = GoldenMachine.of(BlockImage.of(BLOCK, CORE));
        FloatBlock trained = new FloatBlock(BLOCK);
        double before = loss(trained);

        for (int step = 0; step < 2000; step++) {
            machine.force(step % BLOCK.teaching(), 0);
        }
        trained.weights.putAll(couplings(machine));

        assertThat(loss(trained)).isLessThan(before / 50);
        assertThat(IntStream.range(BLOCK.teaching(), BLOCK.examples().size()).filter(trained::isRight))
                .hasSizeGreaterThan(115);
    }

    private static double loss(FloatBlock block) {
        double sum = 0;
        for (int example = 0; example < BLOCK.teaching(); example++) {
            sum += block.loss(example);
        }
        return sum / BLOCK.teaching();
    }

    /** All matrices as the host reads them (outputs, inputs); the transposed copies must say the same. */
    private static Map<String, double[]> couplings(GoldenMachine machine) {
        Map<Integer, int[]> words = new TreeMap<>();
        machine.stored(words::put);
        machine.force(BLOCK.storeToken(), 0);
        machine.stored(null);
        int places = BLOCK.format().couplingPlaces() + CORE.training().masterBits();
        Map<String, double[]> matrices = new TreeMap<>();
        int copy = BlockImage.firstWord(BLOCK, CORE, "head") + BLOCK.inputs("head");
        for (String matrix : LearningBlock.NAMES) {
            int first = BlockImage.firstWord(BLOCK, CORE, matrix);
            int inputs = BLOCK.inputs(matrix);
            int outputs = BLOCK.outputs(matrix);
            boolean isCopied = !matrix.equals("wq") && !matrix.equals("wk") && !matrix.equals("wv");
            double[] values = new double[inputs * outputs];
            for (int i = 0; i < outputs; i++) {
                for (int j = 0; j < inputs; j++) {
                    int master = words.get(first + j)[i];
                    values[i * inputs + j] =
                            Math.scalb((double) master - CORE.training().half(), -places);
                    if (isCopied) {
                        assertThat(words.get(copy + i)[j]).as(matrix).isEqualTo(master);
                    }
                }
            }
            copy += isCopied ? outputs : 0;
            matrices.put(matrix, values);
        }
        return matrices;
    }

    private static double cosine(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum / length(a) / length(b);
    }

    private static double length(double[] a) {
        double sum = 0;
        for (double value : a) {
            sum += value * value;
        }
        return Math.sqrt(sum);
    }
}
