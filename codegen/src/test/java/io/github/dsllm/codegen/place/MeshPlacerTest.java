package io.github.dsllm.codegen.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.place.Mesh.Tile;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshPlacerTest {

    @Test
    void findsTheOptimumOnUpToEightTiles() {
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed * 7919);
            Mesh mesh = randomMesh(random, 8);
            TileDistances distances = mesh.distances();
            long[][] words = randomWords(random, 1 + random.nextInt(distances.tiles()), 0.6);

            MeshPlacement placement = MeshPlacer.place(Traffic.of(words), distances, seed);

            assertThat(placement.cost())
                    .as("seed %d, %s", seed, mesh)
                    .isEqualTo(cost(words, distances, placement))
                    .isEqualTo(exact(words, distances, new int[words.length], 0, 0));
        }
    }

    @Test
    void everyPartHasATileOfItsOwnAndTheCostIsThatOfASlowSum() {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed * 104729);
            TileDistances distances = randomMesh(random, 60).distances();
            long[][] words = randomWords(random, 1 + random.nextInt(distances.tiles()), 0.2);

            MeshPlacement placement = MeshPlacer.place(Traffic.of(words), distances, seed);

            assertThat(placement.tiles()).as("seed %d", seed).doesNotHaveDuplicates();
            assertThat(placement.tiles())
                    .as("seed %d", seed)
                    .allSatisfy(tile -> assertThat(tile).isBetween(0, distances.tiles() - 1));
            assertThat(placement.cost()).as("seed %d", seed).isEqualTo(cost(words, distances, placement));
            assertThat(MeshPlacer.place(Traffic.of(words), distances, seed))
                    .as("seed %d", seed)
                    .isEqualTo(placement);
        }
    }

    @Test
    void theChangeOfAnExchangeIsTheDifferenceOfTwoSums() {
        Random random = new Random(3);
        TileDistances distances = new Mesh(5, 4, Set.of(new Tile(1, 2)), 2, 4, 7).distances();
        PlacementState state = new PlacementState(Traffic.of(randomWords(random, 15, 0.5)), distances);
        for (int step = 0; step < 1000; step++) {
            int one = random.nextInt(19);
            int other = (one + 1 + random.nextInt(18)) % 19;
            long before = state.cost();
            long growth = state.growth(one, other);

            state.exchange(one, other);

            assertThat(state.cost() - before).isEqualTo(growth);
        }
    }

    @Test
    void unfoldsAScrambledMesh() {
        Mesh mesh = Mesh.of(6, 5);
        TileDistances distances = mesh.distances();
        int[] scrambled = new Random(5).ints(0, 30).distinct().limit(30).toArray();
        long[][] words = new long[30][30];
        int links = 0;
        for (int from = 0; from < 30; from++) {
            for (int to = 0; to < 30; to++) {
                if (distances.between(from, to) == 1) {
                    words[scrambled[from]][scrambled[to]] = 3;
                    links++;
                }
            }
        }

        assertThat(MeshPlacer.place(Traffic.of(words), distances, 1).cost()).isLessThanOrEqualTo(3L * links * 11 / 10);
    }

    @Test
    void keepsTalkativePartsOnOneChip() {
        TileDistances distances = new Mesh(4, 2, Set.of(), 2, 2, 50).distances();
        long[][] words = new long[8][8];
        for (int from = 0; from < 8; from++) {
            for (int to = 0; to < 8; to++) {
                words[from][to] = from % 2 == to % 2 ? 10 : 1;
            }
        }

        MeshPlacement placement = MeshPlacer.place(Traffic.of(words), distances, 1);

        int[] chip = new int[8];
        for (int part = 0; part < 8; part++) {
            chip[part] = placement.tileOf(part) % 4 / 2;
        }
        assertThat(chip[0])
                .isEqualTo(chip[2])
                .isEqualTo(chip[4])
                .isEqualTo(chip[6])
                .isNotEqualTo(chip[1]);
    }

    @Test
    void silentPartsAreAtHomeAnywhere() {
        assertThat(MeshPlacer.place(Traffic.of(new long[3][3]), Mesh.of(2, 2).distances(), 1)
                        .cost())
                .isZero();
        assertThat(MeshPlacer.place(Traffic.of(new long[1][1]), Mesh.of(1, 1).distances(), 1)
                        .tiles())
                .containsExactly(0);
    }

    @Test
    void distancesGoAroundAbsentTilesAndPayForSlowLinks() {
        Mesh ring = Mesh.of(3, 3).without(new Tile(1, 1));
        assertThat(ring.tiles()).hasSize(8).doesNotContain(new Tile(1, 1));
        assertThat(ring.distances().between(3, 4)).isEqualTo(4);

        TileDistances chips = new Mesh(4, 1, Set.of(), 2, 1, 9).distances();
        assertThat(chips.between(0, 1)).isEqualTo(1);
        assertThat(chips.between(1, 2)).isEqualTo(9);
        assertThat(chips.between(0, 3)).isEqualTo(11);
    }

    @Test
    void wordsMayBeGivenAsAListAsWell() {
        Random random = new Random(8);
        long[][] words = randomWords(random, 20, 0.3);
        int[] from = new int[800];
        int[] to = new int[800];
        long[] half = new long[800];
        for (int flow = 0; flow < 800; flow++) {
            from[flow] = flow % 400 / 20;
            to[flow] = flow % 20;
            long all = words[from[flow]][to[flow]];
            half[flow] = flow < 400 ? all / 2 : all - all / 2;
        }

        assertThat(MeshPlacer.place(
                        Traffic.of(20, from, to, half), Mesh.of(5, 4).distances(), 1))
                .isEqualTo(MeshPlacer.place(Traffic.of(words), Mesh.of(5, 4).distances(), 1));
        assertThatThrownBy(() -> Traffic.of(2, new int[] {0}, new int[] {1}, new long[] {-3}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the words from part 0 to part 1 are -3");
    }

    @Test
    void pinnedPartsStayAndTheOthersAreBestAroundThem() {
        for (long seed = 0; seed < 40; seed++) {
            Random random = new Random(seed * 31);
            TileDistances distances = randomMesh(random, 7).distances();
            long[][] words = randomWords(random, 1 + random.nextInt(distances.tiles()), 0.6);

            MeshPlacement placement = MeshPlacer.place(Traffic.of(words), distances, 1, seed);

            assertThat(placement.tileOf(0)).as("seed %d", seed).isZero();
            assertThat(placement.cost())
                    .as("seed %d", seed)
                    .isGreaterThanOrEqualTo(exact(words, distances, new int[words.length], 0, 0))
                    .isEqualTo(exact(words, distances, new int[words.length], 1, 1));
        }
    }

    @Test
    void absentTilesPassWordsOnWhereTheirRoutersStay() {
        Mesh mesh = Mesh.of(3, 3).without(new Tile(1, 0), new Tile(1, 1), new Tile(1, 2));

        assertThat(mesh.distancesThroughAbsentTiles().between(0, 1)).isEqualTo(2);
        assertThat(new Mesh(4, 1, Set.of(), 2, 1, 9)
                        .distancesThroughAbsentTiles()
                        .between(0, 3))
                .isEqualTo(11);
    }

    @Test
    void refusesAMeshThatFallsApart() {
        assertThatThrownBy(() ->
                        Mesh.of(3, 2).without(new Tile(1, 0), new Tile(1, 1)).distances())
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "the mesh falls apart: from tile [0, 0] there is no way to 2 tiles, the first of them [2, 0];"
                                + " perhaps you should disable those, too, or fewer tiles around them");
        assertThatThrownBy(() -> TileDistances.of(new int[][] {{0, -1}, {-1, 0}}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("there is no way from tile 0 to tile 1");
    }

    @Test
    void refusesWhatCannotBe() {
        assertThatThrownBy(() -> MeshPlacer.place(
                        Traffic.of(new long[5][5]), Mesh.of(2, 2).distances(), 1))
                .isInstanceOf(UserError.class)
                .hasMessage(
                        "there are 5 parts for 4 tiles; perhaps you should make fewer parts, or a mesh with 1 tiles more");
        assertThatThrownBy(() -> new Mesh(3, 2, Set.of(new Tile(3, 0)), 0, 1, 0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("a chip of 0 x 1 tiles cannot be")
                .hasMessageContaining("a hop between chips costs 0")
                .hasMessageContaining("the absent tile [3, 0] is not in the mesh of 3 x 2");
        assertThatThrownBy(() -> Mesh.of(1 << 20, 1 << 20)).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Mesh.of(1, 1).without(new Tile(0, 0)).distances())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("all 1 tiles of the mesh are absent");
        assertThatThrownBy(() -> Traffic.of(new long[][] {{0, -1}, {0, 0}}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("part 0 sends -1 words to part 1");
        assertThatThrownBy(() -> Traffic.of(new long[][] {{0, Long.MAX_VALUE}, {Long.MAX_VALUE, 0}}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("more than 2^45 words");
        assertThatThrownBy(() -> Traffic.of(new long[2][3])).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> TileDistances.of(new int[][] {{0, 1}, {2, 0}}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the same number of 0 to 32767 both ways");
        assertThatThrownBy(() -> TileDistances.of(new int[][] {{0, 1}})).isInstanceOf(UserError.class);
    }

    private static Mesh randomMesh(Random random, int mostTiles) {
        int width = 1 + random.nextInt(mostTiles / 2);
        int height = 1 + random.nextInt(mostTiles / width);
        Mesh mesh = new Mesh(width, height, Set.of(), 1 + random.nextInt(width), height, 1 + random.nextInt(9));
        Mesh holed = mesh.without(new Tile(random.nextInt(width), random.nextInt(height)));
        try {
            holed.distances();
            return holed;
        } catch (UserError fallsApart) {
            return mesh;
        }
    }

    private static long[][] randomWords(Random random, int parts, double density) {
        long[][] words = new long[parts][parts];
        for (long[] row : words) {
            for (int to = 0; to < parts; to++) {
                row[to] = random.nextDouble() < density ? random.nextInt(100) : 0;
            }
        }
        return words;
    }

    private static long cost(long[][] words, TileDistances distances, MeshPlacement placement) {
        long cost = 0;
        for (int from = 0; from < words.length; from++) {
            for (int to = 0; to < words.length; to++) {
                cost += words[from][to] * distances.between(placement.tileOf(from), placement.tileOf(to));
            }
        }
        return cost;
    }

    /** The least cost over all ways to give the parts from {@code part} on a free tile. */
    private static long exact(long[][] words, TileDistances distances, int[] tileOf, int part, int taken) {
        if (part == words.length) {
            return cost(words, distances, new MeshPlacement(tileOf, 0));
        }
        long best = Long.MAX_VALUE;
        for (int tile = 0; tile < distances.tiles(); tile++) {
            if ((taken & 1 << tile) == 0) {
                tileOf[part] = tile;
                best = Math.min(best, exact(words, distances, tileOf, part + 1, taken | 1 << tile));
            }
        }
        return best;
    }
}
