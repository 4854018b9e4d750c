package io.github.dsllm.sim.estimate;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Parts of the estimate that can be left out or counted (docs/estimate.md §5); the first two are counted unless the user says otherwise, as the poster does. */
public enum Assumption {
    LINES("delay of array lines, (fan-in + outputs) · lineDelay"),
    PIPELINING("while training, tokens follow each other through the stages of a layer"),
    HEADROOM("rails hold the largest sum: ½·log2(fan-in) more bits"),
    HEAD("final norm and output head as one more layer"),
    CACHE("keys and values are written through DACs; cached couplings and score nodes draw power"),
    CONVERTERS("embedding in, logits out; while training, states between layers out and in; power of converters"),
    CONTROLLER("lock and evolve, a clock each, per stage; power of the controller"),
    RELOAD("couplings of each layer through DACs: once per token generated, three times per batch trained"),
    RESIDENT("all layers have chips of their own: no reload, power of all, layers in a pipeline while training");

    private final String meaning;

    Assumption(String meaning) {
        this.meaning = meaning;
    }

    /** As the user writes it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is assumed when it is counted. */
    public String meaning() {
        return meaning;
    }

    /** What the poster counts. */
    public static Set<Assumption> poster() {
        return Collections.unmodifiableSet(EnumSet.of(LINES, PIPELINING));
    }

    /**
     * The poster's, changed by lists with commas.
     *
     * @throws UserError naming all words that are none of them, and those in both lists
     */
    public static Set<Assumption> of(String with, String without) {
        List<String> problems = new ArrayList<>();
        EnumSet<Assumption> added = named(with, problems);
        EnumSet<Assumption> removed = named(without, problems);
        for (Assumption each : added) {
            if (removed.contains(each)) {
                problems.add(each.label() + " stands in both");
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("dsllm.estimate.with and dsllm.estimate.without cannot be followed: "
                    + String.join("; ", problems) + "; perhaps you should choose from " + String.join(", ", labels()));
        }
        EnumSet<Assumption> chosen = EnumSet.copyOf(poster());
        chosen.addAll(added);
        chosen.removeAll(removed);
        return Collections.unmodifiableSet(chosen);
    }

    private static EnumSet<Assumption> named(String list, List<String> problems) {
        EnumSet<Assumption> chosen = EnumSet.noneOf(Assumption.class);
        for (String word : list.split(",")) {
            String name = word.strip();
            int index = labels().indexOf(name);
            if (index >= 0) {
                chosen.add(values()[index]);
            } else if (!name.isEmpty()) {
                problems.add(name + " is none of them" + Suggestion.question(name, labels()));
            }
        }
        return chosen;
    }

    private static List<String> labels() {
        return Arrays.stream(values()).map(Assumption::label).toList();
    }
}
