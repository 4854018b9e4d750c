package io.github.dsllm.sim.physics;

/** When nodes may be read. */
public final class SettlingTime {
    /** A converter of 8 bits sees no difference any more. */
    public static final double EIGHT_BITS = 1.0 / 256;

    private SettlingTime() {}

    /**
     * For each free node the time from which on it stays within {@code share} of the largest distance that any node had to go; linear between samples. The
     * last time where it does not come so near.
     */
    public static double[] of(Trajectory trajectory, double[] rest, double share) {
        double[] times = trajectory.times();
        double[][] states = trajectory.states();
        double farthest = 0;
        for (int i = 0; i < rest.length; i++) {
            farthest = Math.max(farthest, Math.abs(states[0][i] - rest[i]));
        }
        double limit = share * farthest;
        double[] settled = new double[rest.length];
        for (int i = 0; i < rest.length; i++) {
            int last = states.length - 1;
            while (last >= 0 && Math.abs(states[last][i] - rest[i]) <= limit) {
                last--;
            }
            settled[i] = last < 0
                    ? 0
                    : last == states.length - 1 ? times[last] : crossing(trajectory, rest[i], i, last, limit);
        }
        return settled;
    }

    private static double crossing(Trajectory trajectory, double rest, int node, int last, double limit) {
        double before = Math.abs(trajectory.states()[last][node] - rest);
        double after = Math.abs(trajectory.states()[last + 1][node] - rest);
        double share = (before - limit) / (before - after);
        double[] times = trajectory.times();
        return times[last] + share * (times[last + 1] - times[last]);
    }
}
