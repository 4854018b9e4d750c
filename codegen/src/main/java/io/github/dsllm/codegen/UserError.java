package io.github.dsllm.codegen;

/**
 * A mistake that the user can repair: in a model, a chip spec, a configuration or the installed tools.
 *
 * <p>The message alone is shown, without a stack trace. It says what is wrong, where (file, tensor, layer, tile, key),
 * why, and what to do ("…, perhaps you should …"); all problems of one input go into one error.
 */
public final class UserError extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
