package io.github.dsllm.codegen.onnx;

import static io.github.dsllm.codegen.onnx.OnnxWriter.attribute;

import java.util.List;

/** Writes activations as exporters do: operator by operator, or as one of ONNX Runtime. */
final class OnnxActivation {
    private static final String RUNTIME = "com.microsoft";

    private final OnnxWriter out;

    private OnnxActivation(OnnxWriter out) {
        this.out = out;
    }

    static String write(OnnxWriter out, String name, boolean isFused, String x) {
        OnnxActivation activation = new OnnxActivation(out);
        return isFused ? activation.fused(name, x) : activation.single(name, x);
    }

    private String fused(String name, String x) {
        return switch (name) {
            case "silu" -> runtime("QuickGelu", x, attribute("alpha", 1f));
            case "gelu" -> runtime("Gelu", x);
            case "gelu_pytorch_tanh" -> runtime("FastGelu", x);
            default -> single(name, x);
        };
    }

    private String runtime(String operator, String x, OnnxWriter.Message... attributes) {
        return out.node(RUNTIME, operator, List.of(x), List.of(out.unique(operator)), attributes)
                .get(0);
    }

    private String single(String name, String x) {
        return switch (name) {
            case "silu" -> out.node("Mul", List.of(x, out.node("Sigmoid", List.of(x))));
            case "relu" -> out.node("Relu", List.of(x));
            case "gelu" -> half(x, out.node("Erf", List.of(times(x, (float) Math.sqrt(0.5)))));
            case "gelu_pytorch_tanh" -> half(x, out.node("Tanh", List.of(cubic(x))));
            default -> throw new IllegalArgumentException(name);
        };
    }

    private String times(String x, float factor) {
        return out.node("Mul", List.of(x, out.constant(factor)));
    }

    private String cubic(String x) {
        String cube = out.node("Pow", List.of(x, out.constant(3)));
        String sum = out.node("Add", List.of(x, times(cube, 0.044715f)));
        return times(sum, (float) Math.sqrt(2 / Math.PI));
    }

    /** x/2·(1 + y). */
    private String half(String x, String y) {
        return out.node("Mul", List.of(times(x, 0.5f), out.node("Add", List.of(y, out.constant(1)))));
    }
}
