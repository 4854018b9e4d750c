package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.training.TrainerKind;
import io.github.dsllm.sim.training.TrainingRecord;
import io.github.dsllm.verification.picture.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Curves of trainings, one line per trainer, as pictures and as CSV. */
final class TrainFiles {
    private final Path folder;

    TrainFiles(Path folder) {
        this.folder = folder;
    }

    void write(Map<TrainerKind, List<TrainingRecord.Point>> curves) throws IOException {
        Chart losses = new Chart("Training loss", "step", "nats per token");
        Chart validations = new Chart("Validation loss", "step", "nats per token");
        Chart accuracies = new Chart("Accuracy on validation examples", "step", "share");
        StringBuilder csv = new StringBuilder("trainer,step,loss,gradientNorm,rate,validation,accuracy\n");
        curves.forEach((kind, points) -> {
            line(
                    losses,
                    kind.label(),
                    points.stream()
                            .map(point -> new double[] {point.step(), point.loss()})
                            .toList());
            line(validations, kind.label(), places(new TrainCurve(points).validations()));
            line(accuracies, kind.label(), places(new TrainCurve(points).accuracies()));
            points.forEach(point -> csv.append(kind.label())
                    .append(',')
                    .append(point.step())
                    .append(',')
                    .append(point.loss())
                    .append(',')
                    .append(Double.isNaN(point.gradientNorm()) ? "" : point.gradientNorm())
                    .append(',')
                    .append(point.rate())
                    .append(',')
                    .append(point.validation() == null ? "" : point.validation())
                    .append(',')
                    .append(point.accuracy() == null ? "" : point.accuracy())
                    .append('\n'));
        });
        Outputs.write(folder.resolve("loss.svg"), losses.svg());
        Outputs.write(folder.resolve("validation.svg"), validations.svg());
        if (curves.values().stream()
                .anyMatch(points -> !new TrainCurve(points).accuracies().isEmpty())) {
            Outputs.write(folder.resolve("accuracy.svg"), accuracies.svg());
        }
        Outputs.write(folder.resolve("curves.csv"), csv.toString());
        cosines(curves);
    }

    /** One chart per trainer whose gradients are not those of back-propagation, one line per layer. */
    private void cosines(Map<TrainerKind, List<TrainingRecord.Point>> curves) throws IOException {
        StringBuilder csv = new StringBuilder("trainer,step,layer,cosine\n");
        for (Map.Entry<TrainerKind, List<TrainingRecord.Point>> curve : curves.entrySet()) {
            String trainer = curve.getKey().label();
            Map<String, List<double[]>> lines = new TreeMap<>();
            for (TrainingRecord.Point point : curve.getValue()) {
                Map<String, Double> cosines = point.cosines();
                if (cosines != null) {
                    cosines.forEach((layer, cosine) -> {
                        lines.computeIfAbsent(layer, each -> new ArrayList<>())
                                .add(new double[] {point.step(), cosine});
                        csv.append(String.join(",", trainer, "" + point.step(), layer, "" + cosine))
                                .append('\n');
                    });
                }
            }
            if (!lines.isEmpty()) {
                Chart chart = new Chart("Gradient cosine against backprop: " + trainer, "step", "cosine");
                lines.forEach((layer, points) -> line(chart, layer, points));
                Outputs.write(folder.resolve("cosines-" + trainer + ".svg"), chart.svg());
            }
        }
        Outputs.write(folder.resolve("cosines.csv"), csv.toString());
    }

    private static List<double[]> places(Map<Long, Double> bySteps) {
        return bySteps.entrySet().stream()
                .map(entry -> new double[] {entry.getKey(), entry.getValue()})
                .toList();
    }

    private static void line(Chart chart, String name, List<double[]> points) {
        if (!points.isEmpty()) {
            chart.line(
                    name,
                    points.stream().mapToDouble(point -> point[0]).toArray(),
                    points.stream().mapToDouble(point -> point[1]).toArray());
        }
    }
}
