package io.github.dsllm.verification.report;

import io.github.dsllm.codegen.image.ChipImage;
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
        return context.image().filter(image -> !image.formats().isEmpty()).map(PrecisionSection::html);
    }

    private static String html(ChipImage image) {
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
        layers.forEach((layer, cells) -> {
            cells.add(String.valueOf(layer));
            for (String state : states) {
                Integer places = image.formats().get(layer + "." + state);
                cells.add(places == null ? "" : places(places));
            }
        });
        return "<p>Binary places of the states, and the largest error of rounding to them; couplings have "
                + image.core().numerics().couplingBits() + " bits and a scale per row. Of the whole model: " + others
                + ".</p>" + Html.table(heads, List.copyOf(layers.values()))
                + "<p>What the errors of all layers make together is the perplexity under Quality.</p>";
    }

    private static String places(int places) {
        return String.format(Locale.ROOT, "%d (%.1e)", places, Math.scalb(0.5, -places));
    }
}
