package io.github.dsllm.verification.fpga;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.ServiceLoader;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The targets that are there, and what the user means by a name. */
public final class FpgaTargets {
    private final List<FpgaTarget> targets;

    public FpgaTargets() {
        this(ServiceLoader.load(FpgaTarget.class, FpgaTargets.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparing(FpgaTarget::family))
                .toList());
    }

    FpgaTargets(List<FpgaTarget> targets) {
        this.targets = List.copyOf(targets);
    }

    public List<FpgaTarget> all() {
        return targets;
    }

    /** The families that can do something, as words for a message: {@code family a, b}. */
    public String families(Predicate<FpgaTarget> ability) {
        return "family "
                + targets.stream().filter(ability).map(FpgaTarget::family).collect(Collectors.joining(", "));
    }

    /** @throws UserError if there is no such family */
    public FpgaTarget family(String name) {
        List<String> names = targets.stream().map(FpgaTarget::family).toList();
        return targets.stream()
                .filter(target -> target.family().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("there is no FPGA family " + name + choice(name, names)));
    }

    /**
     * The part of a family whose name begins the given one, so that packages that are not in the list are found by their die and speed.
     *
     * @throws UserError if there is none
     */
    public static FpgaPart part(FpgaTarget target, String name) {
        List<String> names = target.parts().stream().map(FpgaPart::name).toList();
        String wanted = name.toUpperCase(Locale.ROOT);
        return target.parts().stream()
                .filter(part -> wanted.startsWith(part.name().toUpperCase(Locale.ROOT)))
                .max(Comparator.comparingInt(part -> part.name().length()))
                .orElseThrow(() ->
                        new UserError("family " + target.family() + " has no part " + name + choice(name, names)));
    }

    /** @throws UserError if no target has such a board */
    public FpgaBoard board(String name) {
        List<String> names = targets.stream()
                .flatMap(target -> target.boards().stream())
                .map(FpgaBoard::name)
                .toList();
        return targets.stream()
                .flatMap(target -> target.boards().stream())
                .filter(board -> board.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("there is no board " + name + choice(name, names)
                        + "; without a board the pins are the tool's choice"));
    }

    /** The target that has a board. */
    public FpgaTarget of(FpgaBoard board) {
        return targets.stream()
                .filter(target -> target.boards().contains(board))
                .findFirst()
                .orElseThrow();
    }

    private static String choice(String name, List<String> names) {
        return Suggestion.nearest(name, names)
                .map(nearest -> "; did you mean " + nearest + "? Known are " + String.join(", ", names))
                .orElse("; perhaps you should choose one of " + String.join(", ", names));
    }
}
