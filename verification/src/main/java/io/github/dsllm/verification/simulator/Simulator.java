package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.UserError;
import java.util.List;
import java.util.ServiceLoader;

/** Extension point, found by {@link ServiceLoader}: a program that executes SystemVerilog. */
public interface Simulator {

    /** Name by which a user chooses it. */
    String name();

    /**
     * Looks for the tools that {@link #build} needs, so that a goal can miss them before it works for minutes.
     *
     * @throws UserError if a tool is missing or too old
     */
    default void requireInstalled() {}

    /**
     * Makes the core ready to run, from a cache where possible.
     *
     * @throws UserError if a tool is missing, too old or refuses the RTL
     */
    SimulatedCore build(CoreBuild request);

    /**
     * The simulator of that name.
     *
     * @throws UserError if there is none
     */
    static Simulator named(String name) {
        List<Simulator> all = ServiceLoader.load(Simulator.class, Simulator.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        return all.stream()
                .filter(simulator -> simulator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new UserError("no simulator is named " + name + ", perhaps you should choose one of "
                        + all.stream().map(Simulator::name).sorted().toList()));
    }
}
