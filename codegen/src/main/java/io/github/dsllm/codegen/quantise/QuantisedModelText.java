package io.github.dsllm.codegen.quantise;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.Exponential;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.quantise.QuantisedLayer.Fractions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a quantised model from its readable text form, in which the numeric test vectors are kept and which {@link QuantisedModelTextWriter} writes:
 * a line of sizes, a line of {@code name=value} constants, then {@code F name bits b: F…}, {@code epsint}, {@code gamma_final frac 11: …},
 * {@code embed_sh: …} and per matrix {@code lin name layer rows r cols c bits b} followed by its rows {@code m sh J…}.
 */
public final class QuantisedModelText {
    private static final int MAXIMUM_DIMENSION = 1 << 20;
    private static final double DEFAULT_THETA = 10000;

    private final Path file;
    private final BufferedReader reader;
    private final Map<String, Integer> sizes;
    private final Map<String, String> constants;
    private final Map<String, int[]> fractions = new HashMap<>();
    private final Map<String, Integer> bits = new HashMap<>();
    private final Map<String, QuantisedMatrix> matrices = new HashMap<>();
    private int @Nullable [] gain;
    private int @Nullable [] embeddingShifts;
    private long epsilon;
    private int lineNumber;

    private QuantisedModelText(Path file, BufferedReader reader) throws IOException {
        this.file = file;
        this.reader = reader;
        this.sizes = sizes(required("the sizes of the model"));
        this.constants = constants(required("the constants of the arithmetic"));
        for (String line = next(); line != null; line = next()) {
            statement(line);
        }
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
        } catch (MalformedInputException e) {
            throw new UserError(
                    file + " is not a text; perhaps you should name the readable dump of a quantised model", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private QuantisedModel model(int bosToken, List<Integer> stopTokens) {
        int layers = size("layers");
        List<QuantisedLayer> built = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            built.add(layer(layer));
        }
        QuantisedMatrix head = matrix("cls", 0, size("vocab"), size("dim"));
        boolean tied = !matrices.containsKey("emb 0");
        QuantisedMatrix embedding = tied ? head : matrix("emb", 0, size("vocab"), size("dim"));
        return new QuantisedModel(
                numerics(),
                size("dim"),
                size("hid"),
                size("heads"),
                size("kvheads"),
                headSize(),
                size("vocab"),
                size("seq"),
                real("theta", DEFAULT_THETA),
                constants.getOrDefault("activation", "silu"),
                built,
                head,
                embedding,
                embeddingShiftOffset(embedding),
                finalGain(),
                epsilon(),
                fraction("res", 0),
                fraction("xnf", 0),
                fraction("logit", 0),
                bosToken,
                stopTokens);
    }

    private QuantisedLayer layer(int layer) {
        int dim = size("dim");
        int hidden = size("hid");
        int queries = size("heads") * headSize();
        int stored = size("kvheads") * headSize();
        Fractions places = new Fractions(
                fraction("xn1", layer),
                fraction("q", layer),
                fraction("k", layer),
                fraction("qr", layer),
                fraction("kr", layer),
                fraction("v", layer),
                fraction("att", layer),
                fraction("xn2", layer),
                fraction("h1", layer),
                fraction("h3", layer),
                fraction("silu", layer),
                fraction("hb", layer));
        return new QuantisedLayer(
                matrix("wq", layer, queries, dim),
                matrix("wk", layer, stored, dim),
                matrix("wv", layer, stored, dim),
                matrix("wo", layer, dim, queries),
                matrix("w1", layer, hidden, dim),
                matrix("w3", layer, hidden, dim),
                matrix("w2", layer, dim, hidden),
                places);
    }

    private Numerics numerics() {
        return new Numerics(
                constant("bJa"),
                constant("mw"),
                bit("xn1"),
                bit("res"),
                bit("kr"),
                bit("v"),
                bit("logit"),
                exponential(),
                constant("Ft"),
                constant("Fp"),
                constant("cb"),
                constant("divt"),
                constant("divn"),
                constant("G"),
                constant("Wh"),
                constant("Fr"),
                constant("Fm"),
                constant("rsn"),
                constant("brope"),
                true);
    }

    private Exponential exponential() {
        String name = constants.getOrDefault("exponential", "cubic");
        for (Exponential exponential : Exponential.values()) {
            if (exponential.name().equalsIgnoreCase(name)) {
                return exponential;
            }
        }
        throw error("knows no exponential \"" + name + "\"; perhaps you should use cubic, discharge or taylor3");
    }

    private int headSize() {
        int heads = size("heads");
        int headSize = constants.containsKey("headsize") ? constant("headsize") : size("dim") / heads;
        if (heads % size("kvheads") != 0 || headSize < 2 || headSize % 2 != 0) {
            throw error("has " + heads + " heads of " + headSize + " channels over " + size("kvheads")
                    + " stored heads; perhaps you should give heads as a multiple of kvheads and an even headsize");
        }
        return headSize;
    }

    private int embeddingShiftOffset(QuantisedMatrix embedding) {
        int[] shifts = embeddingShifts;
        if (shifts == null || shifts.length != embedding.rows()) {
            throw error("has no embed_sh line with one shift per token; perhaps the dump was cut short");
        }
        int offset = shifts[0] - embedding.shifts()[0];
        for (int row = 0; row < shifts.length; row++) {
            if (shifts[row] - embedding.shifts()[row] != offset) {
                throw error(
                        "shifts the embedding of token " + row + " by " + shifts[row] + " where the other rows ask for "
                                + (embedding.shifts()[row] + offset)
                                + "; perhaps you should quantise embedding and residual with one format each");
            }
        }
        return offset;
    }

    private int[] finalGain() {
        if (gain == null || gain.length != size("dim")) {
            throw error("has no gamma_final line with one gain per channel; perhaps the dump was cut short");
        }
        return gain;
    }

    private long epsilon() {
        if (epsilon < 1) {
            throw error("has no epsint of at least 1; perhaps the dump was cut short");
        }
        return epsilon;
    }

    private void statement(String line) throws IOException {
        String[] words = line.strip().split("\\s+");
        switch (words[0]) {
            case "F" -> format(words);
            case "epsint" -> epsilon = integer(words, 1);
            case "gamma_final" -> gain = integers(words, 3);
            case "embed_sh:" -> embeddingShifts = integers(words, 1);
            case "lin" -> linear(words);
            case "gamma", "divtable:", "" -> {}
            default -> throw here("starts with \"" + words[0] + "\", which is no statement of a quantised model");
        }
    }

    private void format(String[] words) {
        if (words.length < 5 || !words[2].equals("bits") || !words[3].endsWith(":")) {
            throw here("is not of the form \"F name bits b: F…\"");
        }
        words[3] = words[3].substring(0, words[3].length() - 1);
        bits.put(words[1], integer(words, 3));
        fractions.put(words[1], integers(words, 4));
    }

    private void linear(String[] words) throws IOException {
        if (words.length < 7 || !words[3].equals("rows") || !words[5].equals("cols")) {
            throw here("is not of the form \"lin name layer rows r cols c bits b\"");
        }
        int rows = dimension(words, 4);
        int columns = dimension(words, 6);
        String name = words[1] + " " + integer(words, 2);
        checkSize(name, rows, columns);
        short[] couplings = new short[Math.multiplyExact(rows, columns)];
        int[] mantissas = new int[rows];
        int[] shifts = new int[rows];
        for (int row = 0; row < rows; row++) {
            String[] values = required("row " + row + " of " + name).strip().split("\\s+");
            if (values.length != columns + 2) {
                throw here("is row " + row + " of " + name + " with " + values.length + " numbers instead of "
                        + (columns + 2));
            }
            mantissas[row] = integer(values, 0);
            shifts[row] = integer(values, 1);
            checkScale(name, row, mantissas[row], shifts[row]);
            for (int column = 0; column < columns; column++) {
                couplings[row * columns + column] = coupling(integer(values, column + 2));
            }
        }
        if (matrices.put(name, new QuantisedMatrix(rows, columns, couplings, mantissas, shifts)) != null) {
            throw here("ends a second matrix " + name);
        }
    }

    private void checkSize(String name, int rows, int columns) {
        long largest = (long) MAXIMUM_DIMENSION * 64;
        if ((long) rows * columns > largest) {
            throw here("announces a matrix " + name + " of " + rows + " x " + columns + ", more than a text can hold");
        }
    }

    private void checkScale(String name, int row, int mantissa, int shift) {
        if (mantissa < 1 || mantissa >= 1L << constant("mw") || shift != (byte) shift) {
            throw here("gives row " + row + " of " + name + " the scale " + mantissa + "·2^−" + shift
                    + ", which does not fit into " + constant("mw") + " bits and a shift of 8 bits");
        }
    }

    private short coupling(int value) {
        int limit = 1 << (constant("bJa") - 1);
        if (value < -limit || value >= limit) {
            throw here("holds the coupling " + value + ", which does not fit into " + constant("bJa") + " bits");
        }
        return (short) value;
    }

    private QuantisedMatrix matrix(String name, int layer, int rows, int columns) {
        QuantisedMatrix matrix = matrices.get(name + " " + layer);
        if (matrix == null) {
            throw error("has no matrix " + name + " for layer " + layer + "; perhaps the dump was cut short");
        }
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw error("has a matrix " + name + " of " + matrix.rows() + " x " + matrix.columns() + " in layer "
                    + layer + ", where the sizes ask for " + rows + " x " + columns);
        }
        return matrix;
    }

    private Map<String, Integer> sizes(String line) {
        String[] words = line.strip().split("\\s+");
        Map<String, Integer> result = new HashMap<>();
        for (int i = 0; i + 1 < words.length; i += 2) {
            result.put(words[i], dimension(words, i + 1));
        }
        return result;
    }

    private Map<String, String> constants(String line) {
        Map<String, String> result = new HashMap<>();
        for (String word : line.strip().split("\\s+")) {
            String[] pair = word.split("=", 2);
            if (pair.length != 2) {
                throw here("should hold constants of the form name=value, not \"" + word + "\"");
            }
            result.put(pair[0], pair[1]);
        }
        return result;
    }

    private int size(String name) {
        Integer value = sizes.get(name);
        if (value == null) {
            throw error("does not say the size \"" + name + "\" in its first line");
        }
        return value;
    }

    private int constant(String name) {
        String value = constants.get(name);
        if (value == null) {
            throw error("does not say the constant \"" + name + "\" in its second line");
        }
        return integer(new String[] {value}, 0);
    }

    private double real(String name, double otherwise) {
        try {
            return constants.containsKey(name) ? Double.parseDouble(constants.get(name)) : otherwise;
        } catch (NumberFormatException e) {
            throw error("gives the constant \"" + name + "\" as \"" + constants.get(name) + "\", which is no number");
        }
    }

    private int bit(String state) {
        Integer value = bits.get(state);
        if (value == null) {
            throw error("has no format of state \"" + state + "\"; perhaps the dump was cut short");
        }
        return value;
    }

    private int fraction(String state, int layer) {
        int[] values = fractions.get(state);
        if (values == null || layer >= values.length) {
            throw error(
                    "has no format of state \"" + state + "\" for layer " + layer + "; perhaps the dump was cut short");
        }
        return values[layer];
    }

    private int dimension(String[] words, int index) {
        int value = integer(words, index);
        if (value < 1 || value > MAXIMUM_DIMENSION) {
            throw here("gives a size of " + value + "; sizes are 1 … " + MAXIMUM_DIMENSION);
        }
        return value;
    }

    private int[] integers(String[] words, int from) {
        int[] values = new int[Math.max(0, words.length - from)];
        for (int i = 0; i < values.length; i++) {
            values[i] = integer(words, from + i);
        }
        return values;
    }

    private int integer(String[] words, int index) {
        if (index >= words.length) {
            throw here("ends after " + words.length + " words");
        }
        try {
            return Integer.parseInt(words[index]);
        } catch (NumberFormatException e) {
            throw here("holds \"" + words[index] + "\" where a number is expected");
        }
    }

    private String required(String what) throws IOException {
        String line = next();
        if (line == null) {
            throw error("ends before " + what + "; perhaps it was cut short");
        }
        return line;
    }

    private @Nullable String next() throws IOException {
        lineNumber++;
        return reader.readLine();
    }

    private UserError here(String problem) {
        return error("line " + lineNumber + " " + problem + "; perhaps the file is damaged");
    }

    private UserError error(String problem) {
        return new UserError("the quantised model " + file + " " + problem);
    }
}
