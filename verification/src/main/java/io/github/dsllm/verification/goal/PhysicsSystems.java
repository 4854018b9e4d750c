package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.program.LockedStage;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.file.SystemFile;
import io.github.dsllm.sim.physics.program.PhysicalModel;
import io.github.dsllm.sim.physics.program.StageSystem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds the systems that a request means: stages of a model with what is locked while they work, or one from a file. */
final class PhysicsSystems {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,7})-(\\d{1,7})");

    private PhysicsSystems() {}

    /** The system of a file; it has no parts. */
    static List<PhysicsSystem> of(Path file, @Nullable String nodes) {
        if (nodes != null) {
            throw new UserError(
                    "dsllm.nodes chooses nodes of a model's stages, but dsllm.system names a system; perhaps you should leave dsllm.nodes out.");
        }
        DynamicalSystem system = SystemFile.read(file);
        return List.of(new PhysicsSystem(system.name(), system, Double.POSITIVE_INFINITY));
    }

    /** The chosen stages of the last token of the prompt. */
    static List<PhysicsSystem> of(
            LanguageModel model, @Nullable Tokenizer tokenizer, String prompt, String stage, @Nullable String nodes) {
        int[] range = range(nodes);
        List<Integer> tokens = Story.tokens(tokenizer, prompt, model.shape().bosToken());
        if (tokens.size() > model.shape().context()) {
            throw new UserError("The prompt has " + tokens.size() + " tokens, more than the "
                    + model.shape().context() + " of the model's context; perhaps you should shorten dsllm.prompt.");
        }
        PhysicalModel walk = new PhysicalModel(model, OperatorMappings.load());
        for (int token : tokens) {
            if (token >= model.shape().vocabulary()) {
                throw new UserError("The prompt has the token " + token + ", but the vocabulary ends at "
                        + (model.shape().vocabulary() - 1) + "; perhaps you should correct dsllm.prompt.");
            }
            walk.next(token);
        }
        List<PhysicsSystem> systems = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (LockedStage locked : walk.stages()) {
            String name = locked.stage().name();
            names.add(name);
            int count = locked.stage().freeNodes();
            if (named(name, stage) && range[0] < count) {
                int last = Math.min(range[1], count - 1);
                systems.add(new PhysicsSystem(
                        name, StageSystem.of(locked, range[0], last - range[0] + 1), locked.duration()));
            }
        }
        if (systems.isEmpty()) {
            boolean known = names.stream().anyMatch(name -> named(name, stage));
            throw new UserError(
                    known
                            ? "No stage of " + stage + " has a node " + range[0]
                                    + "; perhaps you should lower dsllm.nodes."
                            : "The model has no stage " + stage + Suggestion.question(stage, names)
                                    + " Stages are named like layers.0.wq, layers.0 for all of a layer, or all.");
        }
        return systems;
    }

    /** Whether a stage is meant by a name, the beginning of a name, or "all". */
    static boolean named(String stage, String wanted) {
        return wanted.equals("all") || stage.equals(wanted) || stage.startsWith(wanted + ".");
    }

    private static int[] range(@Nullable String nodes) {
        if (nodes == null) {
            return new int[] {0, Integer.MAX_VALUE};
        }
        Matcher matcher = RANGE.matcher(nodes.strip());
        if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > Integer.parseInt(matcher.group(2))) {
            throw new UserError("dsllm.nodes=" + nodes + " is no range; perhaps you should write it like 0-63.");
        }
        return new int[] {Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))};
    }
}
