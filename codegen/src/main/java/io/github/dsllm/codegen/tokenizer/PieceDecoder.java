package io.github.dsllm.codegen.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

/** Turns a piece of a {@code tokenizer.json} back into the bytes of a text. */
final class PieceDecoder {
    private final BytePairModel model;
    private UnaryOperator<String> perPiece = piece -> piece;
    private boolean bytes;
    private boolean byteLevel;
    private boolean fused;
    private String leading = "";
    private int leadingCount;

    private PieceDecoder(BytePairModel model) {
        this.model = model;
    }

    static PieceDecoder read(JsonNode json, BytePairModel model, Unsupported unsupported) {
        PieceDecoder decoder = new PieceDecoder(model);
        JsonNode declared = json.path("decoder");
        if (declared.path("type").asText().equals("Sequence")) {
            declared.path("decoders").forEach(part -> decoder.add(part, unsupported));
        } else if (!declared.isMissingNode() && !declared.isNull()) {
            decoder.add(declared, unsupported);
        }
        return decoder;
    }

    private void add(JsonNode part, Unsupported unsupported) {
        String type = part.path("type").asText();
        switch (type) {
            case "Replace" -> append(Normalisers.replacement(part, unsupported));
            case "ByteFallback" -> bytes = true;
            case "ByteLevel" -> byteLevel = true;
            case "Fuse" -> fused = true;
            case "Strip" -> strip(part, unsupported);
            case "Metaspace" -> {
                String space = part.path("replacement").asText("▁");
                append(piece -> piece.replace(space, " "));
                if (!part.path("prepend_scheme").asText("always").equals("never")) {
                    leading = " ";
                    leadingCount = 1;
                }
            }
            default -> unsupported.add("decoder " + type);
        }
    }

    private void append(UnaryOperator<String> step) {
        UnaryOperator<String> before = perPiece;
        perPiece = piece -> step.apply(before.apply(piece));
    }

    private void strip(JsonNode part, Unsupported unsupported) {
        leading = part.path("content").asText();
        leadingCount = part.path("start").asInt(0);
        if (!fused || part.path("stop").asInt(0) != 0) {
            unsupported.add("decoder Strip before Fuse, or at the end");
        }
    }

    byte[] decode(int previous, int token) {
        if (model.isControl(token)) {
            return new byte[0];
        }
        String piece = model.piece(token);
        if (byteLevel) {
            return ByteLevel.bytesOf(piece);
        }
        if (bytes && piece.matches("<0x[0-9A-Fa-f]{2}>")) {
            return new byte[] {(byte) Integer.parseInt(piece.substring(3, 5), 16)};
        }
        String text = perPiece.apply(piece);
        boolean first = previous == Tokenizer.START_OF_TEXT || model.isControl(previous);
        for (int i = 0; first && i < leadingCount && !leading.isEmpty() && text.startsWith(leading); i++) {
            text = text.substring(leading.length());
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
