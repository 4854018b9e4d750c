package io.github.dsllm.codegen.learning;

/** What an output node does with its current, and so what its loss is. */
public enum OutputNode {
    /** y = Σ J x: the loss is the square of I_L = y − truth. */
    LINEAR,
    /** y = 1/(1 + e^−z), z = Σ J x: the equilibrium of 0 = 1 − (1 + e^−z)·y, whose I_L/h against the truth is the gradient of the cross-entropy at z. */
    LOGISTIC
}
