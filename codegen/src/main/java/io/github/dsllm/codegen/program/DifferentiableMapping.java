package io.github.dsllm.codegen.program;

/** A node function that models can also be trained with: its slope belongs to the device as its value does. */
public interface DifferentiableMapping extends OperatorMapping {
    /** f'(x), finite for every finite x; at a kink the slope of either side. */
    double slope(double x);
}
