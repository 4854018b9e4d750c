package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.chip.ReciprocalTable;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.io.IOException;
import java.io.Writer;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Writes a quantised model as readable text, the form that {@link QuantisedModelText} reads. */
public final class QuantisedModelTextWriter {
    private final QuantisedModel model;
    private final Numerics numerics;
    private final Writer text;

    private QuantisedModelTextWriter(QuantisedModel model, Writer text) {
        this.model = model;
        this.numerics = model.numerics();
        this.text = text;
    }

    /** Writes the model; the writer stays open. */
    public static void write(QuantisedModel model, Writer text) throws IOException {
        new QuantisedModelTextWriter(model, text).write();
    }

    private void write() throws IOException {
        line("dim " + model.dim() + " hid " + model.hidden() + " layers "
                + model.layers().size() + " heads " + model.heads() + " kvheads " + model.kvHeads() + " vocab "
                + model.vocabulary() + " seq " + model.context());
        line(constants());
        states();
        line("epsint " + model.epsilon());
        line("gamma_final frac " + Numerics.GAIN_FRACTION + ":" + numbers(model.gain()));
        line("divtable:" + numbers(ReciprocalTable.entries(numerics)));
        matrix("cls", 0, model.head());
        if (!model.tied()) {
            matrix("emb", 0, model.embedding());
        }
        int offset = model.embeddingShiftOffset();
        line("embed_sh:"
                + numbers(Arrays.stream(model.embedding().shifts())
                        .map(shift -> shift + offset)
                        .toArray()));
        for (int layer = 0; layer < model.layers().size(); layer++) {
            QuantisedLayer matrices = model.layers().get(layer);
            matrix("wq", layer, matrices.wq());
            matrix("wk", layer, matrices.wk());
            matrix("wv", layer, matrices.wv());
            matrix("wo", layer, matrices.wo());
            matrix("w1", layer, matrices.w1());
            matrix("w3", layer, matrices.w3());
            matrix("w2", layer, matrices.w2());
        }
    }

    private String constants() {
        Numerics n = numerics;
        return "bJa=" + n.couplingBits() + " mw=" + n.scaleBits() + " Ft=" + n.exponentFraction() + " Fp="
                + n.weightFraction() + " cb=" + n.tableFraction() + " divt=" + n.reciprocalTableBits() + " divn="
                + n.divisionSteps() + " G=" + n.guardBits() + " Wh=" + n.divisorBits() + " Fr=" + n.rsqrtFraction()
                + " Fm=" + n.rsqrtInputFraction() + " rsn=" + n.rsqrtSteps() + " brope=" + n.ropeBits()
                + " exponential=" + n.exponential().name().toLowerCase(Locale.ROOT) + " eq="
                + (n.equaliseKeys() ? 1 : 0) + " headsize=" + model.headSize() + " theta=" + model.ropeTheta()
                + " activation=" + model.activation();
    }

    private void states() throws IOException {
        perLayer("xn1", numerics.stateBits(), Fractions::xn1);
        perLayer("q", numerics.stateBits(), Fractions::q);
        perLayer("k", numerics.stateBits(), Fractions::k);
        perLayer("qr", numerics.stateBits(), Fractions::qr);
        perLayer("kr", numerics.keyBits(), Fractions::kr);
        perLayer("v", numerics.valueBits(), Fractions::v);
        perLayer("att", numerics.stateBits(), Fractions::att);
        perLayer("xn2", numerics.stateBits(), Fractions::xn2);
        perLayer("h1", numerics.stateBits(), Fractions::h1);
        perLayer("h3", numerics.stateBits(), Fractions::h3);
        perLayer("silu", numerics.stateBits(), Fractions::silu);
        perLayer("hb", numerics.stateBits(), Fractions::hb);
        line("F res bits " + numerics.residualBits() + ": " + model.residualFraction());
        line("F xnf bits " + numerics.stateBits() + ": " + model.finalFraction());
        line("F logit bits " + numerics.logitBits() + ": " + model.logitFraction());
    }

    private void perLayer(String state, int bits, ToIntFunction<Fractions> fraction) throws IOException {
        line("F " + state + " bits " + bits + ": "
                + model.layers().stream()
                        .map(layer -> String.valueOf(fraction.applyAsInt(layer.fractions())))
                        .collect(Collectors.joining(" ")));
    }

    private void matrix(String name, int layer, QuantisedMatrix matrix) throws IOException {
        line("lin " + name + " " + layer + " rows " + matrix.rows() + " cols " + matrix.columns() + " bits "
                + numerics.couplingBits());
        for (int row = 0; row < matrix.rows(); row++) {
            StringBuilder line = new StringBuilder();
            line.append(matrix.mantissas()[row]).append(' ').append(matrix.shifts()[row]);
            for (int i = row * matrix.columns(); i < (row + 1) * matrix.columns(); i++) {
                line.append(' ').append(matrix.couplings()[i]);
            }
            line(line.toString());
        }
    }

    private static String numbers(int[] values) {
        StringBuilder line = new StringBuilder();
        for (int value : values) {
            line.append(' ').append(value);
        }
        return line.toString();
    }

    private void line(String line) throws IOException {
        text.write(line);
        text.write('\n');
    }
}
