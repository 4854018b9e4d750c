package io.github.dsllm.codegen.reference;

import io.github.dsllm.codegen.UserError;

/** Multinomial sampling as in llama2.c: softmax in float32, the first token whose cumulative probability exceeds the coin. */
final class TemperatureSampler implements TokenChooser {
    private final float temperature;
    private long state;

    TemperatureSampler(double temperature, long seed) {
        if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
            throw new UserError("The temperature " + temperature
                    + " is not a number from 0 on; perhaps you should use 0 (greedy) or 0.8.");
        }
        if (seed == 0) {
            throw new UserError("The seed 0 would make the random generator stand still; perhaps you should use 1.");
        }
        this.temperature = (float) temperature;
        this.state = seed;
    }

    @Override
    public int choose(float[] logits) {
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            probabilities[i] = logits[i] / temperature;
        }
        Attention.softmax(probabilities, probabilities.length);
        float coin = coin();
        float sum = 0;
        for (int i = 0; i < probabilities.length; i++) {
            sum += probabilities[i];
            if (coin < sum) {
                return i;
            }
        }
        return probabilities.length - 1;
    }

    private float coin() {
        state ^= state >>> 12;
        state ^= state << 25;
        state ^= state >>> 27;
        return (state * 0x2545F4914F6CDD1DL >>> 40) / 16777216.0f;
    }
}
