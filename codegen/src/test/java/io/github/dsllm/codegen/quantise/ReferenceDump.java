package io.github.dsllm.codegen.quantise;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The quantised numbers in the text format of the reference vectors: matrices by "name layer". */
record ReferenceDump(Map<String, QuantisedMatrix> matrices, int[] gain) {

    static ReferenceDump read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Map<String, QuantisedMatrix> matrices = new LinkedHashMap<>();
        int[] gain = {};
        for (int i = 0; i < lines.size(); i++) {
            String[] words = lines.get(i).trim().split(" +");
            if (words[0].equals("lin")) {
                int rows = Integer.parseInt(words[4]);
                matrices.put(words[1] + " " + words[2], matrix(lines.subList(i + 1, i + 1 + rows)));
            } else if (words[0].equals("gamma_final")) {
                gain = Arrays.stream(words).skip(3).mapToInt(Integer::parseInt).toArray();
            }
        }
        return new ReferenceDump(matrices, gain);
    }

    private static QuantisedMatrix matrix(List<String> lines) {
        int[][] rows = lines.stream()
                .map(line -> Arrays.stream(line.trim().split(" +"))
                        .mapToInt(Integer::parseInt)
                        .toArray())
                .toArray(int[][]::new);
        int columns = rows[0].length - 2;
        short[] couplings = new short[rows.length * columns];
        for (int i = 0; i < couplings.length; i++) {
            couplings[i] = (short) rows[i / columns][2 + i % columns];
        }
        return new QuantisedMatrix(
                rows.length,
                columns,
                couplings,
                Arrays.stream(rows).mapToInt(row -> row[0]).toArray(),
                Arrays.stream(rows).mapToInt(row -> row[1]).toArray());
    }

    static QuantisedMatrix matrix(QuantisedModel model, String name) {
        String[] words = name.split(" ");
        if (words[0].equals("cls")) {
            return model.head();
        }
        QuantisedLayer layer = model.layers().get(Integer.parseInt(words[1]));
        return switch (words[0]) {
            case "wq" -> layer.wq();
            case "wk" -> layer.wk();
            case "wv" -> layer.wv();
            case "wo" -> layer.wo();
            case "w1" -> layer.w1();
            case "w3" -> layer.w3();
            case "w2" -> layer.w2();
            default -> throw new IllegalArgumentException(name);
        };
    }
}
