package io.github.dsllm.verification.goal;

import io.github.dsllm.sim.physics.DynamicalSystem;

/**
 * A system that {@code physics} looks at.
 *
 * @param name of the stage or of the free-standing system
 * @param duration how long its nodes evolve, infinite: to rest
 */
record PhysicsSystem(String name, DynamicalSystem system, double duration) {

    /** The name as a file can have it. */
    String fileName() {
        return name.replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
