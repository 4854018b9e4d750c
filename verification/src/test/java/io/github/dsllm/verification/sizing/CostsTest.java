package io.github.dsllm.verification.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CostsTest {
    private static final Map<String, Double> EXPECTED = Map.of("fixed", 100.0, "lanes", 5.0);

    @Test
    void findsTheCostsOfExactSums() {
        Random random = new Random(1);
        List<Map<String, Double>> parts = new ArrayList<>();
        List<Double> sums = new ArrayList<>();
        for (int run = 0; run < 40; run++) {
            double lanes = 1 + random.nextInt(60);
            parts.add(Map.of("fixed", 1.0, "lanes", lanes));
            sums.add(130.0 + 4 * lanes);
        }

        Costs costs = Costs.fit(parts, sums, EXPECTED);

        assertThat(costs.costs().get("fixed")).isCloseTo(130, within(1.0));
        assertThat(costs.costs().get("lanes")).isCloseTo(4, within(0.05));
        assertThat(costs.of(Map.of("fixed", 1.0, "lanes", 100.0))).isCloseTo(530, within(5.0));
    }

    @Test
    void whatIsNeverMeasuredCostsWhatIsExpected() {
        assertThat(Costs.fit(List.of(), List.of(), EXPECTED).costs())
                .allSatisfy((name, cost) -> assertThat(cost).isCloseTo(EXPECTED.get(name), within(1e-9)));
    }
}
