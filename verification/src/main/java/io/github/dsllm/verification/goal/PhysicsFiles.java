package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.physics.Trajectory;
import io.github.dsllm.sim.physics.imperfect.ModelQuality;
import io.github.dsllm.sim.physics.imperfect.NonIdeality;
import io.github.dsllm.sim.physics.imperfect.Sweep;
import io.github.dsllm.verification.picture.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Pictures of what {@code physics} found, and the same numbers as CSV beside them. */
final class PhysicsFiles {
    private static final int SHOWN_NODES = 12;
    private static final int WRITTEN_NODES = 256;
    private static final int BINS = 24;

    private final Path folder;

    /** An empty folder takes the place of that of an earlier run. */
    PhysicsFiles(Path folder) throws IOException {
        this.folder = folder;
        Outputs.delete(folder);
    }

    Path folder() {
        return folder;
    }

    void trajectories(ObservedDynamics dynamics) throws IOException {
        Trajectory path = dynamics.path();
        String name = dynamics.system().name();
        Chart chart = new Chart(name + ": node trajectories", "time in C0/G0", "charge σ");
        int nodes = path.nodes().count();
        for (int i = 0; i < Math.min(SHOWN_NODES, nodes); i++) {
            chart.line(nodes <= 8 ? "σ" + path.nodes().indices()[i] : "", path.times(), column(path, i));
        }
        write(dynamics.system().fileName() + "-trajectories.svg", chart.svg());
        StringBuilder csv = new StringBuilder("time");
        int written = Math.min(WRITTEN_NODES, nodes);
        for (int i = 0; i < written; i++) {
            csv.append(",sigma").append(path.nodes().indices()[i]);
        }
        csv.append(dynamics.hasEnergy() ? ",energy\n" : "\n");
        for (int k = 0; k < path.times().length; k++) {
            csv.append(path.times()[k]);
            for (int i = 0; i < written; i++) {
                csv.append(',').append(path.states()[k][i]);
            }
            csv.append(dynamics.hasEnergy() ? "," + dynamics.energies()[k] + "\n" : "\n");
        }
        write(dynamics.system().fileName() + "-trajectories.csv", csv.toString());
    }

    /** States of a machine with binary places at the start and after every step. */
    void steps(PhysicsSystem system, long[][] states, int places) throws IOException {
        int written = Math.min(WRITTEN_NODES, states[0].length);
        StringBuilder csv = new StringBuilder("step");
        for (int i = 0; i < written; i++) {
            csv.append(",sigma").append(i);
        }
        csv.append('\n');
        for (int step = 0; step < states.length; step++) {
            csv.append(step);
            for (int i = 0; i < written; i++) {
                csv.append(',').append(Math.scalb((double) states[step][i], -places));
            }
            csv.append('\n');
        }
        write(system.fileName() + "-steps.csv", csv.toString());
    }

    /** How far H is above its last value: a straight line on this scale is an exponential descent. */
    void energy(ObservedDynamics dynamics) throws IOException {
        if (!dynamics.hasEnergy()) {
            return;
        }
        double[] energies = dynamics.energies();
        double lowest = Arrays.stream(energies).min().orElse(0);
        double span = Arrays.stream(energies).max().orElse(0) - lowest;
        double[] above = Arrays.stream(energies)
                .map(h -> h - lowest > 1e-12 * span ? h - lowest : Double.NaN)
                .toArray();
        String svg = new Chart(
                        dynamics.system().name() + ": energy descent", "time in C0/G0", "H above its lowest value")
                .logarithmicUp()
                .line("", dynamics.path().times(), above)
                .svg();
        write(dynamics.system().fileName() + "-energy.svg", svg);
    }

    void settling(List<ObservedDynamics> all, double timeUnit) throws IOException {
        double[] seconds = all.stream()
                .flatMapToDouble(each -> Arrays.stream(each.settled()))
                .map(time -> time * timeUnit)
                .toArray();
        double[] nanoseconds = Arrays.stream(seconds).map(s -> s * 1e9).toArray();
        write(
                "settling.svg",
                Chart.histogram("Settling times", "time in ns until 1/256 of the way is left", nanoseconds, BINS));
        StringBuilder csv = new StringBuilder("system,node,seconds\n");
        for (ObservedDynamics each : all) {
            for (int i = 0; i < each.settled().length; i++) {
                csv.append(each.system().fileName())
                        .append(',')
                        .append(each.path().nodes().indices()[i])
                        .append(',')
                        .append(each.settled()[i] * timeUnit)
                        .append('\n');
            }
        }
        write("settling.csv", csv.toString());
    }

    void sweep(NonIdeality kind, List<Sweep.Point> points, double ideal) throws IOException {
        double[] strengths = points.stream().mapToDouble(Sweep.Point::strength).toArray();
        double[] means = points.stream()
                .mapToDouble(p -> p.mean(ModelQuality.PERPLEXITY))
                .toArray();
        double[] halves = points.stream()
                .mapToDouble(p -> p.halfWidth(ModelQuality.PERPLEXITY))
                .toArray();
        Chart chart = new Chart(kind.name() + ": perplexity", "strength in " + kind.unit(), "perplexity, 95 % interval")
                .logarithmicUp()
                .line("", strengths, means, halves)
                .mark(ideal);
        boolean wide = Arrays.stream(strengths).min().orElse(0) > 0
                && Arrays.stream(strengths).max().orElse(1)
                        > 20 * Arrays.stream(strengths).min().orElse(1);
        write("sweep-" + kind.name() + ".svg", (wide ? chart.logarithmicAcross() : chart).svg());
        StringBuilder csv =
                new StringBuilder("strength,chips,perplexity,perplexityHalfWidth,accuracy,accuracyHalfWidth\n");
        for (Sweep.Point point : points) {
            csv.append(point.strength()).append(',').append(point.values().length);
            for (int figure : new int[] {ModelQuality.PERPLEXITY, ModelQuality.ACCURACY}) {
                csv.append(',').append(point.mean(figure)).append(',').append(point.halfWidth(figure));
            }
            csv.append('\n');
        }
        write("sweep-" + kind.name() + ".csv", csv.toString());
    }

    private void write(String name, String text) throws IOException {
        Outputs.write(folder.resolve(name), text);
    }

    private static double[] column(Trajectory path, int node) {
        return Arrays.stream(path.states()).mapToDouble(state -> state[node]).toArray();
    }
}
