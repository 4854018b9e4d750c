package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.quantise.SyntheticModels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of 32, 24 and 40 words: dim, attention and hidden; ten row groups of layers and five of the head. */
class ResidentsTest {
    private final QuantisedModel model = SyntheticModels.model(1, Numerics.DEFAULT, 32, 40, 1, 6, 6, 4, 40, 8, true);
    private final RowMap rows = new RowMap(new Geometry(LayoutShape.of(model), 8), model);
    private final List<RowGroup> groups = groups();

    private static List<RowGroup> groups() {
        List<RowGroup> groups = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            groups.add(new RowGroup(Stage.QUERY, 0, i));
        }
        groups.add(new RowGroup(Stage.ATTENTION_OUTPUT, 0, 0));
        groups.add(new RowGroup(Stage.ATTENTION_OUTPUT, 0, 1));
        groups.add(new RowGroup(Stage.GATE, 0, 0));
        groups.add(new RowGroup(Stage.UP, 0, 0));
        groups.add(new RowGroup(Stage.DOWN, 0, 0));
        groups.add(new RowGroup(Stage.DOWN, 0, 1));
        for (int i = 0; i < 5; i++) {
            groups.add(new RowGroup(Stage.HEAD, -1, i));
        }
        return groups;
    }

    private int words() {
        return groups.stream().mapToInt(rows::fanIn).sum();
    }

    @Test
    void whatFitsStays() {
        assertThat(Residents.choose(0, groups, rows, true, words())).isEqualTo(Residents.all());
    }

    /** No other division of the row groups, tried one by one, reloads fewer words. */
    @ParameterizedTest
    @CsvSource({"1", "20", "40", "100", "150", "200", "250", "300"})
    void noDivisionReloadsLess(int missing) {
        int capacity = words() - missing;

        Residents residents = Residents.choose(0, groups, rows, true, capacity);

        long streamed = residents.streamed().stream().mapToInt(rows::fanIn).sum();
        long reloaded = streamed + (residents.fetchesEmbedding() ? 32 : 0);
        assertThat(words() - streamed + residents.windowWords()).isLessThanOrEqualTo(capacity);
        assertThat(reloaded).isEqualTo(leastOfAll(capacity));
    }

    private long leastOfAll(int capacity) {
        long least = Long.MAX_VALUE;
        for (int some = 0; some < 1 << groups.size(); some++) {
            int streamed = 0;
            int largest = 0;
            boolean fetches = false;
            for (int i = 0; i < groups.size(); i++) {
                if ((some >> i & 1) == 1) {
                    streamed += rows.fanIn(groups.get(i));
                    largest = Math.max(largest, rows.fanIn(groups.get(i)));
                    fetches |= groups.get(i).stage() == Stage.HEAD;
                }
            }
            int window = fetches ? 2 * Math.max(32, largest) : 2 * largest;
            if (words() - streamed + window <= capacity) {
                least = Math.min(least, streamed + (fetches ? 32 : 0));
            }
        }
        return least;
    }

    @Test
    void theSameRowGroupsAreSpreadEvenly() {
        List<RowGroup> queries = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            queries.add(new RowGroup(Stage.GATE, 0, i));
        }

        Residents residents = Residents.choose(0, queries, rows, true, 10 * 32);

        assertThat(residents.windowWords()).isEqualTo(64);
        assertThat(queries.stream().filter(group -> !residents.stays(group)).map(RowGroup::index))
                .containsExactly(2, 5, 8, 11);
    }

    @Test
    void anEmbeddingOfItsOwnIsFetchedRowGroupByRowGroup() {
        List<RowGroup> own = new ArrayList<>(groups);
        for (int i = 0; i < 5; i++) {
            own.add(i, new RowGroup(Stage.EMBEDDING, -1, i));
        }

        Residents residents = Residents.choose(0, own, rows, false, words() + 32);

        assertThat(residents.fetchesEmbedding()).isTrue();
        assertThat(residents.windowWords()).isEqualTo(32);
        assertThat(residents.streamed()).allMatch(group -> group.stage() == Stage.EMBEDDING);
    }

    @Test
    void namesTheLeastThatWouldDo() {
        assertThatThrownBy(() -> Residents.choose(3, groups, rows, true, 60))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("tile 3 needs 80 coupling words")
                .hasMessageContaining("perhaps you should give it a coupling memory of that many words");
        assertThat(Residents.choose(3, groups, rows, true, 80).windowWords()).isEqualTo(80);
    }

    @Test
    void theLeastWordsAreFoundAmongSizesThatDoNotDivideEachOther() {
        SortedMap<Integer, Integer> sizes = new TreeMap<>(Map.of(6, 5, 10, 4, 15, 3));

        assertThat(LeastWords.covering(31, sizes)).isEqualTo(new TreeMap<>(Map.of(6, 1, 10, 1, 15, 1)));
        assertThat(LeastWords.covering(0, sizes)).isEqualTo(new TreeMap<>(Map.of(6, 0, 10, 0, 15, 0)));
    }
}
