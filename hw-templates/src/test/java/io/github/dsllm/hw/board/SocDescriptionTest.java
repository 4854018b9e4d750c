package io.github.dsllm.hw.board;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dsllm.codegen.chip.AxiRegister;
import io.github.dsllm.codegen.chip.BoardParameters.Load;
import io.github.dsllm.codegen.chip.SocParameters;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The descriptions for other tools name what is there: ports as in the Verilog, all registers, all files. */
class SocDescriptionTest {
    private static final List<String> MEMORIES = List.of("image/rope.mem", "image/tile0_coupling.mem");

    @TempDir
    private Path directory;

    private List<String> verilog;
    private String top;

    @BeforeEach
    void generate() throws Exception {
        SocParameters soc = new SocParameters(BoardLintTest.core(1, null), Load.RELOAD);
        verilog = new SocGenerator(null)
                .generate(soc, directory).stream()
                        .map(file -> "soc/" + file.getFileName())
                        .toList();
        top = Files.readString(directory.resolve("DsAxi.sv"));
    }

    @Test
    void everyPortOfIpXactIsOneOfTheVerilogAndEveryBusIsWhole() throws Exception {
        Element component = component();
        List<String> ports = names(component, "ipxact:port");

        assertThat(ports)
                .contains("aclk", "aresetn", "irq", "s_axi_awaddr", "m_axis_token_tdata")
                .doesNotHaveDuplicates();
        assertThat(ports).allMatch(port -> top.substring(0, top.indexOf(");")).matches("(?s).*\\b" + port + "\\b.*"));
        assertThat(names(component, "ipxact:physicalPort")).hasSize(19 + 2 * 4).allMatch(ports::contains);
        assertThat(ports).hasSize(19 + 2 * 4 + 3);
    }

    @Test
    void everyRegisterStandsAtItsAddress() throws Exception {
        NodeList registers = component().getElementsByTagName("ipxact:register");

        assertThat(registers.getLength()).isEqualTo(AxiRegister.values().length);
        for (AxiRegister register : AxiRegister.values()) {
            Element element = (Element) registers.item(register.index());
            assertThat(text(element, "ipxact:name")).isEqualTo(register.name());
            assertThat(text(element, "ipxact:addressOffset")).isEqualTo("'h%02x".formatted(register.address()));
        }
    }

    @Test
    void everyFileIsNamedInBoth() throws Exception {
        assertThat(names(component(), "ipxact:file")).containsAll(verilog).containsAll(MEMORIES);

        String core = FuseSocCore.text("tiny", verilog, MEMORIES);
        assertThat(core).startsWith("CAPI=2:\n").contains("name: io.github.dsllm:core:tiny:0.1.0", "toplevel: DsAxi");
        assertThat(core.lines())
                .containsAll(verilog.stream().map(file -> "      - " + file).toList());
        assertThat(core).contains("      - image/rope.mem: {copyto: rope.mem}\n");
    }

    private Element component() throws Exception {
        String xml = IpXact.text("tiny", top, verilog, MEMORIES);
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    private static List<String> names(Element component, String tag) {
        NodeList found = component.getElementsByTagName(tag);
        return IntStream.range(0, found.getLength())
                .mapToObj(i -> text((Element) found.item(i), "ipxact:name"))
                .toList();
    }

    private static String text(Element element, String tag) {
        return element.getElementsByTagName(tag).item(0).getTextContent();
    }
}
