package io.github.dsllm.codegen.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Set;
import org.jgrapht.alg.connectivity.ConnectivityInspector;
import org.jgrapht.alg.cycle.CycleDetector;
import org.junit.jupiter.api.Test;

class ModelGraphTest {
    private static final ModelShape STORIES_260K = TinyModels.shape(64, 172, 5, 8, 4, 512, 512);
    private final ModelGraph graph = ModelGraph.of(STORIES_260K);

    @Test
    void countsTheMultiplyAccumulatesOfStories260K() {
        assertThat(graph.staticMacs()).isEqualTo(259_328).isEqualTo(STORIES_260K.staticMacs());
        assertThat(graph.attentionMacs(0)).isEqualTo(640);
        assertThat(graph.attentionMacs(127)).isEqualTo(81_920);
        assertThat(STORIES_260K.parameters()).isEqualTo(260_032);
    }

    @Test
    void countsTheMultiplyAccumulatesOfThe656kModel() {
        ModelGraph other = ModelGraph.of(TinyModels.shape(128, 384, 2, 8, 4, 2048, 512));

        assertThat(other.staticMacs()).isEqualTo(655_360);
        assertThat(other.attentionMacs(0)).isEqualTo(512);
    }

    @Test
    void isOneConnectedAcyclicGraphFromTokenToToken() {
        assertThat(new CycleDetector<>(graph.graph()).detectCycles()).isFalse();
        assertThat(new ConnectivityInspector<>(graph.graph()).isConnected()).isTrue();
        List<String> sources = graph.operators().stream()
                .filter(o -> graph.graph().inDegreeOf(o) == 0)
                .map(Operator::name)
                .toList();
        List<String> sinks = graph.operators().stream()
                .filter(o -> graph.graph().outDegreeOf(o) == 0)
                .map(Operator::name)
                .toList();

        assertThat(sources).containsExactly("embedding");
        assertThat(sinks).containsExactly("argmax");
    }

    @Test
    void everyInputIsWrittenByAnEarlierOperatorAndEveryNameIsUnique() {
        for (Dataflow edge : graph.graph().edgeSet()) {
            assertThat(edge.from()).isLessThan(edge.to());
            assertThat(graph.operators().get(edge.from()).output()).isEqualTo(edge.tensor());
            assertThat(graph.operators().get(edge.to()).inputs()).contains(edge.tensor());
        }
        assertThat(graph.operators().stream().map(Operator::name)).doesNotHaveDuplicates();
        assertThat(graph.operators().stream().map(Operator::output)).doesNotHaveDuplicates();
    }

    @Test
    void linearOperatorsAndNormsAreNamedAfterTheirWeights() {
        Set<String> weights = WeightCheck.sizes(STORIES_260K).keySet();

        List<String> named = graph.operators().stream()
                .filter(o -> o.kind() == OperatorKind.LINEAR || o.kind() == OperatorKind.RMS_NORM)
                .map(o -> o.name().replace("embedding.head", "embedding"))
                .toList();

        assertThat(named).containsExactlyInAnyOrderElementsOf(weights);
    }

    @Test
    void dumpsAreReadableAndTheSameEveryTime() throws Exception {
        assertThat(graph.toDot())
                .startsWith("strict digraph model {")
                .contains("layers.4.wq")
                .isEqualTo(ModelGraph.of(STORIES_260K).toDot());
        assertThat(graph.toJson()).isEqualTo(ModelGraph.of(STORIES_260K).toJson());
        assertThat(new ObjectMapper().readTree(graph.toJson()).get("operators"))
                .hasSize(graph.operators().size());
        assertThat(new ObjectMapper()
                        .readTree(graph.toJson())
                        .get("shape")
                        .get("dim")
                        .asInt())
                .isEqualTo(64);
    }
}
