package io.github.dsllm.sim.estimate;

/**
 * Training on many GPUs by the analytical framework of Faraboschi et al., "Reducing the Barriers to Entry for Foundation Model Training" (2024): equations of §1.3, parameters
 * of Table 3. How checkpoints and failures add up is not in the paper; docs/estimate.md §9 says which textbook formulas are taken.
 *
 * @param checkpointBandwidth bytes per second that all GPUs together write
 * @param checkpointBytes bytes per GPU of a checkpoint
 * @param toleratedGroups failed groups of {@link #GROUPS} with which the training goes on, 0 for none
 */
public record Cluster(double checkpointBandwidth, double checkpointBytes, int toleratedGroups) {
    /** FLOP_per_token. */
    public static final double FLOP_PER_PARAMETER_AND_TOKEN = 6;
    /** Token_per_param. */
    public static final double TOKENS_PER_PARAMETER = 20;
    /** Token_scaling: the power of the parameters that the compute of real trainings follows; 2 in theory. */
    public static final double TOKEN_SCALING = 1.91;
    /** TFs_per_GPU: FLOP per second that an A100 sustains. */
    public static final double SUSTAINED_FLOP = 150e12;
    /** A next-generation GPU, 16 bits. */
    public static final double PEAK_FLOP = 1e15;
    /** Cpgh: dollars per GPU hour. */
    public static final double DOLLARS_PER_GPU_HOUR = 2.5;
    /** Groups of data parallelism, the N of FT_KN. */
    public static final int GROUPS = 100;

    private static final double GPU_HOURS_TO_FAILURE = 950e3; // GPU_mtbf_base
    private static final double CPU_HOURS_TO_FAILURE = 1500e3; // CPU_mtbf_base
    private static final double GPUS_PER_CPU = 4;
    private static final double SEQUENTIAL = 0.01; // Seq_comp
    private static final double HOURS_TO_RECOVER = 2; // TTR_h
    private static final double GPU_BYTES = 80e9; // GPU_mem
    private static final double SECONDS_PER_HOUR = 3600;

    /** A cluster without supercomputing techniques: whole memories at 500 GB/s, every failure stops the training. */
    public static final Cluster PLAIN = new Cluster(500e9, GPU_BYTES, 0);
    /** With them (§3.1): 2 TB/s, half the bytes, 5 of 100 groups may fail. */
    public static final Cluster SUPERCOMPUTER = new Cluster(2e12, GPU_BYTES / 2, 5);

    /** C = 6·P·T: floating point operations to train P parameters on T tokens; with K experts each token exercises one of K partitions: C/K. */
    public static double flop(double parameters, double tokens, double experts) {
        return FLOP_PER_PARAMETER_AND_TOKEN * parameters * tokens / experts;
    }

    /** Hours of GPUs that lose nothing. */
    public static double idealGpuHours(double flop, double flopPerSecond) {
        return flop / flopPerSecond / SECONDS_PER_HOUR;
    }

    /** Mean hours between failures of GPUs and of the CPUs beside them. */
    public double hoursBetweenFailures(double gpus) {
        return 1 / (gpus / GPU_HOURS_TO_FAILURE + gpus / GPUS_PER_CPU / CPU_HOURS_TO_FAILURE);
    }

    /** Hours that a checkpoint takes. */
    public double checkpointHours(double gpus) {
        return gpus * checkpointBytes / checkpointBandwidth / SECONDS_PER_HOUR;
    }

    /**
     * Mean hours until so many groups are down at once that the training stops: with groups that fail independently and are back after TTR, the number that is down is
     * Poisson distributed with mean m, and the state "one more than tolerated" is entered at the rate of failures times the probability of standing at the limit.
     */
    public double hoursBetweenInterrupts(double gpus) {
        double failures = 1 / hoursBetweenFailures(gpus);
        double down = failures * HOURS_TO_RECOVER;
        double atLimit = Math.exp(-down);
        for (int k = 1; k <= toleratedGroups; k++) {
            atLimit *= down / k;
        }
        return toleratedGroups == 0 ? 1 / failures : 1 / (failures * atLimit);
    }

    /**
     * How many times as long as the bare computation it takes, with the best distance between checkpoints: M·e^(R/M)·(e^((s+c)/M) − 1)/s for segments of s hours,
     * checkpoints of c, interrupts every M and R to recover (Daly, FGCS 2006, eq. 20), s from its eq. 37; times what tolerated failures take from the
     * throughput.
     */
    public double overhead(double gpus) {
        double interrupts = hoursBetweenInterrupts(gpus);
        double checkpoint = checkpointHours(gpus);
        double segment = segment(checkpoint, interrupts);
        double restart = Math.exp(HOURS_TO_RECOVER / interrupts)
                * interrupts
                * Math.expm1((segment + checkpoint) / interrupts)
                / segment;
        double down = toleratedGroups == 0 ? 0 : HOURS_TO_RECOVER / hoursBetweenFailures(gpus) / GROUPS;
        return restart / (1 - Math.min(down, 0.5));
    }

    private static double segment(double checkpoint, double interrupts) {
        if (checkpoint >= 2 * interrupts) {
            return interrupts;
        }
        double ratio = checkpoint / (2 * interrupts);
        return Math.sqrt(2 * checkpoint * interrupts) * (1 + Math.sqrt(ratio) / 3 + ratio / 9) - checkpoint;
    }

    /** Hours of a training; a hundredth of the computation does not scale with the GPUs in the sense of Gustafson: n GPUs do the work of 1 % + 99 %·n. */
    public double hours(double flop, double gpus, double flopPerSecond) {
        double scaled = SEQUENTIAL + (1 - SEQUENTIAL) * gpus;
        return idealGpuHours(flop, flopPerSecond) / scaled * overhead(gpus);
    }

    /** GPU hours of a training. */
    public double gpuHours(double flop, double gpus, double flopPerSecond) {
        return gpus * hours(flop, gpus, flopPerSecond);
    }
}
