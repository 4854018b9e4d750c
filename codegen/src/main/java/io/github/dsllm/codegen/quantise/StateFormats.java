package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import org.jspecify.annotations.Nullable;

/** The binary places of all states. */
final class StateFormats {
    private final Numerics numerics;
    private final Calibration calibration;
    private final @Nullable NodeTable nodeTable;

    StateFormats(Numerics numerics, Calibration calibration, @Nullable NodeTable nodeTable) {
        this.numerics = numerics;
        this.calibration = calibration;
        this.nodeTable = nodeTable;
    }

    Fractions of(int layer, StateUnits units) {
        int h1 = fraction(State.H1, layer, units);
        int activated = nodeTable == null ? h1 : nodeTable.outputFraction();
        boolean isGated = units.shape().anatomy().gated();
        return new Fractions(
                fraction(State.XN1, layer, units),
                fraction(State.Q, layer, units),
                fraction(State.K, layer, units),
                fraction(State.QR, layer, units),
                numerics.equaliseKeys() ? numerics.keyBits() - 1 : fraction(State.KR, layer, units),
                fraction(State.V, layer, units),
                StateFormat.covering(largest(State.V, layer, units), numerics.stateBits()),
                fraction(State.XN2, layer, units),
                h1,
                fraction(State.H3, layer, units),
                activated,
                isGated ? fraction(State.HB, layer, units) : activated);
    }

    int fraction(State state, int layer, StateUnits units) {
        int bits = state.bits(numerics);
        int covering = StateFormat.covering(largest(state, layer, units), bits);
        if (bits >= Calibration.CLIPPING_BELOW_BITS) {
            return covering;
        }
        ChannelRange range = calibration.range(state, layer);
        return StateFormat.leastSquares(range.samples(units.of(state, range.width())), covering, bits);
    }

    private double largest(State state, int layer, StateUnits units) {
        ChannelRange range = calibration.range(state, layer);
        return range.maximum(units.of(state, range.width()));
    }
}
