package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/**
 * Turns real rows W_i into integer couplings J_i and the row's self-reaction: W_ij ≈ J_ij·s_i, and s_i·2^(Fout − Fin) = m_i·2^−sh_i = 1/h_i.
 *
 * <p>Steps are those of {@link CouplingLevels}. Cost: 26 passes over the matrix.
 */
final class RowQuantiser {
    private final CouplingLevels levels;
    private final int scaleBits;
    private final BiasNodes biasNodes;

    RowQuantiser(Numerics numerics) {
        this.levels = CouplingLevels.of(numerics);
        this.scaleBits = numerics.scaleBits();
        this.biasNodes = new BiasNodes(numerics);
    }

    /**
     * @param exponent Fout − Fin
     * @param input Fin, which only a bias needs
     * @param shifts allowed values of sh
     * @param problems receives rows whose scale is too large for the shifter
     */
    QuantisedMatrix quantise(FoldedMatrix matrix, int exponent, int input, ShiftRange shifts, List<String> problems) {
        int rows = matrix.rows();
        int inputs = matrix.columns();
        IntToDoubleFunction bias = matrix.bias();
        int columns = inputs + (bias == null ? 0 : BiasNodes.COUNT);
        short[] couplings = new short[Math.multiplyExact(rows, columns)];
        int[] mantissas = new int[rows];
        int[] shiftOf = new int[rows];
        List<Integer> tooLarge = new ArrayList<>();
        double[] row = new double[inputs];
        for (int i = 0; i < rows; i++) {
            matrix.row(i, row);
            double current = bias == null ? 0 : Math.scalb(bias.applyAsDouble(i), input - biasNodes.octave());
            RowScale scale = scale(row, current, exponent, shifts);
            mantissas[i] = scale.mantissa();
            shiftOf[i] = scale.shift();
            if (scale.shift() < shifts.smallest()) {
                tooLarge.add(i);
            }
            double step = scale.value(exponent);
            for (int j = 0; j < inputs; j++) {
                couplings[i * columns + j] = (short) levels.level(row[j], step);
            }
            for (int j = inputs; j < columns; j++) {
                couplings[i * columns + j] = (short) biasNodes.coupling(current / step, j - inputs);
            }
        }
        if (!tooLarge.isEmpty()) {
            problems.add(matrix.name() + " row" + (tooLarge.size() == 1 ? " " : "s ")
                    + tooLarge.stream().limit(5).toList() + (tooLarge.size() > 5 ? " and more" : "")
                    + ": 1/h is too large for the core's shifter");
        }
        return new QuantisedMatrix(rows, columns, couplings, mantissas, shiftOf);
    }

    private RowScale scale(double[] row, double current, int exponent, ShiftRange shifts) {
        double step = Math.max(levels.searched(row), Math.abs(current) / biasNodes.reach());
        if (step == 0) {
            return RowScale.silent(scaleBits, shifts);
        }
        RowScale finest = RowScale.finest(scaleBits, shifts);
        return step < finest.value(exponent) ? finest : RowScale.of(step, exponent, scaleBits);
    }
}
