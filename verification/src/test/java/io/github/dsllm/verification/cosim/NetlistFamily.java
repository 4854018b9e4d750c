package io.github.dsllm.verification.cosim;

import io.github.dsllm.verification.fpga.Ecp5Target;
import io.github.dsllm.verification.fpga.FpgaPart;
import io.github.dsllm.verification.fpga.FpgaTarget;
import io.github.dsllm.verification.fpga.FpgaTargets;
import io.github.dsllm.verification.fpga.Ice40Target;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a netlist of a family consists of, and where its block RAMs hold the bits of a memory. */
public enum NetlistFamily {
    /** Block RAMs of 256 words of 16 bits; narrower ones do not occur in the netlists that are looked at. */
    ICE40(new Ice40Target(), "iCE40HX8K", "cells_sim.v") {
        @Override
        int width(String parameters) {
            if (number(parameters, "READ_MODE") != 0) {
                throw new IllegalStateException("a block RAM of narrow words: " + parameters);
            }
            return 16;
        }

        @Override
        Place place(int width, int address, int bit) {
            return new Place(
                    address / 256,
                    bit / width,
                    String.format("INIT_%X", address % 256 / 16),
                    256,
                    address % 16 * width + reversed(bit % width));
        }

        /** Yosys connects the pins of a word so that narrower words of deeper memories take the same ones. */
        private int reversed(int bit) {
            return Integer.reverse(bit) >>> Integer.SIZE - 4;
        }
    },
    /** Block RAMs of 1024 words of 18 bits, for each of which their initial contents have 20; halves of them, or pairs, as words of 9 or 36 bits. */
    ECP5(new Ecp5Target(), "LFE5U-85F-6", "cells_sim.v", "cells_bb.v") {
        /** That of the port in use; the other one has as many bits, or 18. */
        @Override
        int width(String parameters) {
            int width = Math.min(number(parameters, "DATA_WIDTH_A"), number(parameters, "DATA_WIDTH_B"));
            if (width % 9 != 0) {
                throw new IllegalStateException("a block RAM of narrow words: " + parameters);
            }
            return width;
        }

        @Override
        Place place(int width, int address, int bit) {
            int words = 1024 * 18 / width;
            int at = address % words * width + bit % width;
            int word = at / 18;
            return new Place(
                    address / words,
                    bit / width,
                    String.format("INITVAL_%02X", word / 16),
                    320,
                    word % 16 * 20 + at % 18);
        }
    };

    private final FpgaTarget target;
    private final FpgaPart part;
    private final List<String> libraries;

    NetlistFamily(FpgaTarget target, String part, String... libraries) {
        this.target = target;
        this.part = FpgaTargets.part(target, part);
        this.libraries = List.of(libraries);
    }

    public FpgaTarget target() {
        return target;
    }

    public FpgaPart part() {
        return part;
    }

    /** Yosys' own files with the ports of all cells. */
    List<String> libraries() {
        return libraries.stream().map(file -> "+/" + prefix() + "/" + file).toList();
    }

    /** The resource with look-up tables, carries and flip-flops as Yosys' own cells. */
    String cells() {
        return prefix() + "-cells.v";
    }

    /** The resource with modules for all other cells. */
    String blocks() {
        return prefix() + "-blocks.v";
    }

    /** Bits of a word of a block RAM with these parameters. */
    abstract int width(String parameters);

    /**
     * Where a bit of a memory's word stands.
     *
     * @param width of the words of its block RAMs
     */
    abstract Place place(int width, int address, int bit);

    private static int number(String parameters, String name) {
        Matcher value =
                Pattern.compile("\\." + name + "\\(\\d+'s?([dh])([0-9a-f]+)\\)").matcher(parameters);
        if (!value.find()) {
            throw new IllegalStateException("no " + name + " in " + parameters);
        }
        return Integer.parseInt(value.group(2), value.group(1).equals("h") ? 16 : 10);
    }

    private String prefix() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * A bit of the initial contents of block RAMs.
     *
     * @param row which of the blocks that lie behind each other
     * @param column which of those beside each other
     * @param parameter of the block RAM
     * @param bits of that parameter
     * @param bit of that parameter, 0 the lowest
     */
    record Place(int row, int column, String parameter, int bits, int bit) {}
}
