package io.github.dsllm.codegen.assemble;

import io.github.dsllm.codegen.layout.LayoutOptions.Trajectory;
import io.github.dsllm.codegen.layout.RowGroup;
import io.github.dsllm.codegen.layout.RowMap;
import io.github.dsllm.codegen.layout.TileMemory;
import java.util.Map;
import java.util.Optional;

/** Fills the coupling, external and scale memory of one tile from the rows that its row groups name; lanes without a row hold 0. */
final class MemoryWriter {
    private final RowMap rows;
    private final int lanes;
    private final Optional<Trajectory> trajectory;
    private final TileMemory memory;
    private final short[] couplings;
    private final short[] external;
    private final int[] mantissas;
    private final byte[] shifts;
    private final int[] steps;

    MemoryWriter(RowMap rows, TileMemory memory, int lanes, Optional<Trajectory> trajectory) {
        this.rows = rows;
        this.lanes = lanes;
        this.trajectory = trajectory;
        this.memory = memory;
        this.couplings = new short[Math.multiplyExact(memory.residentWords(), lanes)];
        this.external = new short[Math.multiplyExact(memory.externalWords(), lanes)];
        this.mantissas = new int[memory.scaleWords() * lanes];
        this.shifts = new byte[mantissas.length];
        this.steps = new int[trajectory.isPresent() ? mantissas.length : 0];
        for (Map.Entry<RowGroup, TileMemory.Place> entry : memory.places().entrySet()) {
            for (int lane = 0; lane < lanes; lane++) {
                RowMap.Row row = rows.row(entry.getKey(), lane);
                if (row != null) {
                    write(entry.getKey(), entry.getValue(), lane, row);
                }
            }
        }
    }

    short[] couplings() {
        return couplings;
    }

    short[] external() {
        return external;
    }

    int[] mantissas() {
        return mantissas;
    }

    byte[] shifts() {
        return shifts;
    }

    int[] trajectorySteps() {
        return steps;
    }

    private void write(RowGroup group, TileMemory.Place place, int lane, RowMap.Row row) {
        if (memory.residents().stays(group)) {
            write(group, place, lane, row, couplings, place.couplingWord());
        }
        if (memory.external().containsKey(group)) {
            write(group, place, lane, row, external, memory.externalWord(group));
        }
        int scale = place.scaleWord() * lanes + lane;
        mantissas[scale] = row.matrix().mantissas()[row.index()];
        shifts[scale] = (byte) row.matrix().shifts()[row.index()];
        trajectory.ifPresent(options -> steps[scale] = TrajectorySteps.of(options, row));
    }

    private void write(RowGroup group, TileMemory.Place place, int lane, RowMap.Row row, short[] words, int firstWord) {
        int columns = row.matrix().columns();
        for (int word = 0; word < place.words(); word++) {
            int column = rows.column(group, row.matrix(), word);
            if (column >= 0) {
                words[(firstWord + word) * lanes + lane] = row.matrix().couplings()[row.index() * columns + column];
            }
        }
    }
}
