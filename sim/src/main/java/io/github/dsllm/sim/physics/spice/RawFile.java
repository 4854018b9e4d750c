package io.github.dsllm.sim.physics.spice;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.sim.physics.FreeNodes;
import io.github.dsllm.sim.physics.Trajectory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a transient analysis of ngspice leaves: a text header, then doubles, point by point, in the byte order of the machine. */
public final class RawFile {
    private static final byte[] BINARY = "Binary:\n".getBytes(StandardCharsets.ISO_8859_1);
    private static final int LONGEST_HEADER = 1 << 16;
    private static final long LARGEST = 1L << 30;
    private static final Pattern VARIABLE = Pattern.compile("(?m)^\\s*(\\d+)\\s+(\\S+)\\s+\\S+");

    private RawFile() {}

    /**
     * Reads the free nodes' voltages.
     *
     * @return times in units of C0/G0
     * @throws UserError if the file is not that of this deck, or is cut off
     */
    public static Trajectory read(Path file, FreeNodes nodes, Circuit circuit) {
        byte[] bytes;
        try {
            if (Files.size(file) > LARGEST) {
                throw new UserError(
                        file + " is larger than 1 GiB; perhaps you should choose fewer nodes with -Ddsllm.nodes=.");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UserError(file + " cannot be read: " + e.getMessage() + "; perhaps ngspice did not write it.", e);
        }
        int start = dataStart(bytes, file);
        String header = new String(bytes, 0, start, StandardCharsets.ISO_8859_1);
        int variables = number(header, "No. Variables", file);
        int points = number(header, "No. Points", file);
        if ((long) variables * points * Double.BYTES > bytes.length - start || points < 2) {
            throw new UserError(file + " announces " + points + " points of " + variables + " values, but has "
                    + (bytes.length - start) + " bytes; perhaps ngspice was interrupted.");
        }
        int[] columns = columns(header, nodes, variables, file);
        ByteBuffer data = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        double[] times = new double[points];
        double[][] states = new double[points][nodes.count()];
        for (int k = 0; k < points; k++) {
            int at = start + k * variables * Double.BYTES;
            times[k] = data.getDouble(at) / circuit.timeUnit();
            for (int i = 0; i < columns.length; i++) {
                states[k][i] = data.getDouble(at + columns[i] * Double.BYTES);
            }
        }
        return new Trajectory(nodes, times, states);
    }

    private static int dataStart(byte[] bytes, Path file) {
        int limit = Math.min(bytes.length - BINARY.length, LONGEST_HEADER);
        for (int i = 0; i <= limit; i++) {
            int k = 0;
            while (k < BINARY.length && bytes[i + k] == BINARY[k]) {
                k++;
            }
            if (k == BINARY.length) {
                return i + k;
            }
        }
        throw new UserError(
                file
                        + " is no binary raw file of ngspice; perhaps the environment sets SPICE_ASCIIRAWFILE, which you should unset.");
    }

    private static int number(String header, String key, Path file) {
        Matcher matcher =
                Pattern.compile(Pattern.quote(key) + ":\\s*(\\d{1,9})").matcher(header);
        if (!matcher.find()) {
            throw new UserError(file + " lacks \"" + key + "\"; perhaps it is another file.");
        }
        return Integer.parseInt(matcher.group(1));
    }

    private static int[] columns(String header, FreeNodes nodes, int variables, Path file) {
        int[] columns = new int[nodes.count()];
        for (int i = 0; i < columns.length; i++) {
            String wanted = "v(n" + nodes.indices()[i] + ")";
            Matcher matcher = VARIABLE.matcher(header.substring(Math.max(0, header.indexOf("Variables:\n"))));
            int found = -1;
            while (found < 0 && matcher.find()) {
                found = matcher.group(2).toLowerCase(Locale.ROOT).equals(wanted)
                        ? Integer.parseInt(matcher.group(1))
                        : -1;
            }
            if (found < 1 || found >= variables) {
                throw new UserError(file + " has no voltage " + wanted + "; perhaps it belongs to another deck.");
            }
            columns[i] = found;
        }
        return columns;
    }
}
