package io.github.dsllm.sim.physics.imperfect;

import java.util.SplittableRandom;

/** The part of a non-ideality that is data. */
abstract class Kind implements NonIdeality {
    private static final double LEAST_SHARE = 0.01;

    private final String name;
    private final String formula;
    private final String unit;
    private final double standard;
    private final String source;
    private final double[] sweep;

    Kind(String name, String formula, String unit, double standard, String source, double... sweep) {
        this.name = name;
        this.formula = formula;
        this.unit = unit;
        this.standard = standard;
        this.source = source;
        this.sweep = sweep.clone();
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final String formula() {
        return formula;
    }

    @Override
    public final String unit() {
        return unit;
    }

    @Override
    public final double standard() {
        return standard;
    }

    @Override
    public final String source() {
        return source;
    }

    @Override
    public final double[] sweep() {
        return sweep.clone();
    }

    /** Devices of a group that differ: each value times 1 + s·N(0, 1), at least a hundredth of it, changed in place. */
    static void spread(double[] values, double strength, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] *= Math.max(LEAST_SHARE, 1 + strength * random.nextGaussian());
        }
    }

    /** The largest magnitude. */
    static float largest(float[] values) {
        float largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    /** Rounds to the grid of b bits over ±range, with 2^b − 1 levels; a factor that grows with the value is cut at the range. */
    static float quantised(float value, double bits, double range, double toss) {
        double levels = Math.scalb(1.0, (int) Math.rint(bits) - 1) - 1;
        if (range == 0) {
            return 0;
        }
        double steps = Math.max(-levels, Math.min(levels, value / range * levels));
        return (float) (Math.floor(steps + toss) / levels * range);
    }
}
