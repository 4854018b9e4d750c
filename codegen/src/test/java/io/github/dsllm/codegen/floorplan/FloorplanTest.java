package io.github.dsllm.codegen.floorplan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.assemble.ImageBuilder;
import io.github.dsllm.codegen.assemble.Placement;
import io.github.dsllm.codegen.chip.Numerics;
import io.github.dsllm.codegen.floorplan.Floorplan.Link;
import io.github.dsllm.codegen.layout.LayoutOptions;
import io.github.dsllm.codegen.layout.LayoutShape;
import io.github.dsllm.codegen.partition.Flow;
import io.github.dsllm.codegen.partition.Partitioners;
import io.github.dsllm.codegen.place.Mesh;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;

class FloorplanTest {
    private static final String HOSTILE = "<script>\"'&]]>\\\n\u0001";
    private final Placement placement = placement(Mesh.of(3, 2).without(new Mesh.Tile(1, 1)), "multilevel");

    @Test
    void everyTileSaysWhatItHolds() {
        Floorplan plan = Floorplan.of("m", "c", placement);

        assertThat(plan.tiles()).hasSize(6);
        assertThat(plan.tiles().get(4).absent()).isTrue();
        assertThat(plan.tiles().get(4).blocks()).isEmpty();
        assertThat(plan.tiles().get(0).layers()).isEqualTo("0–4");
        assertThat(plan.tiles().stream()
                        .mapToInt(tile -> tile.blocks().values().stream()
                                .mapToInt(count -> count)
                                .sum())
                        .sum())
                .isEqualTo(placement.blocks().blocks().size());
    }

    @Test
    void oneNeighbourGetsWhatCrosses() {
        Placement two = placement(Mesh.of(2, 1), "contiguous");

        Floorplan plan = Floorplan.of("m", "c", two);

        assertThat(plan.links())
                .hasSize(2)
                .allSatisfy(
                        link -> assertThat(Math.abs(link.from() - link.to())).isEqualTo(1));
        assertThat(plan.links().stream().mapToLong(Link::words).sum())
                .isBetween(two.figures().cutWords() - 2, two.figures().cutWords() + 2);
    }

    @Test
    void aGroupForManyTilesCountsOnceOnEachLink() {
        Placement row = placement(Mesh.of(4, 1), "contiguous");
        double[] expected = new double[1];
        Flow.forEach(row.blocks().geometry(), row.partition(), flow -> {
            SortedSet<Integer> ends = new TreeSet<>(flow.readers());
            ends.add(flow.maker());
            expected[0] += flow.words() * (ends.last() - ends.first());
        });

        long words = Floorplan.of("m", "c", row).links().stream()
                .mapToLong(Link::words)
                .sum();

        assertThat((double) words).isCloseTo(expected[0], Offset.offset(6.0));
        assertThat(words).isLessThan(3 * row.figures().cutWords());
    }

    @Test
    void theSameBytesTwiceAndReadBack() {
        Floorplan plan = Floorplan.of("m", "c", placement);

        assertThat(Floorplan.parse(plan.toJson())).isEqualTo(plan);
        assertThat(Floorplan.of("m", "c", placement).toSvg())
                .isEqualTo(plan.toSvg())
                .doesNotContain("\r");
        assertThat(plan.toDot()).startsWith("strict digraph").contains("pos=\"144,-144\"", "tile 4 is absent");
        assertThatThrownBy(() -> Floorplan.parse("{}")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Floorplan.parse("null")).isInstanceOf(UserError.class);
        assertThatThrownBy(() -> Floorplan.parse("[1")).isInstanceOf(UserError.class);
    }

    @Test
    void hostileNamesStayNames() throws Exception {
        Floorplan plan = Floorplan.of(HOSTILE, HOSTILE, placement);

        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(plan.toSvg().getBytes(StandardCharsets.UTF_8)));

        assertThat(svg.getElementsByTagName("script").getLength()).isZero();
        assertThat(svg.getElementsByTagName("title").item(0).getTextContent()).startsWith("<script>\"'&]]>\\");
        assertThat(Floorplan.parse(plan.toJson()).model()).isEqualTo(HOSTILE);
        assertThat(plan.toDot()).contains("<script>\\\"'&]]>");
    }

    @Test
    void thousandsOfTilesAreDrawnWithoutWords() {
        Floorplan plan = Floorplan.of("m", "c", placement(Mesh.of(32, 32), "compact"));

        assertThat(plan.toSvg()).contains("class=\"tile\"").doesNotContain("class=\"flow\"", "<text x=\"38");
    }

    private static Placement placement(Mesh mesh, String partitioner) {
        LayoutOptions options = LayoutOptions.mesh(1, 1, 16).withMesh(mesh);
        LayoutShape shape = new LayoutShape(64, 172, 5, 8, 4, 8, 512, true);
        return new ImageBuilder(options, Partitioners.named(partitioner)).place(shape, 64, Numerics.DEFAULT);
    }
}
