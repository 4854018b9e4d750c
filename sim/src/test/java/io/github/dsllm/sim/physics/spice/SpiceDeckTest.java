package io.github.dsllm.sim.physics.spice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.DynamicalSystem;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Systems;
import io.github.dsllm.sim.physics.Trajectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpiceDeckTest {
    @TempDir
    Path folder;

    @Test
    void sameSystemSameDeckWithOneSourcePerCoupling() {
        DynamicalSystem system = Systems.layer(3, 2, 1);

        String deck = new SpiceDeck(system, Form.VCCS, Circuit.STANDARD).text(5);

        assertThat(deck).isEqualTo(new SpiceDeck(Systems.layer(3, 2, 1), Form.VCCS, Circuit.STANDARD).text(5));
        assertThat(deck.lines().filter(line -> line.startsWith("G"))).hasSize(6);
        assertThat(deck.lines().filter(line -> line.startsWith("C"))).hasSize(3);
        assertThat(deck).contains("V3 n3 0 ", "G0_3 0 n0 n3 0 ", " uic\n", ".save v(n0) v(n1) v(n2)\n");
    }

    @Test
    void namesOfStrangersCannotAddLinesToADeck() {
        DynamicalSystem evil = DynamicalSystem.free(
                "x\n.control\nshell rm", Systems.cascade(2).couplings(), new double[] {1, 1}, new double[2]);

        assertThat(new SpiceDeck(evil, Form.VCCS, Circuit.STANDARD).text(1).lines())
                .noneMatch(line -> line.startsWith(".control") || line.startsWith("shell"));
    }

    @Test
    void refusesAStageThatIsTooLargeForOneDeck() {
        DynamicalSystem large = Systems.layer(65, 1, 1);

        assertThatThrownBy(() -> new SpiceDeck(large, Form.VCCS, Circuit.STANDARD))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("layer has 65 free nodes, but one deck takes at most 64; perhaps you should");
    }

    @Test
    void readsARawFileAndRefusesDamagedOnes() throws IOException {
        FreeNodes nodes = Systems.cascade(2).freeNodes();
        byte[] raw = raw(3, "v(n1)", "v(n0)");
        double unit = Circuit.STANDARD.timeUnit();

        Trajectory path = RawFile.read(write(raw), nodes, Circuit.STANDARD);

        assertThat(path.times()).containsExactly(0, 1 / unit, 2 / unit);
        assertThat(path.states()[2]).containsExactly(202, 201);
        assertRefused(java.util.Arrays.copyOf(raw, raw.length - 1), nodes, "perhaps ngspice was interrupted");
        assertRefused(raw(3, "v(n1)", "v(n7)"), nodes, "has no voltage v(n0)");
        assertRefused("Title: x\nValues:\n".getBytes(StandardCharsets.UTF_8), nodes, "no binary raw file");
        assertRefused(new byte[0], nodes, "no binary raw file");
    }

    private static byte[] raw(int points, String... names) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder header = new StringBuilder(
                "Title: t\nNo. Variables: 3\nNo. Points: " + points + "\nVariables:\n\t0\ttime\ttime\n");
        for (int i = 0; i < names.length; i++) {
            header.append("\t").append(i + 1).append("\t").append(names[i]).append("\tvoltage\n");
        }
        bytes.write((header + "Binary:\n").getBytes(StandardCharsets.UTF_8));
        ByteBuffer data = ByteBuffer.allocate(points * 3 * 8).order(ByteOrder.nativeOrder());
        for (int k = 0; k < points; k++) {
            data.putDouble(k).putDouble(100 * k + 1).putDouble(100 * k + 2);
        }
        bytes.write(data.array());
        return bytes.toByteArray();
    }

    private Path write(byte[] bytes) throws IOException {
        return Files.write(folder.resolve("x.raw"), bytes);
    }

    private void assertRefused(byte[] bytes, FreeNodes nodes, String message) throws IOException {
        Path file = write(bytes);
        assertThatThrownBy(() -> RawFile.read(file, nodes, Circuit.STANDARD))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }
}
