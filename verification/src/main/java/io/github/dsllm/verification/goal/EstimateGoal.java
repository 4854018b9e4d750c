package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.estimate.Assumption;
import io.github.dsllm.sim.estimate.Estimate;
import io.github.dsllm.sim.estimate.GpuBaseline;
import io.github.dsllm.verification.table.Table;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code estimate}: what an analog chip would take and draw for a model, beside the poster's tables and GPUs. */
public final class EstimateGoal {
    private final EstimateRequest request;
    private final Messages messages;
    private final OutputLayout layout;

    public EstimateGoal(EstimateRequest request, Messages messages) {
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(request.outputDirectory());
    }

    /**
     * Writes {@code estimate.json}, and into {@code estimate} the tables as text, JSON and CSV, and the charts.
     *
     * @throws UserError for what cannot be used
     */
    public GoalResult run() throws IOException {
        EstimateInput input = EstimateInput.read(request);
        if (request.chip() == null) {
            messages.info("no chip spec is given: " + EstimateInput.POSTER_CHIP + " is taken, which comes with dsllm");
        }
        List<Table> tables = new ArrayList<>(EstimateTables.of(input));
        tables.addAll(PosterTables.of(input));
        tables.addAll(CostTables.of(input));
        EstimateFiles files = new EstimateFiles(layout.root().resolve(EstimateFiles.FOLDER));
        files.tables(tables);
        files.charts(input);
        GoalResult result = result(input);
        result.write(layout.root());
        tables.get(0).text().lines().forEach(messages::info);
        messages.info("all tables and charts are in " + files.folder());
        return result;
    }

    private GoalResult result(EstimateInput input) throws IOException {
        Estimate estimate = input.estimate();
        GpuBaseline gpu = GpuBaseline.of(estimate.size());
        double generation = estimate.watts() * estimate.latencyPerToken();
        return GoalResult.of(
                        "estimate",
                        input.name() + ": " + estimate.size().describe(),
                        estimate.chip().name(),
                        digest(input))
                .with("latencyPerToken", estimate.latencyPerToken(), "s")
                .with("trainTimePerToken", estimate.trainTimePerToken(), "s")
                .with("power", estimate.watts(), "W")
                .with("energyPerToken", estimate.energyPerToken(), "J")
                .with("generationEnergyPerToken", generation, "J")
                .with("reloadTimePerToken", estimate.reloadTimePerToken(), "s")
                .with("reloadTimePerLayer", estimate.reloadTimePerLayer(), "s")
                .with("chipsResident", estimate.chipsResident(), "1")
                .with("powerResident", estimate.residentWatts(), "W")
                .with("area", estimate.area(), "m2")
                .with("settleTime", estimate.settleTime(), "s")
                .with("gpuSpeedup", gpu.trainTime() / estimate.trainTimePerToken(), "1")
                .with("gpuSpeedupGeneration", gpu.latency() / estimate.latencyPerToken(), "1")
                .with("gpuEnergyRatio", gpu.trainTime() * gpu.watts() / estimate.energyPerToken(), "1")
                .with("trainingTokens", input.plan().tokens(), "1")
                .with("trainingFlop", input.plan().flop(), "1")
                .with("trainingHours", input.plan().on(estimate).hours(), "h")
                .with("trainingEnergy", input.plan().on(estimate).joules(), "J")
                .with("trainingCost", input.plan().on(estimate).dollars(), "USD")
                .with("gpuHours", input.plan().idealGpu().machineHours(), "h")
                .with("gpuTrainingEnergy", input.plan().idealGpu().joules(), "J")
                .with("gpuTrainingCost", input.plan().idealGpu().dollars(), "USD");
    }

    private String digest(EstimateInput input) throws IOException {
        Inputs inputs = new Inputs().with("chip", request.chip());
        inputs.with("sizes", (Object) input.estimate().size().toString());
        inputs.with("plan", (Object) input.plan().toString());
        inputs.with("assumptions", (Object) input.estimate().assumptions().stream()
                .map(Assumption::label)
                .sorted()
                .toList()
                .toString());
        return inputs.with("version of dsllm", (Object) request.version()).digest();
    }
}
