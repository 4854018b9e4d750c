package io.github.dsllm.codegen.place;

/**
 * Parts on tiles under change; the cost of an exchange is found from the partners of the two parts alone, O(partners). A tile without a part holds a part
 * without traffic, so that a move is an exchange, too.
 */
final class PlacementState {
    private final int parts;
    private final int tiles;
    private final int[] first;
    private final int[] partner;
    private final long[] words;
    private final short[] distance;
    final int[] tileOf; // (tiles), by part; those from parts on stand for nothing
    final int[] partOn; // (tiles), by tile

    /** Part p is on tile p to begin with. */
    PlacementState(Traffic traffic, TileDistances distances) {
        parts = traffic.parts();
        tiles = distances.tiles();
        first = traffic.first();
        partner = traffic.partner();
        words = traffic.words();
        distance = distances.table();
        tileOf = new int[tiles];
        partOn = new int[tiles];
        for (int tile = 0; tile < tiles; tile++) {
            tileOf[tile] = tile;
            partOn[tile] = tile;
        }
    }

    /** Partners of all parts together. */
    int partners() {
        return partner.length;
    }

    /** Words times distance over all pairs of parts. */
    long cost() {
        long twice = 0;
        for (int part = 0; part < parts; part++) {
            for (int index = first[part]; index < first[part + 1]; index++) {
                twice += words[index] * distance[tileOf[part] * tiles + tileOf[partner[index]]];
            }
        }
        return twice / 2;
    }

    /** What the cost would grow by if the parts on two tiles changed places. */
    long growth(int one, int other) {
        int onOne = partOn[one];
        int onOther = partOn[other];
        return growth(onOne, onOther, one * tiles, other * tiles) + growth(onOther, onOne, other * tiles, one * tiles);
    }

    /** For one of the two parts; its way to the other one stays as long as it was. */
    private long growth(int part, int except, int fromRow, int toRow) {
        if (part >= parts) {
            return 0;
        }
        long growth = 0;
        int end = first[part + 1];
        for (int index = first[part]; index < end; index++) {
            int with = partner[index];
            if (with != except) {
                int where = tileOf[with];
                growth += words[index] * (distance[toRow + where] - distance[fromRow + where]);
            }
        }
        return growth;
    }

    void exchange(int one, int other) {
        int onOne = partOn[one];
        int onOther = partOn[other];
        partOn[one] = onOther;
        partOn[other] = onOne;
        tileOf[onOne] = other;
        tileOf[onOther] = one;
    }
}
