package io.github.dsllm.sim.estimate;

import java.util.Locale;

/**
 * What the training of one model of the state of the art costs by year: a reading of Table 1 and of the growth rates of §1.2 and §2 of Faraboschi et al. (2024), whose own
 * formula is not printed. The anchor is the paper's figure for GPT-4: 1.8 T parameters in 2023, 6.7 M dollars of GPUs, 32 M in a cloud, eight experts.
 */
public enum CostTrend {
    /** Eight more experts a year, 20 operations per parameter and token count. */
    BEST_CASE(8, 20),
    /** Four more, 40. */
    BEST_GUESS(4, 40),
    /** None, 120 as today. */
    WORST_CASE(0, 120);

    /** Year of the anchor. */
    public static final int ANCHOR = 2023;
    /** Dollars of GPUs that GPT-4 took, by the paper. */
    public static final double ANCHOR_GPU_DOLLARS = 6.7e6;
    /** The paper's projection for 2028, dollars of GPUs. */
    public static final double PAPER_2028 = 19e9;

    private static final double ANCHOR_EXPERTS = 8;
    private static final double PARAMETER_GROWTH = 2.8; // 180 % more per year
    private static final double YEARS_TO_DOUBLE = 2.46; // FLOP/s per dollar
    private static final double FLOP_TODAY = 120;
    private static final int YEARS_TO_REACH = 5;

    private final double expertsPerYear;
    private final double flopPerParameter;

    CostTrend(double expertsPerYear, double flopPerParameter) {
        this.expertsPerYear = expertsPerYear;
        this.flopPerParameter = flopPerParameter;
    }

    /** For people. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** How many times the operations of a training grow per year without better methods: 2.8^1.91. */
    public static double flopGrowth() {
        return Math.pow(PARAMETER_GROWTH, Cluster.TOKEN_SCALING);
    }

    /**
     * Dollars of GPUs in a year from {@link #ANCHOR} on: operations grow with the parameters to the power of 1.91, fall with the experts, and with the operations per
     * parameter of the scenario, which are reached evenly (in ratio) after five years; a dollar buys twice as many every 2.46 years.
     */
    public double gpuDollars(int year) {
        double years = year - (double) ANCHOR;
        double experts = (ANCHOR_EXPERTS + expertsPerYear * years) / ANCHOR_EXPERTS;
        double methods = Math.pow(flopPerParameter / FLOP_TODAY, Math.min(1, years / YEARS_TO_REACH));
        double price = Math.pow(2, years / YEARS_TO_DOUBLE);
        return ANCHOR_GPU_DOLLARS * Math.pow(flopGrowth(), years) * methods / experts / price;
    }

    /** The first year in which a training costs at least so much. */
    public int firstYear(double dollars) {
        int year = ANCHOR;
        while (gpuDollars(year) < dollars) {
            year++;
        }
        return year;
    }
}
