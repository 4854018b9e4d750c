package io.github.dsllm.codegen.program;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * A polynomial over nodes with double coefficients, immutable. Derivatives multiply coefficients by small integers, so that a Hamiltonian whose
 * coefficients carry the factor 2 gives couplings without rounding.
 */
public final class Polynomial {
    public static final Polynomial ZERO = new Polynomial(new TreeMap<>());

    private static final int SHOWN_TERMS = 6;

    private final SortedMap<Monomial, Double> terms;

    private Polynomial(SortedMap<Monomial, Double> terms) {
        this.terms = terms;
    }

    /** coefficient · the product of the nodes; a constant without nodes. */
    public static Polynomial of(double coefficient, Node... nodes) {
        return new Builder().add(coefficient, nodes).build();
    }

    public Polynomial plus(Polynomial other) {
        Builder sum = new Builder();
        terms.forEach(sum::add);
        other.terms.forEach(sum::add);
        return sum.build();
    }

    public Polynomial times(double factor) {
        Builder product = new Builder();
        terms.forEach((monomial, coefficient) -> product.add(monomial, factor * coefficient));
        return product.build();
    }

    /** ∂/∂node. */
    public Polynomial derivative(Node node) {
        Builder derivative = new Builder();
        terms.forEach((monomial, coefficient) -> {
            int power = monomial.power(node);
            if (power > 0) {
                derivative.add(monomial.without(node), power * coefficient);
            }
        });
        return derivative.build();
    }

    public double value(ToDoubleFunction<Node> values) {
        double sum = 0;
        for (Map.Entry<Monomial, Double> term : terms.entrySet()) {
            sum += term.getValue() * term.getKey().value(values);
        }
        return sum;
    }

    public boolean isZero() {
        return terms.isEmpty();
    }

    SortedMap<Monomial, Double> terms() {
        return terms;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Polynomial polynomial && terms.equals(polynomial.terms);
    }

    @Override
    public int hashCode() {
        return terms.hashCode();
    }

    /** At most six terms and how many more there are. */
    @Override
    public String toString() {
        return toString(SHOWN_TERMS);
    }

    /** All terms. */
    public String toFullString() {
        return toString(Integer.MAX_VALUE);
    }

    private String toString(int shown) {
        if (terms.isEmpty()) {
            return "0";
        }
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Map.Entry<Monomial, Double> term : terms.entrySet()) {
            if (count++ == shown) {
                return text + " + … " + (terms.size() - shown) + " more terms";
            }
            append(text, term.getValue(), term.getKey().toString());
        }
        return text.toString();
    }

    private static void append(StringBuilder text, double coefficient, String product) {
        boolean first = text.isEmpty();
        text.append(coefficient < 0 ? (first ? "−" : " − ") : first ? "" : " + ");
        double magnitude = Math.abs(coefficient);
        boolean whole = magnitude == Math.rint(magnitude) && magnitude < 1e9;
        String number = whole ? Long.toString((long) magnitude) : Double.toString(magnitude);
        text.append(product.isEmpty() ? number : magnitude == 1 ? product : number + "·" + product);
    }

    /** Collects terms; equal products are added up, what cancels disappears. */
    public static final class Builder {
        private final SortedMap<Monomial, Double> terms = new TreeMap<>();

        public Builder add(double coefficient, Node... nodes) {
            return add(new Monomial(List.of(nodes)), coefficient);
        }

        /** Adds factor · coupling · the product of the nodes. */
        Builder add(double factor, Polynomial coupling, Node... nodes) {
            coupling.terms.forEach((monomial, coefficient) -> add(monomial.times(nodes), factor * coefficient));
            return this;
        }

        Builder add(Monomial monomial, double coefficient) {
            double sum = terms.getOrDefault(monomial, 0.0) + coefficient;
            if (sum == 0) {
                terms.remove(monomial);
            } else {
                terms.put(monomial, sum);
            }
            return this;
        }

        public Polynomial build() {
            return new Polynomial(new TreeMap<>(terms));
        }
    }
}
