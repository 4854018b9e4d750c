package io.github.dsllm.hw;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.List;

/** Small cores for tests of units. */
final class Cores {
    private Cores() {}

    static CoreParameters of(Numerics numerics) {
        return of(numerics, 1, 1);
    }

    static CoreParameters of(Exponential exponential) {
        return of(Numerics.DEFAULT.withExponential(exponential), 1, 1);
    }

    static CoreParameters of(Numerics numerics, int rows, int columns) {
        return of(numerics, rows, columns, new CoreParameters.Chips(rows, columns, 1));
    }

    static CoreParameters of(Numerics numerics, int rows, int columns, CoreParameters.Chips chips) {
        return of(numerics, rows, columns, chips, CoreParameters.DEFAULT_UNIT_LANES);
    }

    static CoreParameters ofUnits(int unitLanes) {
        return of(Numerics.DEFAULT, 1, 1, new CoreParameters.Chips(1, 1, 1), unitLanes);
    }

    private static CoreParameters of(
            Numerics numerics, int rows, int columns, CoreParameters.Chips chips, int unitLanes) {
        int cluster = Math.max(4, unitLanes);
        int segment = Math.min(8, cluster);
        int lanes = cluster > segment ? 2 * cluster : 8;
        return of(numerics, rows, columns, chips, lanes, segment, cluster, unitLanes);
    }

    static CoreParameters ofClusters(int lanes, int segmentLanes, int clusterLanes, int unitLanes) {
        CoreParameters.Chips chips = new CoreParameters.Chips(1, 1, 1);
        return of(Numerics.DEFAULT, 1, 1, chips, lanes, segmentLanes, clusterLanes, unitLanes);
    }

    private static CoreParameters of(
            Numerics numerics,
            int rows,
            int columns,
            CoreParameters.Chips chips,
            int lanes,
            int segmentLanes,
            int clusterLanes,
            int unitLanes) {
        return new CoreParameters(
                rows,
                columns,
                List.of(),
                chips,
                lanes,
                segmentLanes,
                1,
                clusterLanes,
                unitLanes,
                2,
                numerics,
                new CoreParameters.Widths(24, 46, 36, 27),
                new CoreParameters.Depths(64, 16, 8, 32, 16, 8, 32, 16),
                false,
                false,
                null,
                false,
                null,
                null);
    }
}
