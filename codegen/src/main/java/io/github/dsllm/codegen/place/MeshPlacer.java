package io.github.dsllm.codegen.place;

import io.github.dsllm.codegen.UserError;
import java.util.Arrays;

/**
 * Assigns each part to a tile of its own such that words times distance, summed over all pairs of parts, is small: simulated annealing over exchanges of two
 * tiles, then exchanges as long as one pays.
 *
 * <p>Sources: S. Kirkpatrick, C. Gelatt, M. Vecchi, "Optimization by simulated annealing", Science 220, 1983; the problem is the quadratic assignment problem of T.
 * Koopmans, M. Beckmann, 1957, which is NP-hard. An exchange is O(partners of the two parts). The same input and seed give the same answer.
 */
public final class MeshPlacer {
    private static final int SAMPLES = 1000;
    private static final int STEPS = 200;
    private static final double COLDEST = 1e-3;
    private static final long FEWEST_EXCHANGES = 100_000;
    private static final long EXCHANGES_PER_PAIR = 100;
    private static final long MOST_EXCHANGES = 20_000_000;
    private static final long MOST_WORK = 500_000_000;
    private static final int LARGEST_PASSES = 50;
    private static final int LOGARITHMS = 1 << 12;
    private static final double[] COLD = logarithms();

    private final PlacementState state;
    private final int tiles;
    private final int parts;
    private final int pinned;
    private long random;

    private MeshPlacer(Traffic traffic, TileDistances distances, int pinned, long seed) {
        this.pinned = pinned;
        state = new PlacementState(traffic, distances);
        tiles = distances.tiles();
        parts = traffic.parts();
        random = seed;
    }

    /**
     * @param seed where random numbers begin
     * @throws UserError if there are more parts than tiles
     */
    public static MeshPlacement place(Traffic traffic, TileDistances distances, long seed) {
        return place(traffic, distances, 0, seed);
    }

    /**
     * The same, where the first parts stay on the tiles of their number.
     *
     * @param pinned how many of them do
     * @param seed where random numbers begin
     * @throws UserError if there are more parts than tiles
     */
    public static MeshPlacement place(Traffic traffic, TileDistances distances, int pinned, long seed) {
        if (traffic.parts() > distances.tiles()) {
            throw new UserError("there are " + traffic.parts() + " parts for " + distances.tiles()
                    + " tiles; perhaps you should make fewer parts, or a mesh with "
                    + (traffic.parts() - distances.tiles())
                    + " tiles more");
        }
        if (pinned < 0 || pinned > traffic.parts()) {
            throw new UserError(pinned + " of " + traffic.parts()
                    + " parts are pinned; perhaps you should pin at most as many as there are");
        }
        long pairs = (long) distances.tiles() * distances.tiles();
        long work = MOST_WORK * traffic.parts() / Math.max(traffic.parts(), traffic.partner().length);
        long most = Math.min(Math.min(MOST_EXCHANGES, work), EXCHANGES_PER_PAIR * pairs);
        long exchanges = Math.max(FEWEST_EXCHANGES, most);
        MeshPlacer placer = new MeshPlacer(traffic, distances, pinned, seed);
        placer.anneal(exchanges);
        placer.descend();
        return placer.placement();
    }

    /** As {@link #place}, but annealing alone with a number of exchanges; for measurements. */
    static MeshPlacement anneal(Traffic traffic, TileDistances distances, long seed, long exchanges) {
        MeshPlacer placer = new MeshPlacer(traffic, distances, 0, seed);
        placer.anneal(exchanges);
        return placer.placement();
    }

    private MeshPlacement placement() {
        return new MeshPlacement(Arrays.copyOf(state.tileOf, parts), state.cost());
    }

    private void anneal(long exchanges) {
        double temperature = parts == pinned ? 0 : deviation();
        if (temperature == 0) {
            return;
        }
        double cooling = Math.exp(StrictMath.log(COLDEST) / STEPS);
        int[] best = state.tileOf.clone();
        long cost = state.cost();
        long bestCost = cost;
        for (int step = 0; step < STEPS; step++) {
            for (long exchange = exchanges / STEPS; exchange > 0; exchange--) {
                int one = state.tileOf[pinned + next(parts - pinned)];
                int other = pinned + next(tiles - pinned);
                long growth = state.growth(one, other);
                if (one != other && (growth <= 0 || growth < temperature * COLD[next(LOGARITHMS)])) {
                    state.exchange(one, other);
                    cost += growth;
                }
            }
            if (cost < bestCost) {
                bestCost = cost;
                best = state.tileOf.clone();
            }
            temperature *= cooling;
        }
        restore(best);
    }

    private void restore(int[] tileOf) {
        for (int part = 0; part < tiles; part++) {
            state.tileOf[part] = tileOf[part];
            state.partOn[tileOf[part]] = part;
        }
    }

    /** Mean size of the change that a random exchange makes. */
    private double deviation() {
        double sum = 0;
        for (int sample = 0; sample < SAMPLES; sample++) {
            int one = pinned + next(tiles - pinned);
            int other = pinned + next(tiles - pinned);
            if (one != other) {
                sum += Math.abs(state.growth(one, other));
            }
        }
        return sum / SAMPLES;
    }

    /** Every exchange that pays, until none does; O(tiles^2 * partners) a pass. */
    private void descend() {
        boolean better = true;
        long work = (long) tiles * tiles * state.partners() / Math.max(1, parts);
        long passes = Math.min(LARGEST_PASSES, MOST_WORK / Math.max(1, work));
        for (long pass = 0; better && pass < passes; pass++) {
            better = false;
            for (int one = pinned; one < tiles; one++) {
                for (int other = one + 1; other < tiles; other++) {
                    if (state.growth(one, other) < 0) {
                        state.exchange(one, other);
                        better = true;
                    }
                }
            }
        }
    }

    /** SplitMix64 (G. Steele, D. Lea, C. Flood, OOPSLA 2014), scaled to 0 … bound - 1. */
    private int next(int bound) {
        random += 0x9E3779B97F4A7C15L;
        long mixed = (random ^ (random >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return (int) (((mixed >>> 32) * bound) >>> 32);
    }

    /** -ln of evenly spaced numbers between 0 and 1: how many temperatures a rise may have. */
    private static double[] logarithms() {
        double[] table = new double[LOGARITHMS];
        for (int index = 0; index < LOGARITHMS; index++) {
            table[index] = -StrictMath.log((index + 0.5) / LOGARITHMS);
        }
        return table;
    }
}
