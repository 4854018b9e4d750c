package io.github.dsllm.verification.goal;

import java.nio.file.Path;

/**
 * Where the goals put what they make.
 *
 * @param root the output directory, {@code target/dsllm} if the user does not choose another
 */
public record OutputLayout(Path root) {
    static final String FLOORPLAN = "floorplan.json";

    /** The chip image: one file per memory and image.json. */
    public Path image() {
        return root.resolve("image");
    }

    /** The Verilog modules and their list. */
    public Path rtl() {
        return root.resolve("rtl");
    }

    /** The Verilog of the board's top level and all below it, if the chip spec has a host. */
    public Path board() {
        return root.resolve("board");
    }

    /** The Verilog of the core for a system on a chip, if the chip spec asks for it. */
    public Path soc() {
        return root.resolve("soc");
    }

    Path fileList() {
        return rtl().resolve("filelist.f");
    }

    /** What every stage made, for people. */
    public Path dumps() {
        return root.resolve("dumps");
    }

    /** What every tile holds and every link carries, if a partition has been made. */
    public Path floorplan() {
        return dumps().resolve(FLOORPLAN);
    }

    /** Working files of the co-simulation. */
    public Path verification() {
        return root.resolve("verification");
    }

    Path result(String goal) {
        return root.resolve(goal + ".json");
    }

    Path inputs() {
        return root.resolve("generate.inputs");
    }

    Path outputs() {
        return root.resolve("generate.outputs");
    }
}
