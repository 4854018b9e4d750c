package io.github.dsllm.codegen.quantise;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a quantised model in text form states, by name, each statement checked for itself. */
final class QuantisedModelStatements {
    private static final long LARGEST_MATRIX = 1L << 26;
    private static final long LARGEST_EPSILON = 0xFFFF_FFFFL;

    private final QuantisedModelLines lines;
    private final Map<String, Integer> sizes = new HashMap<>();
    private final Map<String, String> constants = new HashMap<>();
    private final Map<String, int[]> fractions = new HashMap<>();
    private final Map<String, Integer> bits = new HashMap<>();
    private final Map<String, QuantisedMatrix> matrices = new HashMap<>();
    private int[] gain = new int[0];
    private int[] embeddingShifts = new int[0];
    private long epsilon;

    QuantisedModelStatements(QuantisedModelLines lines) throws IOException {
        this.lines = lines;
        sizes(lines.required("the sizes of the model"));
        constants(lines.required("the constants of the arithmetic"));
        for (String line = lines.next(); line != null; line = lines.next()) {
            statement(QuantisedModelLines.words(line));
        }
    }

    int size(String name) {
        Integer value = sizes.get(name);
        if (value == null) {
            throw lines.error("does not say the size \"" + name + "\" in its first line");
        }
        return value;
    }

    boolean has(String constant) {
        return constants.containsKey(constant);
    }

    String text(String constant, String otherwise) {
        return constants.getOrDefault(constant, otherwise);
    }

    int constant(String name) {
        String value = constants.get(name);
        if (value == null) {
            throw lines.error("does not say the constant \"" + name + "\" in its second line");
        }
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw lines.error("gives the constant \"" + name + "\" as \"" + value + "\", which is no whole number");
        }
    }

    double real(String name, double otherwise) {
        try {
            return has(name) ? Double.parseDouble(constants.get(name)) : otherwise;
        } catch (NumberFormatException e) {
            throw lines.error(
                    "gives the constant \"" + name + "\" as \"" + constants.get(name) + "\", which is no number");
        }
    }

    int bits(String state) {
        Integer value = bits.get(state);
        if (value == null) {
            throw lines.error("has no format of state \"" + state + "\"; perhaps the dump was cut short");
        }
        return value;
    }

    int fraction(String state, int layer) {
        int[] values = fractions.get(state);
        if (values == null || layer >= values.length) {
            throw lines.error(
                    "has no format of state \"" + state + "\" for layer " + layer + "; perhaps the dump was cut short");
        }
        return values[layer];
    }

    boolean hasMatrix(String name, int layer) {
        return matrices.containsKey(name + " " + layer);
    }

    QuantisedMatrix matrix(String name, int layer, int rows, int columns) {
        QuantisedMatrix matrix = matrices.get(name + " " + layer);
        if (matrix == null) {
            throw lines.error("has no matrix " + name + " for layer " + layer + "; perhaps the dump was cut short");
        }
        if (matrix.rows() != rows || matrix.columns() != columns) {
            throw lines.error("has a matrix " + name + " of " + matrix.rows() + " x " + matrix.columns() + " in layer "
                    + layer + ", where the sizes ask for " + rows + " x " + columns);
        }
        return matrix;
    }

    int[] gain() {
        if (gain.length != size("dim")) {
            throw lines.error("has no gamma_final line with one gain per channel; perhaps the dump was cut short");
        }
        return gain;
    }

    int[] embeddingShifts() {
        if (embeddingShifts.length != size("vocab")) {
            throw lines.error("has no embed_sh line with one shift per token; perhaps the dump was cut short");
        }
        return embeddingShifts;
    }

    long epsilon() {
        if (epsilon < 1) {
            throw lines.error("has no epsint of at least 1; perhaps the dump was cut short");
        }
        return epsilon;
    }

    private void statement(String[] words) throws IOException {
        switch (words[0]) {
            case "F" -> format(words);
            case "epsint" -> epsilon = lines.whole(words, 1, 1, LARGEST_EPSILON);
            case "gamma_final" -> gain = lines.integers(words, 3);
            case "embed_sh:" -> embeddingShifts = lines.integers(words, 1);
            case "lin" -> linear(words);
            case "gamma", "divtable:", "" -> {}
            default -> throw lines.here("starts with \"" + words[0] + "\", which is no statement of a quantised model");
        }
    }

    private void format(String[] words) {
        if (words.length < 5 || !words[2].equals("bits") || !words[3].endsWith(":")) {
            throw lines.here("is not of the form \"F name bits b: F…\"");
        }
        words[3] = words[3].substring(0, words[3].length() - 1);
        bits.put(words[1], lines.integer(words, 3));
        fractions.put(words[1], lines.integers(words, 4));
    }

    private void linear(String[] words) throws IOException {
        if (words.length < 7 || !words[3].equals("rows") || !words[5].equals("cols")) {
            throw lines.here("is not of the form \"lin name layer rows r cols c bits b\"");
        }
        int rows = lines.dimension(words, 4);
        int columns = lines.dimension(words, 6);
        String name = words[1] + " " + lines.integer(words, 2);
        if ((long) rows * columns > LARGEST_MATRIX) {
            throw lines.here(
                    "announces a matrix " + name + " of " + rows + " x " + columns + ", more than a text can hold");
        }
        short[] couplings = new short[rows * columns];
        int[] mantissas = new int[rows];
        int[] shifts = new int[rows];
        long mantissaLimit = (1L << constant("mw")) - 1;
        int couplingLimit = 1 << (constant("bJa") - 1);
        for (int row = 0; row < rows; row++) {
            String[] values = lines.required("row " + row + " of " + name);
            if (values.length != columns + 2) {
                throw lines.here("is row " + row + " of " + name + " with " + values.length + " numbers instead of "
                        + (columns + 2));
            }
            mantissas[row] = (int) lines.whole(values, 0, 1, mantissaLimit);
            shifts[row] = (int) lines.whole(values, 1, Byte.MIN_VALUE, Byte.MAX_VALUE);
            for (int column = 0; column < columns; column++) {
                couplings[row * columns + column] =
                        (short) lines.whole(values, column + 2, -couplingLimit, couplingLimit - 1L);
            }
        }
        @Nullable
        QuantisedMatrix before = matrices.put(name, new QuantisedMatrix(rows, columns, couplings, mantissas, shifts));
        if (before != null) {
            throw lines.here("ends a second matrix " + name);
        }
    }

    private void sizes(String[] words) {
        for (int i = 0; i + 1 < words.length; i += 2) {
            sizes.put(words[i], lines.dimension(words, i + 1));
        }
    }

    private void constants(String[] words) {
        for (String word : words) {
            String[] pair = word.split("=", 2);
            if (pair.length != 2) {
                throw lines.here("should hold constants of the form name=value, not \"" + word + "\"");
            }
            constants.put(pair[0], pair[1]);
        }
        within("mw", 2, 16);
        within("bJa", 2, 16);
    }

    private void within(String constant, int smallest, int largest) {
        int value = constant(constant);
        if (value < smallest || value > largest) {
            throw lines.here("gives " + constant + "=" + value + "; it must be " + smallest + " … " + largest);
        }
    }
}
