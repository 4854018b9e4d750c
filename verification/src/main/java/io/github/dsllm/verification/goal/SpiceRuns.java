package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.spice.Circuit;
import io.github.dsllm.sim.physics.spice.Form;
import io.github.dsllm.sim.physics.spice.SpiceDeck;
import io.github.dsllm.verification.spice.Ngspice;
import io.github.dsllm.verification.spice.SpiceComparison;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The chosen systems as circuits: compared with float64, and once more with noise and with devices that differ. */
final class SpiceRuns {
    private static final String NONE = "false";
    private static final String ALL = "all";
    private static final double HOTTEST = 1000;
    private static final double MOST_MISMATCH = 0.3;

    private final PhysicsRequest request;
    private final Messages messages;
    private final List<Form> forms;
    private final Ngspice ngspice = new Ngspice();

    /** @throws UserError for unknown forms and for disturbances out of range, before any work is done */
    SpiceRuns(PhysicsRequest request, Messages messages) {
        this.request = request;
        this.messages = messages;
        this.forms = forms(request.form());
        requireRange("dsllm.spiceTemperature", request.spiceTemperature(), HOTTEST, "kelvin");
        requireRange("dsllm.spiceMismatch", request.spiceMismatch(), MOST_MISMATCH, "of the nominal value");
    }

    boolean wanted() {
        return !request.spice().equals(NONE);
    }

    /** Adds figures and the check; decks go into the folder. */
    GoalResult run(GoalResult result, List<PhysicsSystem> systems, Path folder) throws IOException {
        List<SpiceComparison> found = new ArrayList<>();
        double disturbance = 0;
        for (PhysicsSystem system : chosen(systems)) {
            for (Form form : forms) {
                SpiceComparison comparison = compare(system, form, folder);
                found.add(comparison);
                if (disturbed()) {
                    disturbance = Math.max(disturbance, disturb(system, comparison, folder));
                }
            }
        }
        SpiceComparison worst = found.stream()
                .max(Comparator.comparingDouble(SpiceComparison::worst))
                .orElseThrow();
        GoalResult figures = result.with("spiceMaxRelativeError", worst.worst(), "1")
                .with("spiceDecks", found.size(), "1")
                .with(new GoalResult.Check(
                        "spice-equals-ode",
                        worst.passed(),
                        String.format(
                                Locale.ROOT,
                                "%d decks; the worst is node %d of %s as %s: %.2g, allowed %.0e",
                                found.size(),
                                worst.node(),
                                worst.name(),
                                worst.form(),
                                worst.worst(),
                                SpiceComparison.TOLERANCE)));
        return disturbed() ? figures.with("spiceDisturbance", disturbance, "1") : figures;
    }

    private boolean disturbed() {
        return request.spiceTemperature() > 0 || request.spiceMismatch() > 0;
    }

    private List<PhysicsSystem> chosen(List<PhysicsSystem> systems) {
        List<PhysicsSystem> chosen = request.spice().equals("true")
                ? systems
                : systems.stream()
                        .filter(system -> PhysicsSystems.named(system.name(), request.spice()))
                        .toList();
        if (chosen.isEmpty()) {
            List<String> names = systems.stream().map(PhysicsSystem::name).toList();
            throw new UserError("dsllm.spice=" + request.spice() + " names none of the chosen systems"
                    + Suggestion.question(request.spice(), names) + " Chosen are: " + String.join(", ", names)
                    + "; perhaps you should choose others with dsllm.stage.");
        }
        return chosen;
    }

    private SpiceComparison compare(PhysicsSystem system, Form form, Path folder) throws IOException {
        SpiceComparison found = SpiceComparison.of(
                ngspice, folder, system.fileName(), system.system(), form, Circuit.STANDARD, system.duration());
        messages.info(String.format(
                Locale.ROOT,
                "%s as %s: relative error %.2g at tau, %.2g at the end",
                system.name(),
                form,
                found.atTau(),
                found.atEnd()));
        return found;
    }

    /** The root mean square over the nodes of what noise and mismatch change at the end, relative to the largest charge. */
    private double disturb(PhysicsSystem system, SpiceComparison quiet, Path folder) throws IOException {
        double[] times = quiet.spice().times();
        String deck = new SpiceDeck(system.system(), quiet.form(), Circuit.STANDARD)
                .withThermalNoise(request.spiceTemperature())
                .withMismatch(request.spiceMismatch())
                .text(times[times.length - 1]);
        double[] ideal = quiet.spice().last();
        double[] real = ngspice.run(
                        folder,
                        system.fileName() + "-" + quiet.form() + "-disturbed",
                        deck,
                        system.system().freeNodes(),
                        Circuit.STANDARD)
                .last();
        double squares = 0;
        double largest = Double.MIN_NORMAL;
        for (int i = 0; i < ideal.length; i++) {
            squares += (real[i] - ideal[i]) * (real[i] - ideal[i]);
            largest = Math.max(largest, Math.abs(ideal[i]));
        }
        double relative = Math.sqrt(squares / ideal.length) / largest;
        messages.info(String.format(
                Locale.ROOT,
                "%s as %s: %.2g rms of the largest charge at %.4g K and mismatch %.3g",
                system.name(),
                quiet.form(),
                relative,
                request.spiceTemperature(),
                request.spiceMismatch()));
        return relative;
    }

    private static List<Form> forms(String wanted) {
        if (wanted.equals(ALL)) {
            return List.of(Form.values());
        }
        List<String> names = Stream.concat(Arrays.stream(Form.values()).map(Form::toString), Stream.of(ALL))
                .toList();
        return List.of(Arrays.stream(Form.values())
                .filter(form -> form.toString().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new UserError("dsllm.form=" + wanted + " is none of " + String.join(", ", names)
                        + Suggestion.question(wanted, names))));
    }

    private static void requireRange(String name, double value, double greatest, String unit) {
        if (!(value >= 0 && value <= greatest)) {
            throw new UserError(name + "=" + value + " is not between 0 and " + greatest + " " + unit
                    + "; perhaps you should leave it out, which means 0");
        }
    }
}
