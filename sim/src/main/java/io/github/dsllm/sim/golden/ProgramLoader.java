package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.Opcode;
import io.github.dsllm.codegen.isa.Region;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decodes the program of one tile into operations that know their arrays. */
final class ProgramLoader {
    private final ChipImage image;
    private final CoreParameters core;
    private final Numerics numerics;
    private final TileImage tileImage;
    private final Tile tile;
    private final Mesh mesh;
    private final Host host;
    private final ExponentialLookup exponential;
    private final GuaranteedWidths widths;
    private final CouplingMemory wide;
    private final CouplingMemory fast;
    private final Reloads reloads;
    private final @Nullable Masters masters;
    private final LaneLoops loops;
    private final boolean checked;
    private final Map<SiluTable.Key, SiluTable> siluTables;
    private final StoredWords stored;

    ProgramLoader(
            ChipImage image,
            Tile tile,
            Mesh mesh,
            Host host,
            ExponentialLookup exponential,
            GuaranteedWidths widths,
            LaneArithmetic arithmetic,
            boolean checked,
            Map<SiluTable.Key, SiluTable> siluTables,
            StoredWords stored) {
        this.image = image;
        this.core = image.core();
        this.numerics = core.numerics();
        this.tileImage = image.tiles().get(tile.index);
        this.tile = tile;
        this.mesh = mesh;
        this.host = host;
        this.exponential = exponential;
        this.widths = widths;
        short[] couplings = withWindow(tileImage, core);
        this.wide = new WideArithmetic().couplings(couplings, tileImage.external(), core.lanes());
        this.fast = arithmetic.couplings(couplings, tileImage.external(), core.lanes());
        this.reloads = new Reloads(tile.index, tileImage, List.of(wide, fast));
        this.masters = core.training() == null
                ? null
                : new Masters(tileImage.couplings(), core, image.lfsrPolynomial(), List.of(wide, fast));
        this.stored = stored;
        this.loops = arithmetic.loops();
        this.checked = checked;
        this.siluTables = siluTables;
    }

    /** The image holds the words that stay; those that are reloaded lie behind them. Couplings that learn are a copy. */
    private static short[] withWindow(TileImage image, CoreParameters core) {
        if (core.training() != null) {
            return image.couplings().clone();
        }
        return core.external() == null
                ? image.couplings()
                : Arrays.copyOf(
                        image.couplings(), Math.multiplyExact(core.depths().couplings(), core.lanes()));
    }

    Operation[] load() {
        Operation[] operations = new Operation[tileImage.program().size()];
        for (int pc = 0; pc < operations.length; pc++) {
            operations[pc] = decode(pc, tileImage.program().get(pc));
        }
        return operations;
    }

    private Operation decode(int pc, Instruction instruction) {
        Opcode opcode = instruction.opcode();
        if (opcode == Opcode.N_LOCK || opcode == Opcode.C_LOCK) {
            return new LockOperation();
        }
        Descriptor descriptor = tileImage.descriptorOf(instruction);
        if (opcode != descriptor.function().opcode()) {
            throw new MachineFault("tile " + tile.index + ", instruction " + pc + ": " + opcode
                    + " with the descriptor of " + descriptor.function() + ", which is issued as "
                    + descriptor.function().opcode());
        }
        return decode(
                pc,
                instruction,
                descriptor,
                new WidthGuard(
                        checked, core, tile.index, pc, tileImage.operators().get(pc)));
    }

    private Operation decode(int pc, Instruction instruction, Descriptor d, WidthGuard guard) {
        int group = instruction.group();
        int address = (int) instruction.address();
        return switch (d.function()) {
            case TOKEN -> new TokenOperation(tile, host, reloads, group, d.count());
            case EMBED -> new EmbedOperation(tile, wide, reloads, pc, tileImage, instruction);
            case RELOAD -> new ReloadOperation(tile, reloads, instruction, d);
            case ARRIVE -> new ArriveOperation(tile, group, d.has(Flag.OWNER));
            case LINEAR -> linear(pc, instruction, d, guard);
            case NORM -> new NormOperation(tile, numerics, tileImage.gains(), instruction, d, guard);
            case ROPE -> new RopeOperation(tile, new Rotation(image, d, d.valid()), d.source(), group, d.valid());
            case KEY -> key(address, d);
            case VALUE -> value(address, d);
            case SCORES -> new ScoresOperation(tile, d.source(), address, d.count(), guard);
            case ATTEND -> new AttendOperation(tile, exponential, divider(d), address, group, d, guard);
            case SILU -> silu(group, d, guard);
            case PRODUCT -> new ProductOperation(tile, group, d);
            case CLAMP -> new ClampOperation(tile, group, address, d);
            case TABLE -> new TableOperation(tile, image.nodeTable(), group, d);
            case SEND ->
                new SendOperation(tile, mesh, group, Region.ofAddress(instruction.address()), d.has(Flag.OWNER));
            case SAMPLE -> new SampleOperation(tile, host, d);
            case EVOLVE -> new EvolveOperation(tile, masters(), instruction, d);
            case STORE -> new StoreOperation(tile, masters(), stored, instruction, d);
        };
    }

    /** The couplings that learn, null if none do. */
    @Nullable
    Masters learning() {
        return masters;
    }

    private Masters masters() {
        if (masters == null) {
            throw new MachineFault("tile " + tile.index + " is to train couplings, its core cannot");
        }
        return masters;
    }

    private Operation linear(int pc, Instruction instruction, Descriptor d, WidthGuard guard) {
        CouplingMemory couplings = widths.linearIsNarrow(tile.index, pc) ? fast : wide;
        int lessShift = d.steps() == 0 ? 0 : numerics.guardBits();
        SelfReactions selfReactions = new SelfReactions(
                tileImage.scaleMantissas(),
                tileImage.scaleShifts(),
                instruction.scaleWord() * tile.lanes,
                tile.lanes,
                lessShift);
        return d.steps() == 0
                ? new LinearOperation(tile, loops, couplings, reloads, pc, selfReactions, instruction, d, guard)
                : new TrajectoryOperation(
                        tile,
                        loops,
                        couplings,
                        reloads,
                        pc,
                        selfReactions,
                        tileImage.trajectorySteps(),
                        numerics.guardBits(),
                        instruction,
                        d,
                        guard);
    }

    private Operation key(int address, Descriptor d) {
        int valid = Math.min(d.valid(), core.keyValueLanes());
        return new KeyOperation(tile, new Rotation(image, d, valid), d.source(), address, valid, core.keyValueLanes());
    }

    private Operation value(int address, Descriptor d) {
        int firstNode = d.source() * tile.lanes + core.valueLaneOffset();
        int valid = Math.min(d.valid(), core.keyValueLanes());
        return new ValueOperation(tile, firstNode, address, valid, core.keyValueLanes(), d.bits());
    }

    private Operation silu(int group, Descriptor d, WidthGuard guard) {
        SiluNode node = new SiluNode(exponential, divider(d), numerics.weightFraction(), d.shift(), d.shift2());
        boolean tabulated = !checked && SiluTable.holds(numerics);
        SiluTable table =
                tabulated ? siluTables.computeIfAbsent(SiluTable.Key.of(d), key -> new SiluTable(node)) : null;
        return new SiluOperation(tile, node, table, group, d, guard);
    }

    private Divider divider(Descriptor d) {
        return new Divider(numerics, d.steps(), d.has(Flag.PLAIN));
    }
}
