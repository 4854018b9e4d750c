package io.github.dsllm.verification.simulator;

import io.github.dsllm.codegen.image.ChipImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * {@link Simulator} on Icarus Verilog: slow, but it reads the RTL with another front end, and it computes with four values, so that a node that depends on a
 * word or register without contents is seen as undefined. Profiles and waveforms make no difference here.
 */
public final class IcarusSimulator implements Simulator {

    @Override
    public String name() {
        return "icarus";
    }

    @Override
    public SimulatedCore build(CoreBuild request) {
        try {
            Path directory = Files.createTempDirectory(Files.createDirectories(request.cache()), "icarus");
            Path bench = Files.writeString(directory.resolve("bench.sv"), IcarusBench.of(request.core()));
            Path program = directory.resolve("core.vvp");
            List<String> command = new ArrayList<>(
                    List.of("iverilog", "-g2012", "-s", "bench", "-o", program.toString(), bench.toString()));
            try (Stream<Path> files = Files.list(request.rtl())) {
                files.map(Path::toString)
                        .filter(file -> file.endsWith(".sv") || file.endsWith(".v"))
                        .sorted()
                        .forEach(command::add);
            }
            ToolRun.output(directory, command, "perhaps you should install Icarus Verilog: apt-get install iverilog");
            return new SimulatedCore() {
                @Override
                public StorySession open(ChipImage image, Path files, int randomSeed) {
                    return IcarusSession.start(program, image, files);
                }

                @Override
                public Path waveform() {
                    return directory.resolve("wave.fst");
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
