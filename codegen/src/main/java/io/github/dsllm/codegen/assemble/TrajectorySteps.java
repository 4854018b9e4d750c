package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.quantise.QuantisedMatrix;

/** a = rint(2^16·dt·h) of a row, at least 1. */
final class TrajectorySteps {
    private TrajectorySteps() {}

    static int of(Trajectory trajectory, RowMap.Row row) {
        double product = trajectory.common()
                ? trajectory.fraction() * selfReaction(row.matrix(), row.index()) / largestSelfReaction(row.matrix())
                : trajectory.fraction();
        return (int) Math.max(1, Math.rint(product * (1 << Numerics.TRAJECTORY_FRACTION)));
    }

    private static double largestSelfReaction(QuantisedMatrix matrix) {
        double largest = 0;
        for (int row = 0; row < matrix.rows(); row++) {
            largest = Math.max(largest, selfReaction(matrix, row));
        }
        return largest;
    }

    private static double selfReaction(QuantisedMatrix matrix, int row) {
        return Math.scalb(1.0, matrix.shifts()[row]) / matrix.mantissas()[row];
    }
}
