package io.github.dsllm.verification.picture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class ChartTest {

    @Test
    void pointsStandWhereTheirValuesSay() {
        String svg = new Chart("t", "x", "y")
                .line("a & b", new double[] {0, 5, 10}, new double[] {0, 1, 0.5})
                .svg();

        assertThat(points(svg)).isEqualTo("70.0,274.0 347.0,34.0 624.0,154.0");
        assertThat(svg).contains("a &amp; b", ">10</text>", ">0.6</text>");
    }

    @Test
    void logarithmicAxesLeaveOutWhatTheyCannotShow() {
        String svg = new Chart("t", "x", "y")
                .logarithmicUp()
                .line("", new double[] {0, 1, 2, 3}, new double[] {1, 0, 100, Double.NaN})
                .svg();

        assertThat(points(svg)).isEqualTo("70.0,274.0 439.3,34.0");
        assertThat(svg).contains(">1</text>", ">10</text>", ">100</text>").doesNotContain("NaN", "Infinity");
    }

    @Test
    void aChartOfOneValueIsNoDivisionByZero() {
        assertThat(new Chart("t", "x", "y")
                        .line("", new double[] {1, 1}, new double[] {0, 0})
                        .svg())
                .doesNotContain("NaN", "Infinity");
        assertThat(Chart.histogram("t", "x", new double[] {2, 2, 2}, 4)).doesNotContain("NaN", "Infinity");
        assertThat(Chart.histogram("t", "x", new double[0], 4)).doesNotContain("NaN", "Infinity");
    }

    @Test
    void barsCountTheValuesOfTheirClass() {
        String svg = Chart.histogram("t", "x", new double[] {0, 0.1, 0.2, 1}, 2);

        Matcher bars = Pattern.compile("class=\"bar\" x=\"\\S+ y=\"\\S+ width=\"\\S+ height=\"(\\S+)\"")
                .matcher(svg);
        assertThat(bars.results().map(bar -> bar.group(1))).containsExactly("240.0", "80.0");
    }

    @Test
    void errorBarsReachAsFarAsTheInterval() {
        String svg = new Chart("t", "x", "y")
                .line("", new double[] {0, 1}, new double[] {1, 3}, new double[] {1, 1})
                .mark(2)
                .svg();

        assertThat(svg).contains("x1=\"70.0\" x2=\"70.0\" y1=\"274.0\" y2=\"154.0\"", "class=\"mark\"");
    }

    private static String points(String svg) {
        Matcher matcher = Pattern.compile("points=\"([^\"]*)\"").matcher(svg);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }
}
