package io.github.dsllm.verification.fpga;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cells by type in each module of a design, as {@code stat -json} of Yosys counts them: without those of the modules within. */
public final class CellCounts {
    private final SortedMap<String, SortedMap<String, Long>> modules;

    private CellCounts(SortedMap<String, SortedMap<String, Long>> modules) {
        this.modules = modules;
    }

    /**
     * Reads the statistics; letters of Yosys' own before and behind the JSON do not matter.
     *
     * @throws UserError if there is no JSON in the text
     */
    public static CellCounts read(String text) {
        int begin = text.indexOf('{');
        int end = text.lastIndexOf('}');
        if (begin < 0 || end < begin) {
            throw new UserError("Yosys wrote no statistics; perhaps you should use version 0.23 or newer");
        }
        try {
            SortedMap<String, SortedMap<String, Long>> modules = new TreeMap<>();
            JsonNode root = new ObjectMapper().readTree(text.substring(begin, end + 1));
            for (Iterator<Map.Entry<String, JsonNode>> each =
                            root.path("modules").fields();
                    each.hasNext(); ) {
                Map.Entry<String, JsonNode> module = each.next();
                SortedMap<String, Long> cells = new TreeMap<>();
                module.getValue()
                        .path("num_cells_by_type")
                        .fields()
                        .forEachRemaining(cell ->
                                cells.put(name(cell.getKey()), cell.getValue().asLong()));
                modules.put(name(module.getKey()), cells);
            }
            return new CellCounts(modules);
        } catch (IOException damaged) {
            throw new UserError("Yosys' statistics cannot be read: " + damaged.getMessage(), damaged);
        }
    }

    /** How many cells of a type, 0 if there are none. */
    static long of(SortedMap<String, Long> cells, String type) {
        return cells.getOrDefault(type, 0L);
    }

    /** How many cells whose type matches as a whole. */
    static long sum(SortedMap<String, Long> cells, String pattern) {
        return cells.entrySet().stream()
                .filter(cell -> cell.getKey().matches(pattern))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Modules and what they hold directly, instances of modules among it. */
    public SortedMap<String, SortedMap<String, Long>> modules() {
        return Collections.unmodifiableSortedMap(modules);
    }

    /** Cells of a module with all that is in it; types that are no modules. */
    public SortedMap<String, Long> within(String module) {
        SortedMap<String, Long> sum = new TreeMap<>();
        modules.getOrDefault(module, Collections.emptySortedMap()).forEach((type, count) -> {
            if (modules.containsKey(type)) {
                within(type).forEach((cell, number) -> sum.merge(cell, count * number, Long::sum));
            } else {
                sum.merge(type, count, Long::sum);
            }
        });
        return sum;
    }

    /** How often a module is in another, itself once. */
    public long instances(String module, String top) {
        if (module.equals(top)) {
            return 1;
        }
        return modules.getOrDefault(top, Collections.emptySortedMap()).entrySet().stream()
                .filter(cell -> modules.containsKey(cell.getKey()))
                .mapToLong(cell -> cell.getValue() * instances(module, cell.getKey()))
                .sum();
    }

    /** Yosys puts a backslash before names of the user's, and a parametrised module is {@code $paramod<digest>\Name}. */
    private static String name(String name) {
        return name.startsWith("\\") ? name.substring(1) : name;
    }
}
