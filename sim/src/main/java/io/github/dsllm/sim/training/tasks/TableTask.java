package io.github.dsllm.sim.training.tasks;

import io.github.dsllm.codegen.UserError;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A task in files of one {@link TableLayout}. Where there is no training file, the labelled one is split: an example goes to the validation part if a seeded hash of its
 * texts says so, about one in five; so the same texts are never in both parts.
 *
 * @param name of the task
 * @param classes names of the classes
 * @param trainingFiles names that the training file may have; the first that exists is read
 * @param validationFiles the same for the validation file
 */
record TableTask(
        String name,
        List<String> classes,
        List<String> trainingFiles,
        List<String> validationFiles,
        TableLayout layout) {
    private static final int PARTS = 5;

    TableTask {
        classes = List.copyOf(classes);
        trainingFiles = List.copyOf(trainingFiles);
        validationFiles = List.copyOf(validationFiles);
    }

    TaskData read(Path folder, long seed) {
        Path validation = existing(folder, validationFiles)
                .orElseThrow(() -> new UserError("The folder " + folder + " of the task " + name + " has none of "
                        + String.join(", ", validationFiles) + "; perhaps you should check the path."));
        Optional<Path> training = existing(folder, trainingFiles);
        List<Example> measured = TableFile.read(validation, layout);
        if (training.isEmpty()) {
            return split(measured, String.valueOf(validation.getFileName()), seed);
        }
        List<Example> trained = TableFile.read(training.get(), layout);
        return data(trained, measured, training.get().getFileName() + " and " + validation.getFileName());
    }

    private static Optional<Path> existing(Path folder, List<String> names) {
        return names.stream().map(folder::resolve).filter(Files::isRegularFile).findFirst();
    }

    private TaskData split(List<Example> examples, String file, long seed) {
        List<Example> training = new ArrayList<>();
        List<Example> validation = new ArrayList<>();
        for (Example example : examples) {
            boolean held = Long.remainderUnsigned(hash(example, seed), PARTS) == 0;
            (held ? validation : training).add(example);
        }
        return data(training, validation, "80/20 of " + file + " by a hash with the seed " + seed);
    }

    private TaskData data(List<Example> training, List<Example> validation, String split) {
        List<Example> labelled = training.stream().filter(Example::labelled).toList();
        List<Example> measured = validation.stream().filter(Example::labelled).toList();
        int unlabelled = training.size() + validation.size() - labelled.size() - measured.size();
        return new TaskData(name, classes, labelled, measured, unlabelled, split);
    }

    /** FNV-1a over both texts, then the finaliser of MurmurHash3, since the low bits of FNV are weak. */
    private static long hash(Example example, long seed) {
        long hash = 0xcbf29ce484222325L ^ seed;
        byte[] texts = (example.first() + "\t" + example.second()).getBytes(StandardCharsets.UTF_8);
        for (byte value : texts) {
            hash = (hash ^ (value & 0xff)) * 0x100000001b3L;
        }
        hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
        hash = (hash ^ hash >>> 33) * 0xc4ceb9fe1a85ec53L;
        return hash ^ hash >>> 33;
    }
}
