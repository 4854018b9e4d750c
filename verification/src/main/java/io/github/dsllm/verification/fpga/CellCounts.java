package io.github.dsllm.verification.fpga;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Cells by type in each module of a design, as {@code stat -json} of Yosys counts them: without those of the modules within. */
public final class CellCounts {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SortedMap<String, SortedMap<String, Long>> modules;

    private CellCounts(SortedMap<String, SortedMap<String, Long>> modules) {
        this.modules = modules;
    }

    /**
     * Reads the statistics. Only the object {@code modules} is looked at: Yosys has letters of its own before the JSON, and version 0.23 writes the tree of a
     * hierarchical design behind that object without making it JSON.
     *
     * @throws UserError if there are no modules in the text
     */
    public static CellCounts read(String text) {
        SortedMap<String, SortedMap<String, Long>> modules = new TreeMap<>();
        try {
            int begin = text.indexOf('{');
            JsonNode found = modules(begin < 0 ? "" : text.substring(begin));
            if (!found.isObject()) {
                throw new UserError("Yosys wrote no statistics; perhaps you should use version 0.23 or newer");
            }
            for (Iterator<Map.Entry<String, JsonNode>> each = found.fields(); each.hasNext(); ) {
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

    private static JsonNode modules(String text) throws IOException {
        try (JsonParser parser = JSON.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.FIELD_NAME && parser.currentName().equals("modules")) {
                    parser.nextToken();
                    return parser.readValueAsTree();
                }
            }
            return MissingNode.getInstance();
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
