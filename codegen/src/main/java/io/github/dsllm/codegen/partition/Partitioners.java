package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.UserError;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;

/** The partitioners on the class path. */
public final class Partitioners {
    /** The one that is taken where the user names none. */
    public static final String DEFAULT = "contiguous";

    private Partitioners() {}

    /** @throws UserError if there is none of that name */
    public static Partitioner named(String name) {
        SortedMap<String, Partitioner> known = new TreeMap<>();
        for (Partitioner partitioner : ServiceLoader.load(Partitioner.class, Partitioner.class.getClassLoader())) {
            known.put(partitioner.name(), partitioner);
        }
        Partitioner partitioner = known.get(name);
        if (partitioner == null) {
            throw new UserError("there is no partitioner \"" + name + "\"; perhaps you should choose one of "
                    + String.join(", ", known.keySet()) + ", or add the jar that brings it");
        }
        return partitioner;
    }
}
