package io.github.dsllm.codegen.partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Regions of the mesh for bands of layers: side by side in strips, and within a region the tiles by their distance from its corner. */
final class Regions {
    private Regions() {}

    /** The tile of every part of every band; part 0 has tile 0. O(tiles log tiles). */
    static List<Integer> of(Site site, List<Band> bands) {
        int width = site.mesh().width();
        List<Integer> strips = strips(site, bands.size());
        List<Integer> tileOf = new ArrayList<>();
        bands.stream().sorted(Comparator.comparingInt(Band::firstPart)).forEach(band -> {
            List<Integer> region = new ArrayList<>(strips.subList(band.firstPart(), band.firstPart() + band.parts()));
            int corner = region.get(0);
            region.sort(Comparator.<Integer>comparingInt(tile -> distance(tile, corner, width))
                    .thenComparing(Comparator.naturalOrder()));
            tileOf.addAll(region);
        });
        return tileOf;
    }

    /** Along strips about as wide as a square region of a band, to and fro in the second, fourth, … one. */
    private static List<Integer> strips(Site site, int bands) {
        int width = site.mesh().width();
        int wide = Math.max(1, (int) Math.round(Math.sqrt((double) site.tiles().size() / bands)));
        int count = Math.max(1, Math.round((float) width / wide));
        return site.tiles().stream()
                .sorted(Comparator.<Integer>comparingInt(tile -> tile % width * count / width)
                        .thenComparingInt(tile -> {
                            boolean isBack = tile % width * count / width % 2 == 1;
                            return isBack ? -(tile / width) : tile / width;
                        })
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static int distance(int one, int other, int width) {
        return Math.max(Math.abs(one % width - other % width), Math.abs(one / width - other / width));
    }
}
