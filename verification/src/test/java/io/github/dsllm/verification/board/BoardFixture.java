package io.github.dsllm.verification.board;

import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.model.TinyModels;
import io.github.dsllm.codegen.quantise.CalibrationSet;
import io.github.dsllm.codegen.quantise.Quantisation;
import io.github.dsllm.codegen.quantise.Quantiser;
import io.github.dsllm.hw.board.BoardGenerator;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import io.github.dsllm.verification.simulator.SimulatedBoard;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Two small models of one shape for one core, and boards with it. */
final class BoardFixture {
    static final int CLOCK = 12_000_000;
    static final int BAUD = 3_000_000;
    private static final int LANES = 4;

    private final Path folder;
    private final ChipImage chip;
    private final Path image;
    private final Path otherImage;

    BoardFixture(Path folder) {
        this(folder, LayoutOptions.singleTile(LANES));
    }

    BoardFixture(Path folder, LayoutOptions options) {
        this.folder = folder;
        this.chip = chip(5, options);
        this.image = folder.resolve("image");
        this.otherImage = folder.resolve("other");
        ImageFiles.write(chip, image);
        ChipImage other = chip(6, options);
        ImageFiles.write(other.with(chip.core(), other.tiles()), otherImage);
    }

    private ChipImage chip(long seed, LayoutOptions options) {
        Path model = folder.resolve("model" + seed);
        try {
            Files.createDirectories(model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        LanguageModel read = Models.open(TinyModels.llama2c(model, TinyModels.smallest(), seed));
        Quantisation quantised = new Quantiser(Numerics.DEFAULT).quantise(read, CalibrationSet.sampled(read, 2));
        return new ImageBuilder(options).build("tiny", quantised, "00");
    }

    ChipImage chip() {
        return chip;
    }

    ChipImage chipOfAnotherCore() {
        return chip(5, LayoutOptions.singleTile(2 * LANES));
    }

    Path image() {
        return image;
    }

    Path otherImage() {
        return otherImage;
    }

    /** The image with one coupling of the first word that is not 0 turned over; what tells it from others is left as it is. */
    Path damagedImage() throws IOException {
        Path damaged = Files.createDirectories(folder.resolve("damaged"));
        try (var files = Files.list(image)) {
            for (Path file : files.toList()) {
                Files.copy(
                        file, damaged.resolve(file.getFileName()), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path couplings = damaged.resolve("tile0_coupling.mem");
        List<String> words = new ArrayList<>(Files.readAllLines(couplings));
        words.replaceAll(word ->
                (char) (Character.forDigit(Character.digit(word.charAt(0), 16) ^ 8, 16)) + word.substring(1));
        Files.write(couplings, words);
        return damaged;
    }

    /** A board that starts with an image, or without. */
    SimulatedBoard board(Load load, Path configured) {
        BoardParameters board = new BoardParameters(chip.core().withTrace(false), CLOCK, BAUD, load);
        Path rtl = folder.resolve("rtl-" + load);
        if (Files.notExists(rtl)) {
            new BoardGenerator().generate(board, rtl);
        }
        return SimulatedBoard.start(board, rtl, configured, folder.resolve("builds"), true);
    }

    /** The tokens that the golden model says. */
    List<Integer> golden(List<Integer> prompt, Controls controls) {
        return golden(chip, prompt, controls);
    }

    /** The tokens that the golden model of an image says. */
    static List<Integer> golden(ChipImage image, List<Integer> prompt, Controls controls) {
        GoldenMachine machine = GoldenMachine.of(image);
        machine.start(prompt, controls);
        List<Integer> tokens = new ArrayList<>();
        for (Output output = machine.step(); ; output = machine.step()) {
            if (output.offered()) {
                tokens.add(output.token());
            }
            if (output.end() != End.GOES_ON) {
                return tokens;
            }
        }
    }
}
