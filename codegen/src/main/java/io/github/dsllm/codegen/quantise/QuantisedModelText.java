package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a quantised model from its readable text form, in which the numeric test vectors are kept and which {@link QuantisedModelTextWriter} writes:
 * a line of sizes, a line of {@code name=value} constants, then {@code F name bits b: F…}, {@code epsint}, {@code gamma_final frac 11: …},
 * {@code embed_sh: …} and per matrix {@code lin name layer rows r cols c bits b} followed by its rows {@code m sh J…}.
 */
public final class QuantisedModelText {
    static final double DEFAULT_THETA = 10000;

    private final QuantisedModelLines lines;
    private final QuantisedModelStatements stated;

    private QuantisedModelText(Path file, BufferedReader reader) throws IOException {
        this.lines = new QuantisedModelLines(file, reader);
        this.stated = new QuantisedModelStatements(lines);
    }

    /**
     * @param file the text
     * @param bosToken first token of a story
     * @param stopTokens tokens that end a story
     * @throws UserError if the text is not a complete quantised model
     */
    public static QuantisedModel read(Path file, int bosToken, List<Integer> stopTokens) {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.US_ASCII)) {
            return new QuantisedModelText(file, reader).model(bosToken, stopTokens);
        } catch (CharacterCodingException e) {
            throw new UserError(
                    file + " is not a text; perhaps you should name the readable dump of a quantised model", e);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read; perhaps you should check the name: " + e.getMessage(), e);
        }
    }

    private QuantisedModel model(int bosToken, List<Integer> stopTokens) {
        List<QuantisedLayer> layers = new ArrayList<>();
        for (int layer = 0; layer < stated.size("layers"); layer++) {
            layers.add(layer(layer));
        }
        int vocabulary = stated.size("vocab");
        int dim = stated.size("dim");
        QuantisedMatrix head = stated.matrix("cls", 0, vocabulary, dim);
        QuantisedMatrix embedding = stated.hasMatrix("emb", 0) ? stated.matrix("emb", 0, vocabulary, dim) : head;
        return new QuantisedModel(
                numerics(),
                dim,
                stated.size("hid"),
                stated.size("heads"),
                stated.size("kvheads"),
                headSize(),
                vocabulary,
                stated.size("seq"),
                stated.real("theta", DEFAULT_THETA),
                stated.text("activation", "silu"),
                layers,
                head,
                embedding,
                embeddingShiftOffset(embedding),
                stated.gain(),
                stated.epsilon(),
                stated.fraction("res", 0),
                stated.fraction("xnf", 0),
                stated.fraction("logit", 0),
                bosToken,
                stopTokens);
    }

    private QuantisedLayer layer(int layer) {
        int dim = stated.size("dim");
        int hidden = stated.size("hid");
        int queries = stated.size("heads") * headSize();
        int keys = stated.size("kvheads") * headSize();
        Fractions fractions = new Fractions(
                stated.fraction("xn1", layer),
                stated.fraction("q", layer),
                stated.fraction("k", layer),
                stated.fraction("qr", layer),
                stated.fraction("kr", layer),
                stated.fraction("v", layer),
                stated.fraction("att", layer),
                stated.fraction("xn2", layer),
                stated.fraction("h1", layer),
                stated.fraction("h3", layer),
                stated.fraction("silu", layer),
                stated.fraction("hb", layer));
        return new QuantisedLayer(
                stated.matrix("wq", layer, queries, dim),
                stated.matrix("wk", layer, keys, dim),
                stated.matrix("wv", layer, keys, dim),
                stated.matrix("wo", layer, dim, queries),
                stated.matrix("w1", layer, hidden, dim),
                stated.matrix("w3", layer, hidden, dim),
                stated.matrix("w2", layer, dim, hidden),
                fractions);
    }

    private Numerics numerics() {
        return new Numerics(
                stated.constant("bJa"),
                stated.constant("mw"),
                stated.bits("xn1"),
                stated.bits("res"),
                stated.bits("kr"),
                stated.bits("v"),
                stated.bits("logit"),
                exponential(),
                stated.constant("Ft"),
                stated.constant("Fp"),
                stated.constant("cb"),
                stated.constant("divt"),
                stated.constant("divn"),
                stated.constant("G"),
                stated.constant("Wh"),
                stated.constant("Fr"),
                stated.constant("Fm"),
                stated.constant("rsn"),
                stated.constant("brope"),
                !stated.text("eq", "1").equals("0"));
    }

    private Exponential exponential() {
        String name = stated.text("exponential", Exponential.CUBIC.name());
        for (Exponential exponential : Exponential.values()) {
            if (exponential.name().equalsIgnoreCase(name)) {
                return exponential;
            }
        }
        throw lines.error("knows no exponential \"" + name + "\"; perhaps you should use cubic, discharge or taylor3");
    }

    private int headSize() {
        int heads = stated.size("heads");
        int headSize = stated.has("headsize") ? stated.constant("headsize") : stated.size("dim") / heads;
        boolean even = headSize >= 2 && headSize % 2 == 0 && headSize <= QuantisedModelLines.MAXIMUM_DIMENSION;
        if (!even || heads % stated.size("kvheads") != 0) {
            throw lines.error("has " + heads + " heads of " + headSize + " channels over " + stated.size("kvheads")
                    + " stored heads; perhaps you should give heads as a multiple of kvheads and an even headsize");
        }
        return headSize;
    }

    private int embeddingShiftOffset(QuantisedMatrix embedding) {
        int[] shifts = stated.embeddingShifts();
        int offset = shifts[0] - embedding.shifts()[0];
        for (int row = 0; row < shifts.length; row++) {
            if (shifts[row] - embedding.shifts()[row] != offset) {
                throw lines.error("shifts the embedding of token " + row + " by " + shifts[row]
                        + " where the other rows ask for " + (embedding.shifts()[row] + offset)
                        + "; perhaps you should quantise embedding and residual with one format each");
            }
        }
        return offset;
    }
}
