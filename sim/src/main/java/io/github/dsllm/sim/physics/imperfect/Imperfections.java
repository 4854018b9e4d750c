package io.github.dsllm.sim.physics.imperfect;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** Several imperfections on one chip, in the given order. */
public final class Imperfections {
    private final List<Imperfection> parts;
    private final double evolveTime;
    private final Map<Site, float[]> gains = new HashMap<>();

    public Imperfections(List<Imperfection> parts) {
        this.parts = List.copyOf(parts);
        this.evolveTime =
                parts.stream().mapToDouble(Imperfection::evolveTime).min().orElse(Double.POSITIVE_INFINITY);
    }

    /** All that the class path has, by name. */
    public static SortedMap<String, NonIdeality> known() {
        SortedMap<String, NonIdeality> known = new TreeMap<>();
        for (NonIdeality each : ServiceLoader.load(NonIdeality.class, NonIdeality.class.getClassLoader())) {
            known.put(each.name(), each);
        }
        return Collections.unmodifiableSortedMap(known);
    }

    /** @throws UserError listing all names if there is none of this name */
    public static NonIdeality named(String name) {
        NonIdeality found = known().get(name);
        if (found == null) {
            throw new UserError("There is no non-ideality named " + name + Suggestion.question(name, known().keySet())
                    + " Known are: " + String.join(", ", known().keySet()));
        }
        return found;
    }

    /** Couplings of one node as they are programmed. */
    public void program(Site site, int row, float[] couplings) {
        parts.forEach(part -> part.program(site, row, couplings));
    }

    /** Relative self-reactions and capacitances of a group. */
    public void build(Site site, double[] h, double[] c) {
        Arrays.fill(h, 1);
        Arrays.fill(c, 1);
        parts.forEach(part -> part.build(site, h, c));
    }

    /** What is read of nodes whose ideal rests are given: they rest at σ/h, reach it by 1 − e^(−h·T/c), and are read with errors. */
    public void read(Site site, double fullScale, float[] sigma) {
        float[] gain = gains.computeIfAbsent(site, place -> gain(place, sigma.length));
        for (int i = 0; i < sigma.length; i++) {
            sigma[i] *= gain[i];
        }
        for (Imperfection part : parts) {
            part.read(site, fullScale, sigma);
        }
    }

    private float[] gain(Site site, int nodes) {
        double[] h = new double[nodes];
        double[] c = new double[nodes];
        build(site, h, c);
        float[] gain = new float[nodes];
        for (int i = 0; i < nodes; i++) {
            gain[i] = (float) (-Math.expm1(-h[i] * evolveTime / c[i]) / h[i]);
        }
        return gain;
    }
}
