package io.github.dsllm.codegen.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.isa.Region;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegionCoverTest {
    private static final int COLUMNS = 9;

    @Test
    void everyTileIsCoveredOnceAndNoOther() {
        Random random = new Random(5);
        for (int trial = 0; trial < 500; trial++) {
            SortedSet<Integer> tiles = randomTiles(random, 7 * COLUMNS, random.nextDouble());

            List<Integer> covered = covered(RegionCover.of(tiles, COLUMNS), -1);

            assertThat(covered).as("trial %d", trial).containsExactlyInAnyOrderElementsOf(tiles);
        }
    }

    @Test
    void everyReceiverIsCoveredOnceWhereverTheSenderIs() {
        Random random = new Random(6);
        for (int trial = 0; trial < 500; trial++) {
            SortedSet<Integer> tiles = randomTiles(random, 5 * COLUMNS, 0.3 + 0.7 * random.nextDouble());
            int sender = random.nextInt(5 * COLUMNS);

            List<Integer> covered = covered(RegionCover.around(sender, tiles, COLUMNS), sender);

            tiles.remove(sender);
            assertThat(covered).as("trial %d", trial).containsExactlyInAnyOrderElementsOf(tiles);
        }
    }

    @Test
    void aRectangleIsOneRegionAlsoIfTheSenderIsInItsMiddle() {
        SortedSet<Integer> tiles = new TreeSet<>(new Region(1, 3, 2, 6).receivers(-1, COLUMNS));

        assertThat(RegionCover.around(2 * COLUMNS + 4, tiles, COLUMNS)).containsExactly(new Region(1, 3, 2, 6));
        tiles.remove(2 * COLUMNS + 4);
        assertThat(RegionCover.around(2 * COLUMNS + 4, tiles, COLUMNS)).containsExactly(new Region(1, 3, 2, 6));
        assertThat(RegionCover.around(0, tiles, COLUMNS)).hasSize(4);
    }

    @Test
    void rectanglesApartAreOneRegionEach() {
        SortedSet<Integer> tiles = new TreeSet<>(new Region(0, 1, 0, 3).receivers(-1, COLUMNS));
        tiles.addAll(new Region(3, 6, 5, 8).receivers(-1, COLUMNS));

        assertThat(RegionCover.of(tiles, COLUMNS)).containsExactly(new Region(0, 1, 0, 3), new Region(3, 6, 5, 8));
    }

    @Test
    void itIsAtMostATenthAboveTheLeastCoverOfSmallSets() {
        Random random = new Random(7);
        int least = 0;
        int found = 0;
        for (int trial = 0; trial < 300; trial++) {
            SortedSet<Integer> tiles = smallTiles(random);

            least += leastCover(tiles);
            found += RegionCover.of(tiles, 4).size();
        }

        assertThat(found).isBetween(least, least * 11 / 10);
    }

    @Test
    void nothingNeedsNoRegion() {
        assertThat(RegionCover.around(3, new TreeSet<>(List.of(3)), COLUMNS)).isEmpty();
        assertThat(RegionCover.of(new TreeSet<>(), COLUMNS)).isEmpty();
    }

    private static SortedSet<Integer> randomTiles(Random random, int tiles, double density) {
        return new TreeSet<>(IntStream.range(0, tiles)
                .filter(tile -> random.nextDouble() < density)
                .boxed()
                .toList());
    }

    private static SortedSet<Integer> smallTiles(Random random) {
        SortedSet<Integer> tiles = new TreeSet<>();
        for (int tile = 0; tile < 16; tile++) {
            if (random.nextDouble() < 0.7) {
                tiles.add(tile);
            }
        }
        return tiles;
    }

    private static List<Integer> covered(List<Region> regions, int sender) {
        List<Integer> tiles = new ArrayList<>();
        regions.forEach(region -> tiles.addAll(region.receivers(sender, COLUMNS)));
        return tiles;
    }

    /** Exhaustive search: the first tile lies in the corner of some rectangle. */
    private static int leastCover(SortedSet<Integer> tiles) {
        if (tiles.isEmpty()) {
            return 0;
        }
        int first = tiles.first();
        int least = Integer.MAX_VALUE;
        for (int row = first / 4; row < 4; row++) {
            for (int column = first % 4; column < 4; column++) {
                List<Integer> region = new Region(first / 4, row, first % 4, column).receivers(-1, 4);
                if (tiles.containsAll(region)) {
                    SortedSet<Integer> rest = new TreeSet<>(tiles);
                    rest.removeAll(region);
                    least = Math.min(least, 1 + leastCover(rest));
                }
            }
        }
        return least;
    }
}
