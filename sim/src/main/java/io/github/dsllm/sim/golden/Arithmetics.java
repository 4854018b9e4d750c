package io.github.dsllm.sim.golden;

/** Chooses the fastest way to compute that this JVM has. */
final class Arithmetics {
    private static final String VECTOR_MODULE = "jdk.incubator.vector";

    private Arithmetics() {}

    /** With vector registers where the JVM was started with their module, else in plain Java. */
    static LaneArithmetic fastest() {
        if (ModuleLayer.boot().findModule(VECTOR_MODULE).isEmpty()) {
            return new PackedArithmetic();
        }
        try {
            String name = Arithmetics.class.getPackageName() + ".VectorArithmetic";
            return (LaneArithmetic) Class.forName(name).getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            return new PackedArithmetic();
        }
    }
}
