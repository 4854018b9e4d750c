package io.github.dsllm.sim.golden;

/** What tile 0 sees of the host: the input of the position, and the sampler whose token the host may get. */
final class Host {
    private static final int UNKNOWN_TOKEN = 1;
    private static final int PROMPT_TOO_LONG = 2;

    private final Sampler sampler;
    private int inputToken;
    private int inputPosition;
    private int inverseTemperature;
    private int sampledToken;
    private int fault;

    Host(Sampler sampler) {
        this.sampler = sampler;
    }

    void startStory(int seed) {
        sampler.seed(seed);
    }

    /** Prepares a position; the arg-max is taken where the inverse temperature is 0. */
    void input(int token, int position, int inverseTemperature) {
        this.inputToken = token;
        this.inputPosition = position;
        this.inverseTemperature = inverseTemperature;
    }

    /** The input of the position; token 0 with a fault where it is not below the limit. */
    int takeToken(int limit) {
        if (limit != 0 && inputToken >= limit) {
            fault = UNKNOWN_TOKEN;
            inputToken = 0;
        }
        return inputToken;
    }

    int inputToken() {
        return inputToken;
    }

    void promptTooLong() {
        fault = PROMPT_TOO_LONG;
    }

    int fault() {
        return fault;
    }

    void reset() {
        fault = 0;
    }

    int inputPosition() {
        return inputPosition;
    }

    void sample(int[] nodes, int first, int count, int shift) {
        sampledToken = inverseTemperature == 0
                ? Sampler.argMax(nodes, first, count)
                : sampler.sample(nodes, first, count, inverseTemperature, shift);
    }

    int sampledToken() {
        return sampledToken;
    }
}
