package io.github.dsllm.codegen.partition;

import io.github.dsllm.codegen.place.Mesh;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Regions of the mesh for bands of layers: side by side in strips, and within a region the tiles by their distance from its corner. */
final class Regions {
    private Regions() {}

    /** The tile of every part of every band; part 0 has tile 0. O(tiles log tiles). */
    static List<Integer> of(Site site, List<Band> bands) {
        List<Integer> strips = strips(site, bands.size());
        List<Integer> tileOf = new ArrayList<>();
        bands.stream().sorted(Comparator.comparingInt(Band::firstPart)).forEach(band -> {
            List<Integer> region = new ArrayList<>(strips.subList(band.firstPart(), band.firstPart() + band.parts()));
            int corner = region.get(0);
            region.sort(Comparator.<Integer>comparingInt(tile -> distance(site.mesh(), tile, corner))
                    .thenComparing(Comparator.naturalOrder()));
            tileOf.addAll(region);
        });
        return tileOf;
    }

    /** Chip by chip, and there along strips about as wide as a square region of a band, to and fro in the second, fourth, … one. */
    private static List<Integer> strips(Site site, int bands) {
        int width = site.mesh().width();
        int wide = Math.max(1, (int) Math.round(Math.sqrt((double) site.tiles().size() / bands)));
        int count = Math.max(1, Math.round((float) width / wide));
        return site.tiles().stream()
                .sorted(Comparator.<Integer>comparingInt(tile -> chip(site.mesh(), tile))
                        .thenComparingInt(tile -> tile % width * count / width)
                        .thenComparingInt(tile -> {
                            boolean isBack = tile % width * count / width % 2 == 1;
                            return isBack ? -(tile / width) : tile / width;
                        })
                        .thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    /** All the same where links between chips are as fast as any. */
    private static int chip(Mesh mesh, int tile) {
        return mesh.crossing() == 1 ? 0 : mesh.chip(mesh.tile(tile));
    }

    /** Steps to a neighbour or over a corner, and the cost of leaving the chip: a chip is filled before the next one. */
    private static int distance(Mesh mesh, int one, int other) {
        Mesh.Tile from = mesh.tile(one);
        Mesh.Tile to = mesh.tile(other);
        return Math.max(Math.abs(from.x() - to.x()), Math.abs(from.y() - to.y())) + mesh.detour(from, to);
    }
}
