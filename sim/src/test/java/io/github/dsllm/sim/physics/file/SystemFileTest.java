package io.github.dsllm.sim.physics.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.DynamicalSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemFileTest {
    @TempDir
    Path folder;

    @Test
    void readsTheSameSystemFromJsonCsvAndMatrixMarket() throws IOException {
        DynamicalSystem json = SystemFile.read(
                write(
                        "s.json",
                        "{\"J\": [[0, 1.5, 0], [1.5, 0, 0.25], [0, 0.25, 0]], \"h\": 2, \"b\": [1, 0, 0], \"clamp\": [false, false, true], \"start\": [0, 0, 0.5]}"));
        write("csv/J.csv", "# couplings\n0,1.5,0\n1.5,0,0.25\n0;0.25;0\n");
        write("csv/h.csv", "2\n2\n2\n");
        write("csv/b.csv", "1,0,0");
        write("csv/clamp.csv", "0,0,1");
        write("csv/start.csv", "0,0\n0.5\n");
        DynamicalSystem csv = SystemFile.read(folder.resolve("csv"));
        Path matrix = write(
                "csv/twin.mtx",
                "%%MatrixMarket matrix coordinate real symmetric\n% comment\n3 3 2\n2 1 1.5\n3 2 0.25\n");
        DynamicalSystem market = SystemFile.read(matrix);
        Path array = write(
                "csv/array.mtx", "%%MatrixMarket matrix array real general\n3 3\n0\n1.5\n0\n1.5\n0\n.25\n0\n.25\n0\n");

        assertThat(csv.couplings().dense()).isDeepEqualTo(json.couplings().dense());
        assertThat(market.couplings().dense()).isDeepEqualTo(json.couplings().dense());
        assertThat(SystemFile.read(array).couplings().dense())
                .isDeepEqualTo(json.couplings().dense());
        assertThat(csv.h()).isEqualTo(json.h());
        assertThat(market.clamped()).isEqualTo(json.clamped());
        assertThat(market.start()).isEqualTo(json.start());
        assertThat(json.h()).containsExactly(2, 2, 2);
    }

    @Test
    void jsonMayNameAMatrixBesideItButNotElsewhere() throws IOException {
        write("sub/m.csv", "0,1\n1,0\n");
        write("outside.csv", "0,1\n1,0\n");

        assertThat(SystemFile.read(write("sub/a.json", "{\"J\": \"m.csv\"}"))
                        .couplings()
                        .count())
                .isEqualTo(2);
        assertRefused("sub/b.json", "{\"J\": \"../outside.csv\"}", "which is no file in the same folder");
        assertRefused("sub/c.json", "{\"J\": \"/etc/passwd\"}", "which is no file in the same folder");
    }

    @Test
    void refusesWhatIsNotASquareMatrixOfFiniteNumbers() throws IOException {
        assertRefused("a.json", "{\"J\": [[0, 1], [1]]}", "row 1 of J has 1 couplings, but there are 2 rows");
        assertRefused("b.json", "{\"J\": [[0, 1e999], [1, 0]]}", "not a finite number");
        assertRefused("c.json", "{\"J\": [[0]], \"h\": [1, 2]}", "h has 2 entries, but J has 1 rows");
        assertRefused("d.json", "{\"J\": [[0]], \"bias\": 1}", "unknown key bias");
        assertRefused("e.json", "{\"J\": [[0]], \"clamp\": 0.5}", "1 for a clamped node");
        assertRefused("a.csv", "0,1\n1,0\n2,2\n", "line 3 is row 3 of 2");
        assertRefused("b.csv", "0,1,2\n1,0,2\n", "2 rows and 3 columns, but J must be square");
        assertRefused("c.csv", "0,NaN\n1,0\n", "line 1 has the number NaN, which is not finite");
        assertRefused("d.csv", "0,x\n1,0\n", "\"x\" where a number should stand");
        assertRefused("e.csv", "", "J must be square");
        assertRefused("a.txt", "0", "neither .json nor .mtx nor .csv");
    }

    @Test
    void checksSizesOfMatrixMarketFilesBeforeAnythingIsAllocated() throws IOException {
        String head = "%%MatrixMarket matrix coordinate real general\n";
        assertRefused("a.mtx", head + "2000000000 2000000000 5\n", "number of rows, which must be 1 … 16384");
        assertRefused("b.mtx", head + "16384 16384 999999999\n", "number of entries, which must be 0 … 16000000");
        assertRefused("c.mtx", head + "2 3 1\n1 1 1\n", "2 rows and 3 columns, but J must be square");
        assertRefused("d.mtx", head + "2 2 2\n1 1 1\n", "missing: entry 2 of 2");
        assertRefused("e.mtx", head + "2 2 1\n1 1 1\n2 2 1\n", "after the last of 1 entries");
        assertRefused("f.mtx", head + "2 2 1\n3 1 1\n", "3 as row, which must be 1 … 2");
        assertRefused("g.mtx", head + "2 2 16000000\n1 1 1\n", "missing: entry 2");
        assertRefused("h.mtx", "%%MatrixMarket matrix coordinate complex general\n1 1 0\n", "is not read");
        assertRefused("i.mtx", "%%MatrixMarket matrix array real general\n16384 16384\n", "more entries than");
        assertRefused("j.mtx", "junk", "is not \"%%MatrixMarket");
        assertRefused("k.mtx", "x".repeat(3 << 20), "longer than");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private void assertRefused(String name, String text, String message) throws IOException {
        Path file = write(name, text);
        assertThatThrownBy(() -> SystemFile.read(file))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message)
                .hasMessageContaining(folder.toString().substring(0, 4));
    }
}
