package io.github.dsllm.sim.training;

import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.pass.Parameters;
import java.util.Random;
import java.util.function.DoubleSupplier;

/**
 * Weights to begin with: gains 1, shifts and biases 0, embedding, positions and head Gaussian with 0.02, other matrices with 1/√inputs (LeCun et al., 1998), those that add to the residual stream with
 * 1/√(2·layers) of that (GPT-2).
 */
public final class Initialisation {
    private static final double TOKEN_WIDTH = 0.02;

    private Initialisation() {}

    /** The same seed gives the same weights in either type, float32 rounded. */
    public static Parameters of(ModelShape shape, Precision precision, long seed) {
        Parameters parameters = new Parameters(shape, precision);
        Random random = new Random(seed);
        parameters.tensors().forEach((name, tensor) -> fill(tensor, name, shape.layers(), random));
        return parameters;
    }

    /** The weights of a model with a new head for classes, Gaussian with 0.02; the head for tokens is left out. */
    public static Parameters classifier(Parameters model, int classes, long seed) {
        Parameters classifier = new Parameters(model.shape(), model.precision(), classes);
        Random random = new Random(seed);
        classifier.tensors().forEach((name, tensor) -> {
            if (model.tensors().containsKey(name)) {
                tensor.addAll(model.tensor(name));
            } else {
                fill(tensor, TOKEN_WIDTH, random);
            }
        });
        return classifier;
    }

    private static void fill(Matrix tensor, String name, int layers, Random random) {
        boolean gain = name.endsWith("Norm");
        boolean adds = name.endsWith(".wo") || name.endsWith(".w2");
        double width =
                Parameters.isOfTokens(name) ? TOKEN_WIDTH : 1 / Math.sqrt((adds ? 2.0 * layers : 1) * tensor.columns());
        if (gain) {
            fill(tensor, () -> 1);
        } else if (Parameters.isCoupling(name)) {
            fill(tensor, width, random);
        }
    }

    private static void fill(Matrix tensor, double width, Random random) {
        fill(tensor, () -> width * random.nextGaussian());
    }

    private static void fill(Matrix tensor, DoubleSupplier next) {
        for (int i = 0; i < tensor.rows(); i++) {
            for (int j = 0; j < tensor.columns(); j++) {
                tensor.set(i, j, next.getAsDouble());
            }
        }
    }
}
