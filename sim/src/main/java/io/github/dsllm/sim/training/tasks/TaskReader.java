package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;

/** Extension point, found by {@link ServiceLoader}: reads a classification task from a folder. Needs a public constructor without arguments. */
public interface TaskReader {

    /** The name that users write, in lower case. */
    String name();

    /**
     * Reads the task.
     *
     * @param seed of the split, where the folder has one labelled file only
     * @throws UserError if files are missing or damaged, with file and line of all problems (of the first ten)
     */
    TaskData read(Path folder, long seed);

    /** All readers that are there. */
    private static List<TaskReader> all() {
        return ServiceLoader.load(TaskReader.class, TaskReader.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    /** Their names, sorted. */
    static List<String> names() {
        return all().stream().map(TaskReader::name).sorted().toList();
    }

    /** The reader of a name. */
    static TaskReader named(String name) {
        List<String> names = names();
        return all().stream()
                .filter(reader -> reader.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("the task " + name + " is none of " + String.join(", ", names)
                        + Suggestion.question(name, names)));
    }
}
