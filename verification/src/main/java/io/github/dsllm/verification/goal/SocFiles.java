package io.github.dsllm.verification.goal;

import io.github.dsllm.hw.CoreGenerator;
import io.github.dsllm.hw.board.FuseSocCore;
import io.github.dsllm.hw.board.IpXact;
import io.github.dsllm.hw.board.SocGenerator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What tells other tools of a core for a system on a chip: {@code component.xml} and {@code <chip>.core} at the top of the output directory. */
final class SocFiles {
    private final OutputLayout layout;
    private final Path ipXact;
    private final Path fuseSoc;

    SocFiles(OutputLayout layout, String chip) {
        this.layout = layout;
        this.ipXact = layout.root().resolve("component.xml");
        this.fuseSoc = layout.root().resolve(chip + ".core");
    }

    void write(String chip) throws IOException {
        List<String> verilog = Files.readAllLines(layout.soc().resolve(CoreGenerator.FILE_LIST)).stream()
                .map(file -> relative(layout.soc().resolve(file)))
                .toList();
        List<String> memories;
        try (Stream<Path> files = Files.list(layout.image())) {
            memories = files.filter(file -> file.toString().endsWith(".mem"))
                    .map(this::relative)
                    .sorted()
                    .toList();
        }
        String top = Files.readString(layout.soc().resolve(SocGenerator.TOP + ".sv"));
        Files.writeString(ipXact, IpXact.text(chip, top, verilog, memories));
        Files.writeString(fuseSoc, FuseSocCore.text(chip, verilog, memories));
    }

    void remove() throws IOException {
        Files.deleteIfExists(ipXact);
        Files.deleteIfExists(fuseSoc);
    }

    private String relative(Path file) {
        return layout.root().relativize(file).toString().replace('\\', '/');
    }
}
