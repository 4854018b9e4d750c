package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CompactCore;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.ExponentialTable;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.layout.Capacity;
import io.github.dsllm.codegen.layout.CoreLayout;
import io.github.dsllm.codegen.layout.Geometry;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.layout.Residents;
import io.github.dsllm.codegen.layout.RopeTable;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.layout.TileMemory;
import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.Partition;
import io.github.dsllm.codegen.partition.PartitionChecker;
import io.github.dsllm.codegen.partition.PartitionFigures;
import io.github.dsllm.codegen.partition.Partitioner;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.quantise.NodeTable;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.QuantisedModel;
import io.github.dsllm.codegen.schedule.Program;
import io.github.dsllm.codegen.schedule.ScheduleVerifier;
import io.github.dsllm.codegen.schedule.Schedules;
import io.github.dsllm.codegen.schedule.TileBlocks;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * From a quantised model and the core's options to the chip image:
 *
 * <pre>{@code
 * ChipImage image = new ImageBuilder(LayoutOptions.singleTile(64)).build("stories260K", model, "");
 * }</pre>
 */
public final class ImageBuilder {
    private static final int HOST_STOP_TOKENS = 4;

    private final LayoutOptions options;
    private final Partitioner partitioner;
    private final long seed;

    public ImageBuilder(LayoutOptions options) {
        this(options, Partitioners.named(Partitioners.DEFAULT));
    }

    public ImageBuilder(LayoutOptions options, Partitioner partitioner) {
        this(options, partitioner, 1);
    }

    /**
     * @param options the core
     * @param partitioner what places the blocks of the model
     * @param seed where its random numbers begin
     */
    public ImageBuilder(LayoutOptions options, Partitioner partitioner, long seed) {
        this.options = options;
        this.partitioner = partitioner;
        this.seed = seed;
    }

    /** As below, with the node table that the quantiser made for an activation that the core does not know. */
    public ChipImage build(String name, Quantisation quantisation, String inputDigest) {
        return with(quantisation.nodeTable()).build(name, quantisation.model(), inputDigest);
    }

    private ImageBuilder with(@Nullable NodeTable table) {
        return table == null ? this : new ImageBuilder(options.withNodeTable(table), partitioner, seed);
    }

    /**
     * @param name name of the model, for people
     * @param model the model
     * @param inputDigest SHA-256 over everything that made the model and the options, hexadecimal
     * @throws UserError if the model does not fit the core; the message says what to change
     */
    public ChipImage build(String name, QuantisedModel model, String inputDigest) {
        return assemble(name, model, schedule(model), inputDigest);
    }

    /** The image of a model that was scheduled by this builder. */
    public ChipImage assemble(String name, Quantisation quantisation, Schedule schedule, String inputDigest) {
        return with(quantisation.nodeTable()).assemble(name, quantisation.model(), schedule, inputDigest);
    }

    private ChipImage assemble(String name, QuantisedModel model, Schedule schedule, String inputDigest) {
        requireStopTokens(model);
        Geometry geometry = schedule.placement().blocks().geometry();
        RowMap rows = new RowMap(geometry, model);
        int[] gains = gains(model, geometry);
        List<TileImage> tiles = new ArrayList<>();
        for (int tile = 0; tile < options.tiles(); tile++) {
            tiles.add(tile(
                    new MemoryWriter(rows, schedule.memories().get(tile), options.lanes(), options.trajectory()),
                    gains,
                    schedule.programs().get(tile)));
        }
        CoreParameters core = schedule.core();
        RopeTable rope = new RopeTable(
                core.depths().context(),
                geometry.segmentLanes(),
                model.headSize(),
                model.ropeTheta(),
                model.anatomy().rotary(),
                model.numerics().ropeBits());
        ChipImage image = new ChipImage(
                core,
                tiles,
                new ExponentialTable(model.numerics()).entries(),
                rope.cosines(),
                rope.sines(),
                nodeTable(),
                model.vocabulary(),
                model.stopTokens().stream().sorted().toList(),
                model.bosToken(),
                new FormatMap(model).formats(),
                ChipImage.DEFAULT_LFSR_POLYNOMIAL,
                name,
                inputDigest);
        ScheduleVerifier.require(image);
        return image;
    }

    /** The programs and memories of all tiles; a model without weights has them too. */
    public Schedule schedule(Quantisation quantisation) {
        return with(quantisation.nodeTable()).schedule(quantisation.model());
    }

    /** The same with blocks that this builder has placed before. */
    public Schedule schedule(Quantisation quantisation, Placement placement) {
        return with(quantisation.nodeTable()).schedule(quantisation.model(), placement);
    }

    /** @throws UserError if the model does not fit the core; the message says what to change */
    private Schedule schedule(QuantisedModel model) {
        return schedule(model, place(LayoutShape.of(model), model.context(), model.numerics()));
    }

    private Schedule schedule(QuantisedModel model, Placement placement) {
        CoreLayout layout = new CoreLayout(model, options);
        Geometry geometry = placement.blocks().geometry();
        Partition partition = placement.partition();
        List<TileBlocks> blocks = TileBlocks.of(geometry, partition);
        RowMap rows = new RowMap(geometry, model);
        long wordBits = (long) options.lanes() * model.numerics().couplingBits();
        long capacity = Math.min(
                MemoryDepths.COUPLING_WORDS, options.limits().couplings().capacity(wordBits));
        List<TileMemory> memories = blocks.stream()
                .map(tile -> memory(tile, rows, model.tied(), capacity))
                .toList();
        MemoryDepths.requireAddressable(memories, () -> SmallestMesh.remedy(placement));
        Schedules schedules = new Schedules(model, geometry, options, partition, layout.context());
        List<Program> programs = IntStream.range(0, options.tiles())
                .mapToObj(tile -> schedules.program(blocks.get(tile), memories.get(tile)))
                .toList();
        CoreParameters core = layout.parameters(
                MemoryDepths.of(layout, blocks, memories, programs, schedules.stateGroups()),
                memories.stream().mapToInt(TileMemory::externalWords).max().orElse(0));
        ReloadRemedy reloading = new ReloadRemedy(blocks, rows, model.tied(), capacity);
        Capacity.check(core, options.limits(), () -> SmallestMesh.remedy(placement), reloading::describe);
        options.limits()
                .external()
                .ifPresent(external -> Capacity.checkExternal(
                        memories.stream().mapToLong(TileMemory::externalWords).sum(), wordBits, external.size()));
        return new Schedule(
                options.compact() ? core.withCompact(functionsOf(programs)) : core, placement, memories, programs);
    }

    private static CompactCore functionsOf(List<Program> programs) {
        return new CompactCore(programs.stream()
                .flatMap(program -> program.descriptors().stream())
                .map(Descriptor::function)
                .toList());
    }

    /**
     * Where the blocks of a model would go; enough to know its sizes.
     *
     * @param shape sizes of the model
     * @param modelContext positions of the model
     * @param numerics widths of what the memories hold
     * @throws UserError if no partition of the model can fit a chip of many tiles
     */
    public Placement place(LayoutShape shape, int modelContext, Numerics numerics) {
        int context = options.context() == 0 ? modelContext : Math.min(options.context(), modelContext);
        Geometry geometry = new Geometry(shape.within(context), options.lanes());
        BlockGraph blocks = new BlockGraph(geometry, TileRoom.site(options, numerics, geometry, seed), context);
        ChipRoom.require(blocks);
        Partition partition = partitioner.partition(blocks);
        PartitionChecker.check(blocks, partition, partitioner.name());
        return new Placement(partitioner.name(), blocks, partition, PartitionFigures.of(blocks, partition));
    }

    private TileMemory memory(TileBlocks tile, RowMap rows, boolean tied, long capacity) {
        List<RowGroup> groups = tile.rowGroups();
        return options.limits().external().isEmpty()
                ? new TileMemory(groups, rows)
                : new TileMemory(groups, rows, Residents.choose(tile.tile(), groups, rows, tied, capacity));
    }

    private static TileImage tile(MemoryWriter memory, int[] gains, Program program) {
        return new TileImage(
                memory.couplings(),
                memory.mantissas(),
                memory.shifts(),
                memory.trajectorySteps(),
                gains,
                program.instructions(),
                program.descriptors(),
                memory.external(),
                program.tags());
    }

    private int[] nodeTable() {
        short[] entries = options.nodeTable().map(NodeTable::entries).orElse(new short[0]);
        int[] table = new int[entries.length];
        for (int i = 0; i < table.length; i++) {
            table[i] = entries[i];
        }
        return table;
    }

    private int[] gains(QuantisedModel model, Geometry geometry) {
        int[] gains = new int[geometry.residualGroups() * options.lanes()];
        System.arraycopy(model.gain(), 0, gains, 0, model.dim());
        return gains;
    }

    private static void requireStopTokens(QuantisedModel model) {
        if (model.stopTokens().size() > HOST_STOP_TOKENS) {
            throw new UserError(
                    "the model ends a story with " + model.stopTokens().size() + " tokens, the core compares with "
                            + HOST_STOP_TOKENS + "; perhaps you should name the most common ones only");
        }
    }
}
