package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** How full the memories of each tile are. All tiles have memories of the same size, so the fullest one of each kind decides. */
public final class MemorySection implements ReportSection {
    private static final int MOST_TILES = 64;

    /** A memory that tiles fill to different depths. */
    private record Kind(String name, MemoryFormat format, ToLongFunction<TileImage> words) {}

    @Override
    public String title() {
        return "Memory use";
    }

    @Override
    public int order() {
        return 25;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.image().map(MemorySection::html);
    }

    private static String html(ChipImage image) {
        CoreParameters core = image.core();
        int lanes = core.lanes();
        List<Kind> kinds = new ArrayList<>(List.of(
                new Kind("couplings", MemoryFormat.COUPLING, tile -> tile.couplings().length / lanes),
                new Kind("scales", MemoryFormat.SCALE, tile -> tile.scaleMantissas().length / lanes),
                new Kind("program", MemoryFormat.PROGRAM, tile -> tile.program().size()),
                new Kind(
                        "descriptors",
                        MemoryFormat.DESCRIPTOR,
                        tile -> tile.descriptors().size())));
        if (core.external() != null) {
            kinds.add(new Kind("external", MemoryFormat.EXTERNAL, tile -> tile.external().length / lanes));
        }
        List<String> heads = new ArrayList<>(List.of("tile"));
        kinds.forEach(kind ->
                heads.add(kind.name() + " of " + Html.number(kind.format().words(core)) + " words of "
                        + Html.number(kind.format().bits(core)) + " bits"));
        List<List<String>> rows = new ArrayList<>();
        for (int tile = 0; tile < Math.min(MOST_TILES, image.tiles().size()); tile++) {
            List<String> cells = new ArrayList<>(List.of(String.valueOf(tile)));
            for (Kind kind : kinds) {
                cells.add(cell(
                        kind.words().applyAsLong(image.tiles().get(tile)),
                        kind.format().words(core)));
            }
            rows.add(cells);
        }
        String rest = image.tiles().size() > MOST_TILES ? " The first " + MOST_TILES + " tiles are shown." : "";
        return "<p>Words that each tile uses of its memories." + rest + "</p>" + Html.table(heads, rows);
    }

    private static String cell(long used, long words) {
        double share = words == 0 ? 0 : (double) used / words;
        return Html.bar(share, String.format(Locale.ROOT, "%,d (%.0f %%)", used, 100 * share));
    }
}
