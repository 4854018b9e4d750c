package io.github.dsllm.codegen.layout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {
    @ParameterizedTest(name = "{0} heads over {1} of {2} channels on {3} lanes")
    @CsvSource({
        // heads, stored heads, channels, lanes: segment lanes, share, groups, key groups, key beside value
        "8, 4, 8, 64,   8, 2, 1, 1, true",
        "8, 4, 8, 16,   8, 2, 4, 4, true",
        "8, 4, 8, 8,    8, 1, 8, 4, false",
        "6, 2, 6, 32,   8, 1, 2, 2, false",
        "8, 1, 8, 16,   8, 2, 4, 1, true",
        "4, 4, 2, 2,    2, 1, 4, 4, false",
        "3, 3, 12, 64, 16, 1, 1, 1, false",
    })
    void headsLieInSegmentsAndShareStoredHeadsWhereTheyCan(
            int heads,
            int kvHeads,
            int headSize,
            int lanes,
            int segmentLanes,
            int share,
            int groups,
            int keyGroups,
            boolean beside) {
        Geometry geometry = new Geometry(new LayoutShape(16, 16, 1, heads, kvHeads, headSize, 16, true), lanes);

        assertThat(geometry.segmentLanes()).isEqualTo(segmentLanes);
        assertThat(geometry.kvShare()).isEqualTo(share);
        assertThat(geometry.headGroups()).isEqualTo(groups);
        assertThat(geometry.keyGroups()).isEqualTo(keyGroups);
        assertThat(geometry.keyBesideValue()).isEqualTo(beside);
    }

    @Test
    void everyQueryLaneMeetsItsOwnStoredHead() {
        for (int queriesPerStored = 1; queriesPerStored <= 6; queriesPerStored++) {
            for (int kvHeads = 1; kvHeads <= 4; kvHeads++) {
                for (int lanes = 4; lanes <= 64; lanes *= 2) {
                    check(new Geometry(
                            new LayoutShape(8, 8, 1, kvHeads * queriesPerStored, kvHeads, 4, 8, true), lanes));
                }
            }
        }
    }

    private static void check(Geometry geometry) {
        LayoutShape shape = geometry.shape();
        for (int head = 0; head < shape.heads(); head++) {
            int group = head / geometry.segments();
            int segment = head % geometry.segments();
            List<Integer> stored = geometry.storedHeadsOf(geometry.keyGroupOf(group));
            assertThat(stored.get(segment / geometry.kvShare())).isEqualTo(head / (shape.heads() / shape.kvHeads()));
        }
    }

    @Test
    void everyAttentionElementHasOnePlaceInOrder() {
        Geometry geometry = new Geometry(new LayoutShape(16, 16, 1, 5, 5, 6, 16, true), 32);

        List<Integer> elements = new ArrayList<>();
        for (int word = 0; word < geometry.attentionFanIn(); word++) {
            if (geometry.attentionElement(word) >= 0) {
                elements.add(geometry.attentionElement(word));
            }
        }

        assertThat(elements).hasSize(30).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aHeadThatDoesNotFitIsRefusedWithTheRemedy() {
        assertThatThrownBy(() -> new Geometry(new LayoutShape(16, 16, 1, 1, 1, 24, 16, true), 16))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("perhaps you should set lanes to at least 32");
    }
}
