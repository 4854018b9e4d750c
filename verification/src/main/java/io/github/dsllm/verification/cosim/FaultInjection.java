package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** A real fault: one bit of one coupling in a copy of the image. The coupling is chosen so that the very first position shows the difference. */
final class FaultInjection {
    private static final int CANDIDATES = 4096;

    private final ChipImage image;

    /** Where the bit is. */
    record Place(int tile, int word, int lane, int bit) {}

    FaultInjection(ChipImage image) {
        this.image = image;
    }

    /**
     * The most significant magnitude bit of the first coupling for which it matters.
     *
     * @param token token of position 0
     */
    Place choose(int token) {
        long[][] sound = digests(image, token);
        int bit = image.core().numerics().couplingBits() - 2;
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            for (Instruction instruction : image.tiles().get(tile).program()) {
                Descriptor descriptor = image.tiles().get(tile).descriptorOf(instruction);
                if (descriptor.function() != NodeFunction.LINEAR) {
                    continue;
                }
                for (int input = 0; input < Math.min(descriptor.count(), CANDIDATES); input++) {
                    Place place = new Place(tile, instruction.couplingWord() + input, input % descriptor.valid(), bit);
                    if (!Arrays.deepEquals(sound, digests(damaged(place), token))) {
                        return place;
                    }
                }
                break;
            }
        }
        throw new UserError("no coupling of the image changes anything at position 0 with token " + token
                + ", so that no fault can be shown to be detected; perhaps the model has no weights");
    }

    /** Writes the damaged copy of the image's files. */
    void write(Place place, Path sound, Path copy) throws IOException {
        Files.createDirectories(copy);
        String damaged = "tile" + place.tile() + "_coupling.mem";
        List<Path> files;
        try (Stream<Path> all = Files.list(sound)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        for (Path file : files) {
            Path target = copy.resolve(file.getFileName().toString());
            Files.deleteIfExists(target);
            if (file.getFileName().toString().equals(damaged)) {
                List<String> lines = new ArrayList<>(Files.readAllLines(file, StandardCharsets.US_ASCII));
                lines.set(place.word(), flip(lines.get(place.word()), place));
                Files.write(target, lines, StandardCharsets.US_ASCII);
            } else {
                Files.copy(file, target);
            }
        }
    }

    private String flip(String word, Place place) {
        int bit = place.lane() * image.core().numerics().couplingBits() + place.bit();
        int digit = word.length() - 1 - bit / 4;
        int flipped = Character.digit(word.charAt(digit), 16) ^ 1 << bit % 4;
        return word.substring(0, digit) + Character.forDigit(flipped, 16) + word.substring(digit + 1);
    }

    private ChipImage damaged(Place place) {
        int index = place.word() * image.core().lanes() + place.lane();
        int unused = Short.SIZE - image.core().numerics().couplingBits();
        int flipped = image.tiles().get(place.tile()).couplings()[index] ^ 1 << place.bit();
        return withCoupling(image, place.tile(), index, (short) ((short) (flipped << unused) >> unused));
    }

    /** The same image but for one coupling. */
    static ChipImage withCoupling(ChipImage image, int tile, int index, short coupling) {
        TileImage sound = image.tiles().get(tile);
        short[] couplings = sound.couplings().clone();
        couplings[index] = coupling;
        List<TileImage> tiles = new ArrayList<>(image.tiles());
        tiles.set(
                tile,
                new TileImage(
                        couplings,
                        sound.scaleMantissas(),
                        sound.scaleShifts(),
                        sound.trajectorySteps(),
                        sound.gains(),
                        sound.program(),
                        sound.descriptors(),
                        sound.operators()));
        return image.with(image.core(), tiles);
    }

    private static long[][] digests(ChipImage image, int token) {
        GoldenPosition position = new GoldenPosition(image);
        GoldenMachine golden = GoldenMachine.plain(image);
        golden.listen(position);
        golden.force(token, 0);
        return position.digests;
    }
}
