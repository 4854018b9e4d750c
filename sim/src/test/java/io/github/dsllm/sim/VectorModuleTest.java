package io.github.dsllm.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import jdk.incubator.vector.IntVector;
import org.junit.jupiter.api.Test;

class VectorModuleTest {

    @Test
    void codeOnTheVectorModuleCompilesAndRuns() {
        int[] ones = new int[IntVector.SPECIES_128.length()];
        Arrays.fill(ones, 1);

        IntVector vector = IntVector.fromArray(IntVector.SPECIES_128, ones, 0);

        assertThat(vector.add(vector).toArray()).containsOnly(2);
    }
}
