package io.github.dsllm.verification.board;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Fingerprint;
import io.github.dsllm.codegen.chip.LinkProtocol;
import io.github.dsllm.codegen.chip.LinkProtocol.Command;
import io.github.dsllm.codegen.chip.MemoryFormat;
import io.github.dsllm.codegen.image.ImageFiles;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32;

/** Brings all memories of an image over the link (docs/host-link.md §4, a load). Until COMMIT has succeeded the board holds no image. */
final class ImageLoad {
    private static final int HEADER = 9;
    private static final int CHUNKS = (LinkProtocol.LARGEST_PAYLOAD - HEADER) / LinkProtocol.CHUNK_BYTES;

    private final BoardLink link;
    private final CRC32 crc = new CRC32();

    ImageLoad(BoardLink link) {
        this.link = link;
    }

    void load(CoreParameters core, boolean hasSdram, Path directory, Fingerprint fingerprint) {
        link.require(Command.BEGIN, new byte[0]);
        for (MemoryFormat format : hasSdram ? MemoryFormat.of(core) : MemoryFormat.within()) {
            for (int tile = 0; tile < (format.perTile() ? core.tiles() : 1); tile++) {
                if (!format.perTile() || !core.isAbsent(tile)) {
                    byte[][] words = ImageFiles.words(directory, format, tile);
                    if (words.length > 0) {
                        memory(format, tile, words);
                    }
                }
            }
        }
        ByteBuffer commit = BoardDriver.little(Fingerprint.BYTES + Integer.BYTES)
                .put(fingerprint.bytes())
                .putInt((int) crc.getValue());
        link.require(Command.COMMIT, commit.array());
    }

    private void memory(MemoryFormat format, int tile, byte[][] words) {
        int chunksPerWord = (words[0].length + LinkProtocol.CHUNK_BYTES - 1) / LinkProtocol.CHUNK_BYTES;
        int all = Math.multiplyExact(chunksPerWord, words.length);
        for (int first = 0; first < all; first += CHUNKS) {
            int count = Math.min(CHUNKS, all - first);
            ByteBuffer payload = BoardDriver.little(HEADER + count * LinkProtocol.CHUNK_BYTES)
                    .put((byte) format.code())
                    .putShort((short) tile)
                    .putInt(first / chunksPerWord)
                    .putShort((short) (first % chunksPerWord));
            for (int chunk = first; chunk < first + count; chunk++) {
                byte[] word = words[chunk / chunksPerWord];
                int start = chunk % chunksPerWord * LinkProtocol.CHUNK_BYTES;
                int bytes = Math.min(LinkProtocol.CHUNK_BYTES, word.length - start);
                payload.put(word, start, bytes).position(payload.position() + LinkProtocol.CHUNK_BYTES - bytes);
            }
            crc.update(payload.array());
            link.require(Command.LOAD, payload.array());
        }
    }
}
