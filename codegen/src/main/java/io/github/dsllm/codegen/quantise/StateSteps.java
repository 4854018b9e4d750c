package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What lies between two neighbouring values of a state, in the units of the model itself: those of llama2.c, where norms are multiplied by √dim and their gain, which counts as
 * 1 here but in the final norm. A channel of a state is R(x/step)·step.
 *
 * @param byName steps per channel by {@link #name}
 */
public record StateSteps(Map<String, float[]> byName) {

    /** "layers.3.KR", "RESIDUAL". */
    public static String name(State state, int layer) {
        return state.perLayer() ? "layers." + layer + "." + state : state.toString();
    }

    /** The steps of a state's channels; not a copy. */
    public float[] of(State state, int layer) {
        String name = name(state, layer);
        return Objects.requireNonNull(byName.get(name), name);
    }

    /** Collects the steps of one model. */
    static final class Builder {
        private final ModelShape shape;
        private final Map<String, float[]> byName = new LinkedHashMap<>();

        Builder(ModelShape shape) {
            this.shape = shape;
        }

        void layer(int layer, Fractions f, StateUnits units) {
            for (State state : State.values()) {
                if (state.perLayer()) {
                    boolean norm = state == State.XN1 || state == State.XN2;
                    add(state, layer, fraction(state, f), norm ? Math.sqrt(shape.dim()) : 1, units);
                }
            }
        }

        StateSteps with(SharedFractions shared, StateUnits units) {
            add(State.RESIDUAL, 0, shared.residual(), 1, units);
            add(State.FINAL, 0, shared.finalNorm(), 1, units);
            add(State.LOGIT, 0, shared.logit(), 1, units);
            return new StateSteps(byName);
        }

        private void add(State state, int layer, int fraction, double factor, StateUnits units) {
            double[] unit = units.of(state, state == State.LOGIT ? shape.vocabulary() : state.width(shape));
            float[] steps = new float[unit.length];
            for (int c = 0; c < steps.length; c++) {
                steps[c] = (float) (Math.scalb(1.0, -fraction) / unit[c] * factor);
            }
            byName.put(name(state, layer), steps);
        }

        private static int fraction(State state, Fractions f) {
            return switch (state) {
                case XN1 -> f.xn1();
                case Q -> f.q();
                case K -> f.k();
                case QR -> f.qr();
                case KR -> f.kr();
                case V -> f.v();
                case ATT -> f.att();
                case XN2 -> f.xn2();
                case H1 -> f.h1();
                case H3 -> f.h3();
                case SILU -> f.silu();
                case HB -> f.hb();
                case RESIDUAL, FINAL, LOGIT -> throw new IllegalArgumentException(state.toString());
            };
        }
    }
}
