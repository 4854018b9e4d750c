package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.UserError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The partitioners on the class path. */
public final class Partitioners {
    /** The plainest, which an {@code ImageBuilder} takes if it is given none. */
    public static final String DEFAULT = "contiguous";

    private Partitioners() {}

    /** All of them by name. */
    public static SortedMap<String, Partitioner> all() {
        SortedMap<String, Partitioner> known = new TreeMap<>();
        for (Partitioner partitioner : ServiceLoader.load(Partitioner.class, Partitioner.class.getClassLoader())) {
            known.put(partitioner.name(), partitioner);
        }
        return known;
    }

    /** @throws UserError if there is none of that name */
    public static Partitioner named(String name) {
        SortedMap<String, Partitioner> known = all();
        Partitioner partitioner = known.get(name);
        if (partitioner == null) {
            throw new UserError("there is no partitioner \"" + name + "\"; perhaps you should choose one of "
                    + String.join(", ", known.keySet()) + ", or add the jar that brings it");
        }
        return partitioner;
    }
}
