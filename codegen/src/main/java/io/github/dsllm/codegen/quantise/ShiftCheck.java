package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether the shifts between the binary places of a layer's states are within the reach of a lane's shifter. */
final class ShiftCheck {
    private ShiftCheck() {}

    static void check(int layer, Fractions f, Numerics numerics, @Nullable NodeTable table, List<String> problems) {
        int rope = numerics.ropeBits() - 2;
        Map<String, Integer> shifts = new LinkedHashMap<>();
        shifts.put("query rotation", rope + f.q() - f.qr());
        shifts.put("key rotation", rope + f.k() - f.kr());
        shifts.put("scores", f.qr() + f.kr() - numerics.exponentFraction());
        shifts.put("gate", f.h1() - (table == null ? numerics.exponentFraction() : table.indexFraction()));
        shifts.put("gated product", f.silu() + f.h3() - f.hb());
        shifts.forEach((operator, shift) -> {
            if (shift < CoreParameters.SHIFT_MINIMUM || shift > CoreParameters.SHIFT_MAXIMUM) {
                problems.add("layer " + layer + " " + operator + " needs a shift by " + shift + ", the core shifts by "
                        + CoreParameters.SHIFT_MINIMUM + " to " + CoreParameters.SHIFT_MAXIMUM);
            }
        });
    }
}
