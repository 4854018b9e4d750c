package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.verification.goal.Residence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which tile makes which outputs of which operator; the shading is the tile's share. */
public final class PlacementSection implements ReportSection {
    @Override
    public String title() {
        return "Where each layer lives";
    }

    @Override
    public int order() {
        return 20;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.image().map(PlacementSection::table);
    }

    private static String table(ChipImage image) {
        List<String> heads = new ArrayList<>(List.of("layer", "operator"));
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            heads.add("tile " + tile);
        }
        List<List<String>> rows = new ArrayList<>();
        for (Residence.Row row : Residence.of(image).rows()) {
            List<String> cells = new ArrayList<>(
                    List.of(row.layer() < 0 ? "" : String.valueOf(row.layer()), Html.escape(row.operator())));
            for (int tile = 0; tile < image.tiles().size(); tile++) {
                int elements = row.elements().getOrDefault(tile, 0);
                cells.add(
                        elements == 0
                                ? ""
                                : Html.bar(
                                        (double) elements / row.total(),
                                        row.ranges().getOrDefault(tile, "")));
            }
            rows.add(cells);
        }
        return "<p>Outputs of each operator by tile.</p>" + Html.table(heads, rows);
    }
}
