package io.github.dsllm.verification.sizing;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.chip.MemoryPages;
import io.github.dsllm.hw.Shape;
import io.github.dsllm.verification.sizing.MemoryUse.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The memories of a core on one tile, and of the board around it (docs/core.md §5), as synthesis finds them: those of the image, those that the core fills, register files and queues. */
final class CoreMemories {
    private static final int TASKS = 8;
    private static final int OPERATIONS = 8;
    private static final int WEIGHTS = 7;
    private static final int ESTIMATE_EXPONENT = 6;
    private static final int STORY_TOKENS = 256;
    private static final int TOKEN_BITS = 16;
    private static final int BYTE = 8;

    private final CoreParameters core;
    private final Shape shape;
    private final boolean isLoaded;
    private final boolean statesInLogic;
    private final Map<MemoryFormat, Integer> columns;
    private final List<MemoryUse> memories = new ArrayList<>();

    private CoreMemories(Design design) {
        this.shape = design.shape();
        this.core = shape.p();
        this.isLoaded = shape.load().isPossible();
        this.statesInLogic = design.states() == ChipSpec.States.LOGIC;
        this.columns = design.columns();
    }

    /** All of them. */
    static List<MemoryUse> of(Design design) {
        CoreMemories all = new CoreMemories(design);
        all.image();
        all.filledByTheCore();
        all.files();
        all.board();
        return all.memories;
    }

    private void image() {
        for (MemoryFormat format : MemoryFormat.within()) {
            int copies = format == MemoryFormat.EXPONENTIAL ? shape.exponentials() + 1 : 1;
            for (int copy = 0; copy < copies; copy++) {
                content(format);
            }
        }
    }

    private void content(MemoryFormat format) {
        int words = format.words(core);
        int width = format.bits(core);
        if (isLoaded) {
            int read = format == MemoryFormat.SCALE ? width - unreadShiftBits() : width;
            List<Integer> pages = clears(format) ? MemoryPages.of(words) : List.of(words);
            pages.forEach(page ->
                    memories.add(new MemoryUse(format.name(), read, page, Kind.CLOCKED, BoardParameters.CHUNK_BITS)));
            return;
        }
        int left = columns.getOrDefault(format, width);
        if (clears(format)) {
            MemoryPages.of(words).forEach(page -> memories.add(MemoryUse.readOnly(format.name(), left, page)));
        } else if (format == MemoryFormat.EXPONENTIAL && shape.sparesTables()) {
            memories.add(new MemoryUse(format.name(), left, words, Kind.BLOCK_ONLY, left));
        } else {
            memories.add(MemoryUse.readOnly(format.name(), left, words));
        }
    }

    /** Whether the output is 0 where it is not read; words of couplings that learn are held. */
    private boolean clears(MemoryFormat format) {
        return format == MemoryFormat.COUPLING && !shape.isTrained();
    }

    /** Upper bits of a word of scales that nothing reads, those of the last shift: a block RAM with nothing else goes away. Steps of trajectories stand above them. */
    private int unreadShiftBits() {
        return core.trajectory() ? 0 : Math.max(0, CoreParameters.SCALE_SHIFT_BITS - shape.placesBits());
    }

    private void filledByTheCore() {
        int rows = core.depths().keyValues();
        for (int page : MemoryPages.of(rows)) {
            memories.add(MemoryUse.clocked(
                    "keys", core.keyValueLanes() * core.numerics().keyBits(), page));
            memories.add(MemoryUse.clocked(
                    "values", core.keyValueLanes() * core.numerics().valueBits(), page));
        }
        memories.add(MemoryUse.clocked(
                "scores", shape.segments() * shape.score(), core.depths().context()));
        int groups = core.depths().stateGroups();
        for (int lane = 0; lane < core.lanes(); lane++) {
            memories.add(atOnce("state", shape.state(), groups, states()));
        }
        if (shape.readsByUnit()) {
            for (int unit = 0; unit < core.units(); unit++) {
                memories.add(MemoryUse.clocked("operands", shape.state(), groups * core.unitLanes()));
                memories.add(MemoryUse.clocked("second operands", shape.state(), groups * core.unitLanes()));
            }
        }
        memories.add(atOnce("tags", Shape.tagBits(), groups, Kind.ONE_PORT));
    }

    private Kind states() {
        if (statesInLogic) {
            return shape.readsByUnit() ? Kind.SOURCE_IN_LOGIC : Kind.STATE_IN_LOGIC;
        }
        return shape.readsByUnit() ? Kind.SOURCE : Kind.STATE;
    }

    /** A settle unit's Bn and Y are read in two stages, the entry and the estimate in one, and so is Z if a copy of it stands with Y. */
    private void files() {
        int estimate = ESTIMATE_EXPONENT + shape.divisor() + shape.reciprocal();
        for (int unit = 0; unit < core.units(); unit++) {
            memories.add(atOnce("Bn", shape.accumulator(), core.unitLanes(), Kind.TWO_PORTS));
            memories.add(atOnce("Y", shape.accumulator(), core.unitLanes(), Kind.TWO_PORTS));
            memories.add(atOnce(
                    "Z", shape.accumulator(), core.unitLanes(), shape.sharesFile() ? Kind.ONE_PORT : Kind.TWO_PORTS));
            memories.add(atOnce("entry", shape.entry(), core.unitLanes(), Kind.ONE_PORT));
            memories.add(atOnce("estimate", estimate, core.unitLanes(), Kind.ONE_PORT));
        }
        memories.add(atOnce("tasks", taskBits(), TASKS, Kind.ONE_PORT));
        memories.add(atOnce("operations", operationBits(), OPERATIONS, Kind.ONE_PORT));
        memories.add(atOnce("weights", shape.segments() * shape.weight(), WEIGHTS, Kind.ONE_PORT));
    }

    private int operationBits() {
        return FIXED_OPERATION_BITS + shape.groupBits() + shape.countBits() + shape.pcBits();
    }

    private int taskBits() {
        return operationBits() + Shape.tagBits();
    }

    private void board() {
        memories.add(MemoryUse.clocked("frames", BYTE, BoardParameters.LINK_MEMORY_BYTES));
        memories.add(new MemoryUse("prompt", TOKEN_BITS, STORY_TOKENS, Kind.SMALL, TOKEN_BITS));
        memories.add(MemoryUse.clocked("ring", TOKEN_BITS, STORY_TOKENS));
    }

    private static MemoryUse atOnce(String name, int width, int words, Kind kind) {
        return new MemoryUse(name, width, words, kind, width);
    }

    /** Opcode, function, four flags, address, source, second, count, two shifts, bits and steps of an operation. */
    private static final int FIXED_OPERATION_BITS = 8 + 5 + 4 + 32 + 3 * 16 + 2 * 8 + 6 + 16;
}
