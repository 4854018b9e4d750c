package io.github.dsllm.verification.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.dsllm.codegen.image.ChipImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** How finely each state of each layer is held: its binary places, and half of the step that they leave, which is the largest error of rounding it once. */
public final class PrecisionSection implements ReportSection {
    @Override
    public String title() {
        return "Precision of each layer";
    }

    @Override
    public int order() {
        return 45;
    }

    @Override
    public Optional<String> body(ReportContext context) {
        return context.image()
                .filter(image -> !image.formats().isEmpty())
                .map(image -> html(image, errors(context.layout().root().resolve("layers.json"))));
    }

    private static JsonNode errors(Path file) {
        try {
            return Files.exists(file) ? new ObjectMapper().readTree(Files.readString(file)) : MissingNode.getInstance();
        } catch (IOException damaged) {
            return MissingNode.getInstance();
        }
    }

    private static String html(ChipImage image, JsonNode errors) {
        SortedSet<String> states = new TreeSet<>();
        TreeMap<Integer, List<String>> layers = new TreeMap<>();
        StringBuilder others = new StringBuilder();
        image.formats().forEach((name, places) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                others.append(others.isEmpty() ? "" : ", ")
                        .append(Html.escape(name))
                        .append(' ')
                        .append(places(places));
            } else {
                states.add(name.substring(dot + 1));
                layers.computeIfAbsent(Integer.valueOf(name.substring(0, dot)), layer -> new ArrayList<>());
            }
        });
        List<String> heads = new ArrayList<>(List.of("layer"));
        heads.addAll(states);
        boolean isMeasured = errors.path("residualError").size() == layers.size();
        if (isMeasured) {
            heads.add("error behind the layer");
        }
        layers.forEach((layer, cells) -> {
            cells.add(String.valueOf(layer));
            for (String state : states) {
                Integer places = image.formats().get(layer + "." + state);
                cells.add(places == null ? "" : places(places));
            }
            if (isMeasured) {
                cells.add(String.format(
                        Locale.ROOT,
                        "%.2g",
                        errors.path("residualError").path(layer).asDouble()));
            }
        });
        return "<p>Binary places of the states, and the largest error of rounding to them; couplings have "
                + image.core().numerics().couplingBits() + " bits and a scale per row. Of the whole model: " + others
                + ".</p>" + Html.table(heads, List.copyOf(layers.values()))
                + (isMeasured
                        ? "<p>The error behind a layer is that of the residual stream against the float model, root of the sums of squares over "
                                + errors.path("positions").asInt() + " positions, as a part of the stream.</p>"
                        : "<p>The errors of layers are measured with an evaluation text (<code>-Ddsllm.evaluation=</code>).</p>");
    }

    private static String places(int places) {
        return String.format(Locale.ROOT, "%d (%.1e)", places, Math.scalb(0.5, -places));
    }
}
