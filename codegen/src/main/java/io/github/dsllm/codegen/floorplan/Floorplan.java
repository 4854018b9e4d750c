package io.github.dsllm.codegen.floorplan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.Placement;
import io.github.dsllm.codegen.partition.Block;
import io.github.dsllm.codegen.partition.Block.Kind;
import io.github.dsllm.codegen.partition.BlockGraph;
import io.github.dsllm.codegen.partition.TileLoad;
import io.github.dsllm.codegen.place.Mesh;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which tile holds what, how busy it is, and what the links carry.
 *
 * @param model name of the model
 * @param chip name of the chip
 * @param partitioner name of what placed the blocks
 * @param rows rows of the mesh
 * @param columns columns of the mesh
 * @param chipRows rows of tiles on one chip
 * @param chipColumns columns of tiles on one chip
 * @param tiles all places, row by row
 * @param links links between neighbours that carry anything, by their ends
 */
public record Floorplan(
        String model,
        String chip,
        String partitioner,
        int rows,
        int columns,
        int chipRows,
        int chipColumns,
        List<Tile> tiles,
        List<Link> links) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /**
     * One place of the mesh.
     *
     * @param absent whether there is no tile
     * @param layers layers of which it holds blocks, such as "0–4, 7"; empty for none
     * @param blocks number of blocks by kind
     */
    public record Tile(
            int tile,
            int row,
            int column,
            boolean absent,
            String layers,
            SortedMap<String, Integer> blocks,
            TileLoad load) {
        public Tile {
            blocks = Collections.unmodifiableSortedMap(new TreeMap<>(blocks));
        }
    }

    /**
     * A link from a tile to a neighbour.
     *
     * @param words state words per token, a mean over all tokens; a group that goes to many tiles counts once on each link that it needs
     */
    public record Link(int from, int to, long words) {}

    /** @throws IllegalArgumentException if tiles are missing or links lead nowhere */
    public Floorplan {
        tiles = List.copyOf(tiles);
        links = List.copyOf(links);
        int places = tiles.size();
        boolean isComplete = (long) rows * columns == places
                && chipRows > 0
                && chipColumns > 0
                && links.stream()
                        .allMatch(link ->
                                Math.min(link.from(), link.to()) >= 0 && Math.max(link.from(), link.to()) < places);
        if (!isComplete) {
            throw new IllegalArgumentException("a floorplan has all its tiles and links between them");
        }
    }

    public static Floorplan of(String model, String chip, Placement placement) {
        Mesh mesh = placement.blocks().site().mesh();
        return new Floorplan(
                model,
                chip,
                placement.partitioner(),
                mesh.height(),
                mesh.width(),
                mesh.chipHeight(),
                mesh.chipWidth(),
                tiles(placement, mesh),
                LinkLoads.of(placement));
    }

    private static List<Tile> tiles(Placement placement, Mesh mesh) {
        BlockGraph blocks = placement.blocks();
        List<TileLoad> loads = TileLoad.of(blocks, placement.partition());
        List<SortedSet<Integer>> layers = new ArrayList<>();
        List<SortedMap<String, Integer>> counts = new ArrayList<>();
        loads.forEach(load -> {
            layers.add(new TreeSet<>());
            counts.add(new TreeMap<>());
        });
        for (Block block : blocks.blocks()) {
            int tile = placement.partition().tileOf(block);
            counts.get(tile).merge(name(block.kind()), 1, Integer::sum);
            if (block.layer() >= 0) {
                layers.get(tile).add(block.layer());
            }
        }
        List<Tile> tiles = new ArrayList<>();
        for (int tile = 0; tile < loads.size(); tile++) {
            Mesh.Tile place = mesh.tile(tile);
            tiles.add(new Tile(
                    tile,
                    place.y(),
                    place.x(),
                    mesh.absent().contains(place),
                    ranges(layers.get(tile)),
                    counts.get(tile),
                    loads.get(tile)));
        }
        return tiles;
    }

    private static String name(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static String ranges(SortedSet<Integer> numbers) {
        List<String> ranges = new ArrayList<>();
        int first = -1;
        for (int number : numbers) {
            first = numbers.contains(number - 1) ? first : number;
            if (!numbers.contains(number + 1)) {
                ranges.add(first == number ? String.valueOf(number) : first + "–" + number);
            }
        }
        return String.join(", ", ranges);
    }

    public String toJson() {
        try {
            return JSON.writeValueAsString(this) + "\n";
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws UserError if it is something else
     */
    public static Floorplan parse(String json) {
        try {
            return Objects.requireNonNull(JSON.readValue(json, Floorplan.class));
        } catch (JsonProcessingException | NullPointerException damaged) {
            throw new UserError(
                    "the text is no floorplan; perhaps you should run dsllm:generate, which writes one", damaged);
        }
    }

    /** A drawing in the mesh's own shape, for {@code neato -n}. */
    public String toDot() {
        return FloorplanDot.of(this);
    }

    /** A drawing that stands alone, light or dark as the reader has it. */
    public String toSvg() {
        return FloorplanSvg.of(this);
    }
}
