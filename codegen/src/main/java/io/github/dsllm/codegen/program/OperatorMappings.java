package io.github.dsllm.codegen.program;

import io.github.dsllm.codegen.UserError;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The operator mappings on the class path, by operator. */
public final class OperatorMappings {
    /** The name of the gate that the core computes itself. */
    public static final String SILU = "silu";

    private final Map<String, OperatorMapping> byOperator = new TreeMap<>();

    private OperatorMappings() {}

    /**
     * @throws UserError if two mappings claim the same operator
     */
    public static OperatorMappings load() {
        OperatorMappings mappings = new OperatorMappings();
        for (OperatorMapping mapping :
                ServiceLoader.load(OperatorMapping.class, OperatorMapping.class.getClassLoader())) {
            mappings.add(mapping);
        }
        return mappings;
    }

    /** These mappings and another. */
    public OperatorMappings with(OperatorMapping mapping) {
        OperatorMappings more = new OperatorMappings();
        more.byOperator.putAll(byOperator);
        more.add(mapping);
        return more;
    }

    private void add(OperatorMapping mapping) {
        OperatorMapping other = byOperator.putIfAbsent(mapping.operator(), mapping);
        if (other != null) {
            throw new UserError("The operator \"" + mapping.operator() + "\" is mapped by "
                    + other.getClass().getName() + " and by "
                    + mapping.getClass().getName() + "; perhaps you should take one of them from the class path.");
        }
    }

    /** Names of all operators, sorted. */
    public List<String> operators() {
        return List.copyOf(byOperator.keySet());
    }

    /** The mapping of an operator. */
    public Optional<OperatorMapping> find(String operator) {
        return Optional.ofNullable(byOperator.get(operator));
    }

    /**
     * The mapping of an operator.
     *
     * @throws UserError if nobody maps it
     */
    public OperatorMapping require(String operator) {
        return find(operator).orElseThrow(() -> unknown(operator));
    }

    /** What to tell a user whose model has an operator that nobody maps. */
    public UserError unknown(String operator) {
        String known = byOperator.isEmpty() ? "" : " and " + String.join(", ", byOperator.keySet());
        return new UserError("The model's activation \"" + operator + "\" is unknown; known are " + SILU + known
                + "; perhaps you should put an OperatorMapping for it on the plugin's class path.");
    }

    /** Whether the core computes this operator itself: SiLU under either of its names. */
    public static boolean isSilu(String operator) {
        return operator.equals(SILU) || operator.equals("swish");
    }
}
