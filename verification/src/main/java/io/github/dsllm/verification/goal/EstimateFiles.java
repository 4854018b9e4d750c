package io.github.dsllm.verification.goal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.sim.estimate.Estimate;
import io.github.dsllm.sim.estimate.Poster;
import io.github.dsllm.sim.estimate.Poster.Row;
import io.github.dsllm.verification.picture.Chart;
import io.github.dsllm.verification.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Tables and charts of an estimate as files. */
public final class EstimateFiles {
    /** Folder of the tables and charts in the output directory. */
    public static final String FOLDER = "estimate";
    /** All tables as JSON. */
    public static final String TABLES = "tables.json";

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path folder;

    EstimateFiles(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    void tables(List<Table> tables) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Table table : tables) {
            text.append(table.text()).append('\n');
            Outputs.write(folder.resolve(table.name() + ".csv"), table.csv());
        }
        Outputs.write(folder.resolve("tables.txt"), text.toString());
        Outputs.write(folder.resolve(TABLES), MAPPER.writeValueAsString(tables) + "\n");
    }

    /** Latency, training time and energy against the size of the model: the poster's five and the user's. */
    void charts(EstimateInput input) throws IOException {
        List<Estimate> own = new ArrayList<>();
        Poster.rows().forEach(row -> own.add(PosterTables.estimate(input, row)));
        own.add(input.estimate());
        own.sort(Comparator.comparingLong(estimate -> estimate.size().parameters()));
        draw("latency", "Token generated", "s", own, Estimate::latencyPerToken, Poster.Entries::latency);
        draw("training", "Token trained", "s", own, Estimate::trainTimePerToken, Poster.Entries::trainTime);
        draw(
                "energy",
                "Energy of a token trained",
                "J",
                own,
                Estimate::energyPerToken,
                entries -> entries.watts() * entries.trainTime());
    }

    private void draw(
            String name,
            String title,
            String unit,
            List<Estimate> own,
            ToDoubleFunction<Estimate> estimated,
            ToDoubleFunction<Poster.Entries> printed)
            throws IOException {
        double[] sizes = Poster.rows().stream()
                .mapToDouble(row -> row.size().parameters())
                .toArray();
        Chart chart = new Chart(title, "parameters", unit)
                .logarithmicAcross()
                .logarithmicUp()
                .legendLeft()
                .line("A100, poster", sizes, entries(row -> printed.applyAsDouble(row.gpu())))
                .line("DS, poster", sizes, entries(row -> printed.applyAsDouble(row.machine())))
                .line(
                        "DS, estimate",
                        own.stream()
                                .mapToDouble(estimate -> estimate.size().parameters())
                                .toArray(),
                        own.stream().mapToDouble(estimated).toArray());
        Outputs.write(folder.resolve(name + ".svg"), chart.svg());
    }

    private static double[] entries(ToDoubleFunction<Row> figure) {
        return Poster.rows().stream().mapToDouble(figure).toArray();
    }
}
