package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.OperatorTag;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All tiles of a chip. They take turns: each runs until it has to wait for a group. */
final class TileArray {
    private final ChipImage image;
    private final Operation[][] programs;
    private final int[] pcs;
    private final List<Masters> learning = new ArrayList<>();
    private final Digest digest = new Digest();
    private @Nullable DigestListener listener;
    private @Nullable ValueRecorder recorder;
    private @Nullable ValuesListener observer;
    private @Nullable StoredWords stored;

    TileArray(ChipImage image, Host host, ExponentialLookup exponential, LaneArithmetic arithmetic, boolean checked) {
        this.image = image;
        GuaranteedWidths widths = new GuaranteedWidths(image);
        Tile[] tiles = new Tile[image.core().tiles()];
        for (int index = 0; index < tiles.length; index++) {
            boolean narrow = widths.attentionIsNarrow(index);
            LaneArithmetic suitable = narrow ? arithmetic : new WideArithmetic();
            tiles[index] = new Tile(index, image.core(), suitable.attention(image.core(), widths.valueBits()));
        }
        Mesh mesh = new Mesh(tiles, image.core().tileColumns());
        Map<SiluTable.Key, SiluTable> siluTables = new HashMap<>();
        this.programs = new Operation[tiles.length][];
        for (Tile tile : tiles) {
            ProgramLoader loader = new ProgramLoader(
                    image, tile, mesh, host, exponential, widths, arithmetic, checked, siluTables, this::store);
            programs[tile.index] = loader.load();
            if (loader.learning() != null) {
                learning.add(loader.learning());
            }
        }
        this.pcs = new int[tiles.length];
    }

    Operation[] program(int tile) {
        return programs[tile];
    }

    void listen(@Nullable DigestListener listener) {
        this.listener = listener;
    }

    void record(@Nullable ValueRecorder recorder) {
        this.recorder = recorder;
    }

    void observe(@Nullable ValuesListener observer) {
        this.observer = observer;
    }

    void listen(@Nullable StoredWords listener) {
        this.stored = listener;
    }

    /** Couplings that have learnt begin anew. */
    void reset() {
        learning.forEach(Masters::reset);
    }

    private void store(int word, int[] masters) {
        if (stored != null) {
            stored.stored(word, masters);
        }
    }

    /** Runs all programs once. */
    void run(int position) {
        Arrays.fill(pcs, 0);
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int tile = 0; tile < programs.length; tile++) {
                progress |= advance(position, tile);
            }
        }
        for (int tile = 0; tile < programs.length; tile++) {
            if (pcs[tile] < programs[tile].length) {
                throw new MachineFault(
                        "at position " + position + " tiles wait for groups that nobody sends:" + waiting());
            }
        }
    }

    private boolean advance(int position, int tile) {
        Operation[] program = programs[tile];
        int start = pcs[tile];
        int pc = start;
        for (; pc < program.length; pc++) {
            int saturations = program[pc].run();
            if (saturations == Operation.BLOCKED) {
                break;
            }
            if (listener != null || recorder != null || observer != null) {
                report(position, tile, pc, saturations);
            }
        }
        pcs[tile] = pc;
        return pc > start;
    }

    private void report(int position, int tile, int pc, int saturations) {
        Operation operation = programs[tile][pc];
        if (listener != null) {
            digest.clear();
            operation.values(digest);
            listener.executed(position, tile, pc, digest.value(), saturations);
        }
        if (recorder != null && recorder.awaits(position, tile, pc)) {
            recorder.executed(operation, saturations);
        }
        if (observer != null) {
            ValueRecorder all = new ValueRecorder(position, tile, pc);
            all.executed(operation, saturations);
            observer.executed(tile, pc, all.values());
        }
    }

    private String waiting() {
        StringBuilder text = new StringBuilder();
        for (int tile = 0; tile < programs.length; tile++) {
            if (pcs[tile] < programs[tile].length) {
                OperatorTag operator = image.tiles().get(tile).operators().get(pcs[tile]);
                text.append(System.lineSeparator())
                        .append("tile ")
                        .append(tile)
                        .append(", instruction ")
                        .append(pcs[tile]);
                text.append(" (layer ")
                        .append(operator.layer())
                        .append(", ")
                        .append(operator.operator())
                        .append("): group ");
                text.append(programs[tile][pcs[tile]].awaitedGroup());
            }
        }
        return text.toString();
    }
}
