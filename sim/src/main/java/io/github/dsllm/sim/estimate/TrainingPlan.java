package io.github.dsllm.sim.estimate;

/**
 * A model that is to be trained, and what that takes on GPUs or on a dynamical-system machine.
 *
 * @param parameters P
 * @param tokens T
 * @param experts K, partitions of which each token exercises one; 1 for a dense model
 */
public record TrainingPlan(double parameters, double tokens, double experts) {
    /** Square metres of an A100 (826 mm²; NVIDIA A100 whitepaper), for a price per silicon. */
    public static final double GPU_AREA = 826e-6;

    private static final double SECONDS_PER_HOUR = 3600;

    /**
     * Time, money and energy of a training.
     *
     * @param hours from begin to end
     * @param machineHours hours times machines
     * @param dollars for the machines
     * @param joules electricity
     */
    public record Cost(double hours, double machineHours, double dollars, double joules) {}

    /** As many tokens as the framework takes: 20 per parameter. */
    public static TrainingPlan of(double parameters, double experts) {
        return new TrainingPlan(parameters, Cluster.TOKENS_PER_PARAMETER * parameters, experts);
    }

    /** Floating point operations. */
    public double flop() {
        return Cluster.flop(parameters, tokens, experts);
    }

    /** On one GPU that loses nothing, at the framework's sustained speed; 800 W as the poster counts an A100. */
    public Cost idealGpu() {
        double hours = Cluster.idealGpuHours(flop(), Cluster.SUSTAINED_FLOP);
        return ofGpus(hours, hours);
    }

    /** On so many GPUs that fail and write checkpoints. */
    public Cost on(Cluster cluster, double gpus) {
        double hours = cluster.hours(flop(), gpus, Cluster.SUSTAINED_FLOP);
        return ofGpus(hours, hours * gpus);
    }

    private static Cost ofGpus(double hours, double gpuHours) {
        return new Cost(
                hours,
                gpuHours,
                gpuHours * Cluster.DOLLARS_PER_GPU_HOUR,
                gpuHours * SECONDS_PER_HOUR * Poster.GPU_WATTS);
    }

    /** On the estimated machine; a square millimetre costs per hour what that of a GPU does. */
    public Cost on(Estimate estimate) {
        double hours = estimate.trainingHours(tokens);
        return new Cost(
                hours,
                hours,
                hours * Cluster.DOLLARS_PER_GPU_HOUR * estimate.area() / GPU_AREA,
                tokens * estimate.energyPerToken());
    }
}
