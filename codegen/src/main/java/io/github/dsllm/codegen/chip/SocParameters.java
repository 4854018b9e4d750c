package io.github.dsllm.codegen.chip;

import java.util.Optional;

/**
 * Everything that fixes the hardware of a core for a system on a chip (docs/host-link.md §8).
 *
 * @param core the core
 * @param load where the contents of the memories come from
 */
public record SocParameters(CoreParameters core, BoardParameters.Load load) {
    public SocParameters {
        if (core.trace()) {
            throw new IllegalArgumentException("the core of a system on a chip has no trace ports");
        }
    }

    /** The one that a chip spec asks for, if its host is on a bus. */
    public static Optional<SocParameters> of(ChipSpec chip, CoreParameters core) {
        ChipSpec.Host host = chip.host();
        return host == null || host.port() != ChipSpec.Port.AXI
                ? Optional.empty()
                : Optional.of(new SocParameters(core.withTrace(false), host.load()));
    }
}
