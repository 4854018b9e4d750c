package io.github.dsllm.codegen.reference;

/** Chooses the next token from logits. */
@FunctionalInterface
public interface TokenChooser {
    /** The next token; does not keep or change {@code logits}. */
    int choose(float[] logits);

    /** The most likely token; the lowest among equals. */
    static TokenChooser greedy() {
        return TokenChooser::argmax;
    }

    /**
     * Samples from softmax(logits / temperature) with the generator of llama2.c (xorshift* 64), or chooses greedily at temperature 0.
     *
     * @param temperature at least 0
     * @param seed any number but 0
     */
    static TokenChooser sampling(double temperature, long seed) {
        return temperature == 0 ? greedy() : new TemperatureSampler(temperature, seed);
    }

    private static int argmax(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
