package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ReadCouplings;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.sim.golden.GoldenMachine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A real fault: one bit of one coupling in a copy of the image, of one that is reloaded if any is. The coupling is chosen so that the very first position shows the
 * difference.
 */
final class FaultInjection {
    private static final int CANDIDATES = 4096;

    private final ChipImage image;

    /** Where the bit is. */
    record Place(int tile, boolean isExternal, int word, int lane, int bit) {}

    FaultInjection(ChipImage image) {
        this.image = image;
    }

    /**
     * The most significant magnitude bit of the first coupling for which it matters, on the first tile where one does.
     *
     * @param token token of position 0
     */
    Place choose(int token) {
        long[][] sound = digests(image, token);
        int bit = image.core().numerics().couplingBits() - 2;
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            TileImage memory = image.tiles().get(tile);
            ReadCouplings read = ReadCouplings.of(memory);
            OptionalInt first = firstLinear(memory, read);
            if (first.isPresent()) {
                int pc = first.getAsInt();
                Descriptor descriptor = memory.descriptorOf(memory.program().get(pc));
                for (int input = 0; input < Math.min(descriptor.count(), CANDIDATES); input++) {
                    Place place = new Place(
                            tile, read.isExternal(pc), read.firstWord(pc) + input, input % descriptor.valid(), bit);
                    if (!Arrays.deepEquals(sound, digests(damaged(place), token))) {
                        return place;
                    }
                }
            }
        }
        throw new UserError("no coupling of the image changes anything at position 0 with token " + token
                + ", so that no fault can be shown to be detected; perhaps the model has no weights");
    }

    /** The first LINEAR of a tile whose couplings are reloaded; if none are, the first of all. */
    private static OptionalInt firstLinear(TileImage memory, ReadCouplings read) {
        int[] linear = IntStream.range(0, memory.program().size())
                .filter(pc -> memory.descriptorOf(memory.program().get(pc)).function() == NodeFunction.LINEAR)
                .toArray();
        OptionalInt reloaded = Arrays.stream(linear).filter(read::isExternal).findFirst();
        return reloaded.isPresent() ? reloaded : Arrays.stream(linear).findFirst();
    }

    /** Writes the damaged copy of the image's files. */
    void write(Place place, Path sound, Path copy) throws IOException {
        Files.createDirectories(copy);
        String damaged = "tile" + place.tile() + (place.isExternal() ? "_external.mem" : "_coupling.mem");
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
        CoreParameters core = image.core();
        int cell = place.isExternal() ? core.numerics().couplingBits() : core.couplingCellBits();
        int bit = place.lane() * cell + cell - core.numerics().couplingBits() + place.bit();
        int digit = word.length() - 1 - bit / 4;
        int flipped = Character.digit(word.charAt(digit), 16) ^ 1 << bit % 4;
        return word.substring(0, digit) + Character.forDigit(flipped, 16) + word.substring(digit + 1);
    }

    private ChipImage damaged(Place place) {
        int index = place.word() * image.core().lanes() + place.lane();
        int unused = Short.SIZE - image.core().numerics().couplingBits();
        TileImage sound = image.tiles().get(place.tile());
        short[] couplings = (place.isExternal() ? sound.external() : sound.couplings()).clone();
        int flipped = couplings[index] ^ 1 << place.bit();
        couplings[index] = (short) ((short) (flipped << unused) >> unused);
        return with(
                image,
                place.tile(),
                place.isExternal()
                        ? sound.withCouplings(sound.couplings(), couplings)
                        : sound.withCouplings(couplings, sound.external()));
    }

    /** The same image but for one coupling. */
    static ChipImage withCoupling(ChipImage image, int tile, int index, short coupling) {
        TileImage sound = image.tiles().get(tile);
        short[] couplings = sound.couplings().clone();
        couplings[index] = coupling;
        return with(image, tile, sound.withCouplings(couplings, sound.external()));
    }

    private static ChipImage with(ChipImage image, int index, TileImage tile) {
        List<TileImage> tiles = new ArrayList<>(image.tiles());
        tiles.set(index, tile);
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
