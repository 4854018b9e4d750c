package io.github.dsllm.verification.fpga;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Comparator;
import java.util.List;

/**
 * What a module takes.
 *
 * @param module name, without the digest of its parameters
 * @param instances how often it is in the design
 * @param resources of one instance with all that is in it
 */
public record ModuleResources(String module, long instances, Resources resources) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** All modules of a design, the top first, then those that take the most logic in all their instances. */
    public static List<ModuleResources> of(CellCounts counts, String top, FpgaTarget target) {
        Comparator<ModuleResources> byLogic =
                Comparator.comparingLong(module -> -module.instances * module.resources.logic());
        return counts.modules().keySet().stream()
                .map(module ->
                        new ModuleResources(module, counts.instances(module, top), target.use(counts.within(module))))
                .filter(module -> module.instances > 0)
                .sorted(Comparator.comparing((ModuleResources module) -> !module.module.equals(top))
                        .thenComparing(byLogic)
                        .thenComparing(ModuleResources::module))
                .map(module -> new ModuleResources(shortName(module.module), module.instances, module.resources))
                .toList();
    }

    /** All of them as a JSON array. */
    public static String json(List<ModuleResources> modules) throws JsonProcessingException {
        return MAPPER.writeValueAsString(modules) + "\n";
    }

    /** {@code $paramod$<digest>\Name} becomes {@code Name}. */
    private static String shortName(String name) {
        return name.substring(name.lastIndexOf('\\') + 1);
    }
}
