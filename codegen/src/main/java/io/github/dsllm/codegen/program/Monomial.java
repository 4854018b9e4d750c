package io.github.dsllm.codegen.program;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;

/** A product of nodes, a node as often as its power; the empty product is 1. */
record Monomial(List<Node> factors) implements Comparable<Monomial> {
    static final Monomial ONE = new Monomial(List.of());

    Monomial {
        List<Node> sorted = new ArrayList<>(factors);
        Collections.sort(sorted);
        factors = List.copyOf(sorted);
    }

    int power(Node node) {
        return Collections.frequency(factors, node);
    }

    /** This product with more factors. */
    Monomial times(Node... nodes) {
        List<Node> more = new ArrayList<>(factors);
        more.addAll(List.of(nodes));
        return new Monomial(more);
    }

    /** This product with one factor fewer. */
    Monomial without(Node node) {
        List<Node> rest = new ArrayList<>(factors);
        rest.remove(node);
        return new Monomial(rest);
    }

    double value(ToDoubleFunction<Node> values) {
        double product = 1;
        for (Node factor : factors) {
            product *= values.applyAsDouble(factor);
        }
        return product;
    }

    @Override
    public int compareTo(Monomial other) {
        for (int i = 0; i < Math.min(factors.size(), other.factors.size()); i++) {
            int order = factors.get(i).compareTo(other.factors.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(factors.size(), other.factors.size());
    }

    @Override
    public String toString() {
        StringJoiner product = new StringJoiner("·");
        for (int i = 0; i < factors.size(); i++) {
            int power = power(factors.get(i));
            product.add(power == 1 ? factors.get(i).toString() : factors.get(i) + "^" + power);
            i += power - 1;
        }
        return product.toString();
    }
}
