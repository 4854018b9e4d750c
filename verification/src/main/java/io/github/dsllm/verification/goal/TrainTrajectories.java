package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.training.PrincipalAxes;
import io.github.dsllm.sim.training.Snapshots;
import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.verification.picture.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The ways that the weights of several trainers take from the same beginning, on the two axes along which all of them differ most. */
final class TrainTrajectories {
    private static final int AXES = 2;

    private final Path folder;
    private final List<Place> places = new ArrayList<>();
    private final List<float[]> points = new ArrayList<>();

    /** One snapshot. */
    private record Place(TrainerKind kind, long step) {}

    /** @param folder where pictures go, with the snapshots of a trainer in a folder of {@link #snapshots} */
    TrainTrajectories(Path folder) {
        this.folder = folder;
    }

    /** Where the weights of a trainer are kept. */
    Path snapshots(TrainerKind kind) {
        return folder.resolve("snapshots").resolve(kind.label());
    }

    /** Adds what a trainer kept in its steps. */
    void add(TrainerKind kind, long steps) throws IOException {
        new Snapshots(snapshots(kind)).read(steps).forEach((step, weights) -> {
            places.add(new Place(kind, step));
            points.add(weights);
        });
    }

    /** Writes {@code trajectories.svg} and {@code trajectories.csv}; nothing without snapshots. */
    void write() throws IOException {
        if (points.isEmpty()) {
            return;
        }
        PrincipalAxes axes = PrincipalAxes.of(points, AXES);
        Chart chart = new Chart("Weights on common principal axes", axis("first", axes, 0), axis("second", axes, 1));
        for (TrainerKind kind : TrainerKind.values()) {
            int[] of = IntStream.range(0, places.size())
                    .filter(i -> places.get(i).kind() == kind)
                    .toArray();
            if (of.length > 0) {
                chart.line(kind.label(), column(axes, of, 0), column(axes, of, 1));
            }
        }
        StringBuilder csv = new StringBuilder("trainer,step,axis1,axis2\n");
        for (int i = 0; i < places.size(); i++) {
            csv.append(places.get(i).kind().label())
                    .append(',')
                    .append(places.get(i).step())
                    .append(',')
                    .append(axes.places()[i][0])
                    .append(',')
                    .append(axes.places()[i][1])
                    .append('\n');
        }
        Outputs.write(folder.resolve("trajectories.svg"), chart.svg());
        Outputs.write(folder.resolve("trajectories.csv"), csv.toString());
    }

    private static String axis(String name, PrincipalAxes axes, int axis) {
        return String.format(Locale.ROOT, "%s axis, %.1f %% of the variance", name, 100 * axes.shares()[axis]);
    }

    private static double[] column(PrincipalAxes axes, int[] of, int axis) {
        double[] column = new double[of.length];
        for (int k = 0; k < of.length; k++) {
            column[k] = axes.places()[of[k]][axis];
        }
        return column;
    }
}
