package io.github.dsllm.verification.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One axis: a range of values, linear or logarithmic, its ticks, and where a value stands on it. */
final class Axis {
    private static final int TICKS = 6;

    private final String label;
    private final boolean logarithmic;
    private final double least;
    private final double greatest;

    /** An axis that holds all finite values; those that a logarithm cannot take count nothing. */
    Axis(String label, boolean logarithmic, double[] values) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            if (Double.isFinite(value) && (!logarithmic || value > 0)) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        if (low > high) {
            low = logarithmic ? 0.1 : 0;
            high = 1;
        }
        double margin = Math.max(Math.abs(low), Math.abs(high)) * 1e-6;
        this.label = label;
        this.logarithmic = logarithmic;
        this.least = high - low > margin ? low : logarithmic ? low / 2 : low - Math.max(margin, 0.5);
        this.greatest = high - low > margin ? high : logarithmic ? high * 2 : high + Math.max(margin, 0.5);
    }

    String label() {
        return label;
    }

    /** 0 at the least value, 1 at the greatest. */
    double share(double value) {
        return logarithmic
                ? Math.log(value / least) / Math.log(greatest / least)
                : (value - least) / (greatest - least);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic && greatest / least > 8) {
            double power = Math.pow(10, Math.ceil(Math.log10(least) - 1e-9));
            double factor = Math.log10(greatest / least) > 2 * TICKS ? 1000 : 10;
            for (double tick = power; tick <= greatest * (1 + 1e-9); tick *= factor) {
                ticks.add(tick);
            }
            return ticks;
        }
        double raw = (greatest - least) / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(raw)));
        double step = power * (raw / power > 5 ? 10 : raw / power > 2 ? 5 : raw / power > 1 ? 2 : 1);
        long first = (long) Math.ceil(least / step - 1e-9);
        for (long k = first; k * step <= greatest + 1e-9 * step; k++) {
            ticks.add(k * step);
        }
        return ticks;
    }

    /** A short number: at most four digits that matter. */
    static String text(double value) {
        double magnitude = Math.abs(value);
        if (magnitude != 0 && (magnitude < 1e-3 || magnitude >= 1e5)) {
            return String.format(Locale.ROOT, "%.2e", value).replaceFirst("\\.?0+e", "e");
        }
        String text = String.format(Locale.ROOT, "%.4f", value).replaceFirst("\\.?0+$", "");
        return text.equals("-0") ? "0" : text;
    }
}
