package io.github.dsllm.sim.training.pass;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.model.Anatomy;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.ModelShape;
import io.github.dsllm.codegen.model.Tensor;
import io.github.dsllm.codegen.program.DifferentiableMapping;
import io.github.dsllm.codegen.program.OperatorMappings;
import io.github.dsllm.sim.training.kernel.Matrix;
import io.github.dsllm.sim.training.kernel.Precision;
import io.github.dsllm.sim.training.kernel.Values;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trained numbers of a model, or their gradients: all tensors one after another in one block, in the order of {@link ModelShape#tensorSizes()}. A classifier has, behind
 * them, the tensor {@code classifier} (classes, dim) as its head, and no head for tokens. Parameters that are trained as integers have, behind all others, the tensor
 * {@code <name>.step} (1, rows) for every matrix: what lies between two levels of a row, as a natural logarithm.
 */
public final class Parameters {
    private static final String CLASSIFIER = "classifier";
    private static final String STEP = ".step";
    private static final Set<String> OF_TOKENS = Set.of("embedding", "head", Anatomy.POSITIONS);

    private final ModelShape shape;
    private final Precision precision;
    private final int classes;
    private final boolean steps;
    private final @Nullable DifferentiableMapping function;
    private final Values values;
    private final Map<String, Matrix> tensors = new LinkedHashMap<>();
    private final List<Layer> layers = new ArrayList<>();

    /**
     * A linear operator.
     *
     * @param j couplings (outputs, inputs)
     * @param bias (1, outputs); null for none
     */
    public record Linear(Matrix j, @Nullable Matrix bias) {}

    /**
     * What a norm is scaled with.
     *
     * @param gain (1, dim)
     * @param shift (1, dim) of a layer norm; null of a root mean square
     */
    public record Scale(Matrix gain, @Nullable Matrix shift) {}

    /**
     * The tensors of one layer, as in {@link io.github.dsllm.codegen.model.LayerWeights}.
     *
     * @param w3 null without a gate
     */
    public record Layer(
            Scale attentionNorm,
            Linear wq,
            Linear wk,
            Linear wv,
            Linear wo,
            Scale ffnNorm,
            Linear w1,
            Linear w2,
            @Nullable Linear w3) {}

    /** All zero, for a language model. */
    public Parameters(ModelShape shape, Precision precision) {
        this(shape, precision, 0);
    }

    /**
     * All zero.
     *
     * @param classes outputs of a classifier, at least 2; 0 for a language model
     */
    public Parameters(ModelShape shape, Precision precision, int classes) {
        this(shape, precision, classes, false);
    }

    private Parameters(ModelShape shape, Precision precision, int classes, boolean steps) {
        if (classes < 0 || classes == 1) {
            throw new UserError(
                    "a classifier of " + classes + " classes cannot be; perhaps you should take at least 2");
        }
        Map<String, int[]> sizes = sizes(shape, classes, steps);
        long size = sizes.values().stream()
                .mapToLong(tensor -> (long) tensor[0] * tensor[1])
                .sum();
        if (size > Integer.MAX_VALUE / 2) {
            throw new UserError("a model of " + size + " parameters is too large to be trained here");
        }
        this.shape = shape;
        this.precision = precision;
        this.classes = classes;
        this.steps = steps;
        this.function = function(shape.activation());
        this.values = precision.zeros((int) size);
        int start = 0;
        for (Map.Entry<String, int[]> tensor : sizes.entrySet()) {
            Matrix matrix = Matrix.of(values, start, tensor.getValue()[0], tensor.getValue()[1]);
            tensors.put(tensor.getKey(), matrix);
            start += matrix.rows() * matrix.columns();
        }
        for (int i = 0; i < shape.layers(); i++) {
            layers.add(layer("layers." + i + "."));
        }
    }

    private static Map<String, int[]> sizes(ModelShape shape, int classes, boolean steps) {
        Map<String, int[]> sizes = new LinkedHashMap<>(shape.tensorSizes());
        if (classes > 0) {
            sizes.remove("head");
            sizes.remove(Anatomy.Bias.HEAD.tensor());
            sizes.put(CLASSIFIER, new int[] {classes, shape.dim()});
        }
        if (steps) {
            new LinkedHashMap<>(sizes).forEach((name, size) -> {
                if (isCoupling(name)) {
                    sizes.put(name + STEP, new int[] {1, size[0]});
                }
            });
        }
        return sizes;
    }

    /** The node function of the feed-forward block; null for SiLU, which is a stage of its own. */
    private static @Nullable DifferentiableMapping function(String activation) {
        if (OperatorMappings.isSilu(activation)) {
            return null;
        }
        if (OperatorMappings.load().require(activation) instanceof DifferentiableMapping function) {
            return function;
        }
        throw new UserError(
                "the activation " + activation
                        + " has no slope, so it cannot be trained; perhaps its OperatorMapping should be a DifferentiableMapping");
    }

    /** Whether a tensor holds couplings; not gains, shifts, biases or steps. */
    public static boolean isCoupling(String tensor) {
        String name = tensor.substring(tensor.lastIndexOf('.') + 1);
        return name.startsWith("w") || OF_TOKENS.contains(name) || name.equals(CLASSIFIER);
    }

    /** Whether a tensor has a row per token or position. */
    public static boolean isOfTokens(String tensor) {
        return OF_TOKENS.contains(tensor);
    }

    /** The weights of a model. */
    public static Parameters of(LanguageModel model, Precision precision) {
        Parameters parameters = new Parameters(model.shape(), precision);
        model.tensors().forEach((name, tensor) -> fill(parameters.tensor(name), tensor));
        return parameters;
    }

    /** Copies a stored tensor into a matrix of its size. */
    public static void fill(Matrix matrix, Tensor tensor) {
        float[] row = new float[tensor.columns()];
        for (int i = 0; i < matrix.rows(); i++) {
            tensor.row(i, row);
            for (int j = 0; j < row.length; j++) {
                matrix.set(i, j, row[j]);
            }
        }
    }

    private Layer layer(String prefix) {
        return new Layer(
                scale(prefix + "attentionNorm", prefix + Anatomy.ATTENTION_SHIFT),
                linear(prefix, "q"),
                linear(prefix, "k"),
                linear(prefix, "v"),
                linear(prefix, "o"),
                scale(prefix + "ffnNorm", prefix + Anatomy.FEED_FORWARD_SHIFT),
                linear(prefix, "1"),
                linear(prefix, "2"),
                shape.anatomy().gated() ? linear(prefix, "3") : null);
    }

    private Scale scale(String gain, String shift) {
        return new Scale(tensor(gain), tensors.get(shift));
    }

    private Linear linear(String prefix, String name) {
        return new Linear(tensor(prefix + "w" + name), tensors.get(prefix + "b" + name));
    }

    /** As many zeros of the same shape, for gradients. */
    public Parameters zeros() {
        return new Parameters(shape, precision, classes, steps);
    }

    /** The same numbers with room for steps, which are 0. */
    public Parameters withSteps() {
        Parameters with = new Parameters(shape, precision, classes, true);
        tensors.forEach((name, tensor) -> with.tensor(name).addAll(tensor));
        return with;
    }

    /** Whether rows have steps. */
    public boolean hasSteps() {
        return steps;
    }

    /** The steps of a tensor's rows (1, rows). */
    public Matrix stepsOf(String coupling) {
        return tensor(coupling + STEP);
    }

    /** Outputs of a classifier; 0 for a language model. */
    public int classes() {
        return classes;
    }

    public ModelShape shape() {
        return shape;
    }

    public Precision precision() {
        return precision;
    }

    /** All numbers. */
    public Values values() {
        return values;
    }

    /** All tensors by name, in their order in {@link #values}. */
    public Map<String, Matrix> tensors() {
        return Collections.unmodifiableMap(tensors);
    }

    /** A tensor by name; a vector is one row. */
    public Matrix tensor(String name) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    public Layer layer(int layer) {
        return layers.get(layer);
    }

    /** (vocabulary, dim). */
    public Matrix embedding() {
        return tensor("embedding");
    }

    /** Rows of positions (context, dim); null without. */
    @Nullable
    Matrix positions() {
        return tensors.get(Anatomy.POSITIONS);
    }

    /** (vocabulary, dim) of a language model, the embedding where the head is tied; (classes, dim) of a classifier. */
    public Linear head() {
        if (classes > 0) {
            return new Linear(tensor(CLASSIFIER), null);
        }
        return new Linear(shape.tiedHead() ? embedding() : tensor("head"), tensors.get(Anatomy.Bias.HEAD.tensor()));
    }

    public Scale finalNorm() {
        return scale("finalNorm", Anatomy.FINAL_SHIFT);
    }

    /** The node function of the feed-forward block; null for SiLU. */
    @Nullable
    DifferentiableMapping function() {
        return function;
    }
}
