package io.github.dsllm.codegen.chip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dsllm.codegen.UserError;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Reads the constants of the arithmetic from JSON or YAML: a ready-made base and what differs from it. All problems of a file come in one
 * {@link UserError}, each with its line and key.
 */
public final class NumericsReader {
    /** The ready-made numerics by name. */
    public static final Map<String, Numerics> NAMED =
            Map.copyOf(new TreeMap<>(Map.of("default", Numerics.DEFAULT, "fidelity", Numerics.FIDELITY)));

    private final SpecSchema schema = new SpecSchema(SpecKind.NUMERICS);

    /** Reads a *.yaml, *.yml or *.json file. */
    public Numerics read(Path file) {
        return parse(file.toString(), SpecFile.read(SpecKind.NUMERICS, file));
    }

    /** Reads a text; the name appears in messages and its ending tells YAML from JSON. */
    public Numerics parse(String name, String text) {
        LocatedDocument document = LocatedDocument.parse(SpecKind.NUMERICS, name, text);
        SpecProblems problems = new SpecProblems(SpecKind.NUMERICS, name, document);
        schema.check(document.root(), problems);
        problems.throwIfAny();
        Numerics numerics = numerics(document.root());
        check(numerics, problems);
        problems.throwIfAny();
        return numerics;
    }

    /** JSON that {@link #read} reads as the same constants, every one of them. */
    public static String json(Numerics numerics) {
        ObjectNode tree = new ObjectMapper().valueToTree(numerics);
        tree.put("exponential", numerics.exponential().name().toLowerCase(Locale.ROOT));
        return tree.toPrettyString() + "\n";
    }

    private static Numerics numerics(JsonNode root) {
        Numerics base = NAMED.getOrDefault(root.path("base").asText("default"), Numerics.DEFAULT);
        return new Numerics(
                number(root, "couplingBits", base.couplingBits()),
                number(root, "scaleBits", base.scaleBits()),
                number(root, "stateBits", base.stateBits()),
                number(root, "residualBits", base.residualBits()),
                number(root, "keyBits", base.keyBits()),
                number(root, "valueBits", base.valueBits()),
                number(root, "logitBits", base.logitBits()),
                root.has("exponential")
                        ? Exponential.valueOf(
                                root.path("exponential").textValue().toUpperCase(Locale.ROOT))
                        : base.exponential(),
                number(root, "exponentFraction", base.exponentFraction()),
                number(root, "weightFraction", base.weightFraction()),
                number(root, "tableFraction", base.tableFraction()),
                number(root, "reciprocalTableBits", base.reciprocalTableBits()),
                number(root, "divisionSteps", base.divisionSteps()),
                number(root, "guardBits", base.guardBits()),
                number(root, "divisorBits", base.divisorBits()),
                number(root, "rsqrtFraction", base.rsqrtFraction()),
                number(root, "rsqrtInputFraction", base.rsqrtInputFraction()),
                number(root, "rsqrtSteps", base.rsqrtSteps()),
                number(root, "ropeBits", base.ropeBits()),
                root.path("equaliseKeys").asBoolean(base.equaliseKeys()));
    }

    private static int number(JsonNode root, String key, int otherwise) {
        return root.path(key).asInt(otherwise);
    }

    /** What a schema cannot say. */
    private static void check(Numerics numerics, SpecProblems problems) {
        problems.addUnless(
                numerics.tableFraction() >= numerics.weightFraction(),
                "/tableFraction",
                "the table's " + numerics.tableFraction() + " binary places are fewer than the "
                        + numerics.weightFraction() + " of its result; perhaps you should lower weightFraction");
        problems.addUnless(
                numerics.residualBits() >= numerics.stateBits(),
                "/residualBits",
                "the residual stream of " + numerics.residualBits() + " bits is narrower than the states of "
                        + numerics.stateBits() + " that are added to it; perhaps you should lower stateBits");
    }
}
