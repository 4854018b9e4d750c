package io.github.dsllm.codegen.image;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Fingerprint;
import io.github.dsllm.codegen.chip.MemoryFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The image directory: one {@code $readmemh} file per memory (docs/core.md §5) and image.json, for the golden model and the simulators; the fingerprint for
 * the host link (docs/host-link.md §6); for people the program of each tile as text beside them.
 */
public final class ImageFiles {
    static final String MANIFEST = "image.json";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final long LARGEST_MANIFEST = 256L << 20;

    private ImageFiles() {}

    /**
     * Writes the image, complete or not at all: an image that stood there before is replaced in one step.
     *
     * @throws UserError if the directory holds something else than an image
     */
    public static void write(ChipImage image, Path directory) {
        AtomicDirectory.replace(directory, MANIFEST, aside -> writeFiles(image, aside));
    }

    /**
     * @throws UserError if the directory does not hold an intact image
     */
    public static ChipImage read(Path directory) {
        ImageManifest manifest = manifest(directory);
        try {
            MemoryDecoder decoder =
                    new MemoryDecoder(manifest.core(), (format, tile) -> text(directory, format, tile, manifest));
            List<TileImage> tiles = new ArrayList<>();
            for (int tile = 0; tile < manifest.core().tiles(); tile++) {
                tiles.add(decoder.tile(tile, manifest.tiles().get(tile)));
            }
            short[][] rope = decoder.rope();
            return new ChipImage(
                    manifest.core(),
                    tiles,
                    decoder.exponential(),
                    rope[0],
                    rope[1],
                    manifest.nodeTable() ? decoder.nodeTable() : new int[0],
                    manifest.vocabulary(),
                    manifest.stopTokens(),
                    manifest.bosToken(),
                    manifest.formats(),
                    manifest.lfsrPolynomial(),
                    manifest.name(),
                    manifest.inputDigest());
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ArithmeticException | NullPointerException e) {
            // Jackson leaves out what the text leaves out, at any depth.
            throw damaged(directory, e.getMessage(), e);
        }
    }

    /**
     * What tells this image from others on the host link.
     *
     * @throws UserError if the directory does not hold an intact image
     */
    public static Fingerprint fingerprint(Path directory) {
        return LinkMemory.fingerprint(manifest(directory).sha256());
    }

    /**
     * The words of a memory file, in ascending order and as many as the memory has, each in as many bytes as it needs, lowest first; for those who load
     * memories.
     *
     * @throws UserError if the directory does not hold an intact image
     */
    public static byte[][] words(Path directory, MemoryFormat format, int tile) {
        ImageManifest manifest = manifest(directory);
        CoreParameters core = manifest.core();
        byte[] text = text(directory, format, tile, manifest);
        HexReader reader = new HexReader(format.file(tile), text, format.bits(core));
        byte[][] words = new byte[format.words(core)][(format.bits(core) + Byte.SIZE - 1) / Byte.SIZE];
        for (byte[] word : words) {
            int bits = format.bits(core);
            for (int i = 0; i < word.length; i++, bits -= Byte.SIZE) {
                word[i] = (byte) reader.unsigned(Math.min(Byte.SIZE, bits));
            }
            reader.endWord();
        }
        return words;
    }

    private static void writeFiles(ChipImage image, Path aside) throws IOException {
        MemoryEncoder encoder = new MemoryEncoder(image);
        SortedMap<String, String> digests = new TreeMap<>();
        for (MemoryFormat format : MemoryFormat.of(image.core())) {
            for (int tile = 0; tile < (format.perTile() ? image.tiles().size() : 1); tile++) {
                byte[] text = encoder.encode(format, tile);
                Files.write(aside.resolve(format.file(tile)), text);
                digests.put(format.file(tile), sha256(text));
            }
        }
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            Files.writeString(aside.resolve("tile" + tile + ".dsasm"), Assembly.of(image, tile));
        }
        int lanes = image.core().lanes();
        List<ImageManifest.Tile> tiles = image.tiles().stream()
                .map(tile -> new ImageManifest.Tile(
                        tile.couplings().length / lanes,
                        tile.scaleMantissas().length / lanes,
                        tile.gains().length / lanes,
                        tile.program().size(),
                        tile.descriptors().size(),
                        tile.external().length / lanes,
                        tile.operators()))
                .toList();
        Files.write(aside.resolve(BoardParameters.LINK_MEMORY), LinkMemory.text(LinkMemory.fingerprint(digests)));
        ImageManifest manifest = new ImageManifest(
                ImageManifest.SCHEMA,
                image.name(),
                image.inputDigest(),
                image.core(),
                image.vocabulary(),
                image.bosToken(),
                image.stopTokens(),
                image.formats(),
                image.lfsrPolynomial(),
                image.nodeTable().length > 0,
                tiles,
                digests);
        Files.write(aside.resolve(MANIFEST), JSON.writeValueAsBytes(manifest));
    }

    private static ImageManifest manifest(Path directory) {
        Path file = directory.resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            throw new UserError(
                    directory + " holds no chip image (no " + MANIFEST + "); perhaps you should run generate first");
        }
        try {
            if (Files.size(file) > LARGEST_MANIFEST) {
                throw damaged(directory, MANIFEST + " is larger than any image needs", null);
            }
            @Nullable ImageManifest manifest = JSON.readValue(file.toFile(), ImageManifest.class);
            if (manifest == null) {
                throw damaged(directory, MANIFEST + " is empty", null);
            }
            requireComplete(directory, manifest);
            return manifest;
        } catch (JacksonException e) {
            throw damaged(directory, MANIFEST + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireComplete(Path directory, ImageManifest manifest) {
        boolean complete = manifest.core() != null
                && manifest.core().depths() != null
                && manifest.core().numerics() != null
                && manifest.tiles() != null
                && manifest.formats() != null
                && manifest.stopTokens() != null
                && manifest.sha256() != null;
        if (!complete
                || manifest.schema() != ImageManifest.SCHEMA
                || manifest.tiles().size() != manifest.core().tiles()) {
            throw damaged(directory, MANIFEST + " is incomplete or of another version", null);
        }
        for (ImageManifest.Tile tile : manifest.tiles()) {
            var depths = manifest.core().depths();
            boolean fits = within(tile.couplings(), depths.couplings())
                    && within(tile.scales(), depths.scales())
                    && within(tile.gains(), depths.gains())
                    && within(tile.program(), depths.program())
                    && within(tile.descriptors(), depths.descriptors())
                    && within(tile.external(), MemoryFormat.EXTERNAL.words(manifest.core()))
                    && tile.operators() != null;
            if (!fits) {
                throw damaged(directory, MANIFEST + " names more words than the memories have", null);
            }
        }
    }

    private static boolean within(int words, int depth) {
        return words >= 0 && words <= depth;
    }

    private static byte[] text(Path directory, MemoryFormat format, int tile, ImageManifest manifest) {
        Path file = directory.resolve(format.file(tile));
        long expected = (HexWriter.digits(format.bits(manifest.core())) + 1L) * format.words(manifest.core());
        try {
            if (!Files.isRegularFile(file)) {
                throw damaged(directory, file.getFileName() + " is missing", null);
            }
            if (Files.size(file) != expected) {
                throw damaged(directory, file.getFileName() + " should have " + expected + " bytes", null);
            }
            byte[] text = Files.readAllBytes(file);
            if (!sha256(text).equals(manifest.sha256().get(format.file(tile)))) {
                throw damaged(directory, file.getFileName() + " is not the file that was written", null);
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UserError damaged(Path directory, @Nullable String problem, @Nullable Throwable cause) {
        String message =
                "the chip image in " + directory + " is damaged: " + problem + "; perhaps you should generate it again";
        return cause == null ? new UserError(message) : new UserError(message, cause);
    }
}
