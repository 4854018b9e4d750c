package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.BoardParameters;
import io.github.dsllm.codegen.chip.Fingerprint;
import java.util.SortedMap;
import java.util.stream.Collectors;

/** The memory of the host link: room for a frame, and behind it what tells this image from others (docs/host-link.md §6). */
final class LinkMemory {
    private LinkMemory() {}

    /** That of the memory files with these digests. */
    static Fingerprint fingerprint(SortedMap<String, String> digests) {
        return Fingerprint.of(digests.entrySet().stream()
                .map(file -> file.getValue() + "  " + file.getKey() + "\n")
                .collect(Collectors.joining()));
    }

    /** The {@code $readmemh} file. */
    static byte[] text(Fingerprint image) {
        HexWriter writer = new HexWriter(Byte.SIZE, BoardParameters.LINK_MEMORY_BYTES);
        byte[] contents = new byte[BoardParameters.LINK_MEMORY_BYTES];
        System.arraycopy(image.bytes(), 0, contents, BoardParameters.FRAME_BYTES, Fingerprint.BYTES);
        for (byte value : contents) {
            writer.field(value, Byte.SIZE).endWord();
        }
        return writer.bytes();
    }
}
