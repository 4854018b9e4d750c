package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimingReportTest {
    @TempDir
    private Path directory;

    @Test
    void namesTheInstancesOfTheCriticalPathOfTheSlowestClock() throws IOException {
        TimingReport report = read("""
                {"critical_paths": [
                  {"from": "posedge fast", "to": "posedge fast", "path": [{"delay": 1.0, "net": "other.x"}]},
                  {"from": "posedge core", "to": "posedge core", "path": [
                    {"delay": 0.5, "type": "clk-to-q"},
                    {"delay": 2.0, "net": "board.core.tiles_0.lanes.units_3.a[5]"},
                    {"delay": 1.5, "net": "$abc$5"},
                    {"delay": 9.5, "net": "board.core.tiles_0.lanes.units_3.product[2]"}]}],
                 "fmax": {"fast": {"achieved": 200.0, "constraint": 100.0}, "core": {"achieved": 74.1, "constraint": 80.0}}}
                """);

        assertThat(report.isMet()).isFalse();
        assertThat(report.achieved()).isCloseTo(74.1e6, Offset.offset(1.0));
        assertThat(report.delay()).isEqualTo(13.5);
        assertThat(report.place()).isEqualTo("board.core.tiles_0.lanes.units_3");
        assertThat(report.describe()).contains("74.1 MHz of 80.0 MHz");
    }

    @Test
    void whatWasAskedForInAdditionNeedNotBeReached() throws IOException {
        String text = """
                {"critical_paths": [], "fmax": {"core": {"achieved": 54.2, "constraint": 55.08}}}
                """;

        assertThat(read(text).isMet()).isFalse();
        assertThat(read(text, 1.02).isMet()).isTrue();
        assertThat(read(text, 1.02).wanted()).isCloseTo(54e6, Offset.offset(1.0));
        assertThat(read(text, 1.01).isMet()).isFalse();
    }

    private TimingReport read(String text) throws IOException {
        return read(text, 1);
    }

    private TimingReport read(String text, double margin) throws IOException {
        return TimingReport.read(Files.writeString(directory.resolve(TimingReport.FILE), text), margin);
    }
}
