package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.timing.CycleModel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The partitioner for a model on a chip where the user leaves it open: of all on the class path whose blocks fit the tiles, the one whose schedule takes the fewest cycles for a
 * position in the middle of the context. On more than {@value #FORESEEN_TILES} tiles schedules are too dear to be made several times: there it is the first in alphabetical order that fits, which is
 * "compact" before "multilevel".
 */
public final class PartitionChoice {
    /** So many tiles at most have their cycles foreseen. */
    public static final int FORESEEN_TILES = 256;

    /**
     * One partitioner and what it would cost.
     *
     * @param placement its blocks on tiles
     * @param cost cycles of a position; 0 if they are not foreseen, infinite if a tile lacks room
     */
    private record Candidate(Partitioner partitioner, Placement placement, double cost) {
        String describe() {
            String verdict = cost == 0
                    ? "fits"
                    : cost == Double.POSITIVE_INFINITY ? "does not fit" : Math.round(cost) + " cycles";
            return partitioner.name() + " " + verdict;
        }
    }

    private final LayoutOptions options;
    private final Quantisation model;
    private final long seed;
    private final List<Candidate> candidates = new ArrayList<>();

    /**
     * @param options the core
     * @param model the model; one without weights will do
     * @param seed where random numbers begin
     */
    public PartitionChoice(LayoutOptions options, Quantisation model, long seed) {
        this.options = options;
        this.model = model;
        this.seed = seed;
        boolean isDecided = false;
        for (Partitioner partitioner : Partitioners.all().values()) {
            if (!isDecided && partitioner.suits(options.mesh())) {
                Candidate candidate = candidate(partitioner);
                candidates.add(candidate);
                isDecided = candidate.cost() == 0;
            }
        }
        candidates.sort(Comparator.comparingDouble(Candidate::cost));
    }

    public Partitioner best() {
        return candidates.get(0).partitioner();
    }

    /** Where the best one puts the blocks. */
    public Placement placement() {
        return candidates.get(0).placement();
    }

    /** Every candidate with its cycles, the best first, for people. */
    public String describe() {
        return candidates.stream().map(Candidate::describe).collect(Collectors.joining(", "));
    }

    private Candidate candidate(Partitioner partitioner) {
        ImageBuilder builder = new ImageBuilder(options, partitioner, seed);
        Placement placement = builder.place(
                LayoutShape.of(model.model()),
                model.model().context(),
                model.model().numerics());
        boolean fits = TileLoad.of(placement.blocks(), placement.partition()).stream()
                .allMatch(load -> load.fits(placement.blocks().site().room()));
        return new Candidate(partitioner, placement, fits ? cycles(builder, placement) : Double.POSITIVE_INFINITY);
    }

    private double cycles(ImageBuilder builder, Placement placement) {
        if (options.tiles() > FORESEEN_TILES) {
            return 0;
        }
        try {
            Schedule schedule = builder.schedule(model, placement);
            return new CycleModel(schedule.core(), schedule.programs())
                    .cycles(schedule.core().depths().context() / 2, 0);
        } catch (UserError notWithoutWeights) {
            // What the worst weights could need, or what no partition mends, is said when the model itself is
            // scheduled.
            return 0;
        }
    }
}
