package io.github.dsllm.hw.board;

import io.github.dsllm.codegen.chip.AxiRegister;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The description of a core for tools that read IP-XACT (IEEE 1685-2014). Its ports are read from the Verilog of the top module, so both agree. */
public final class IpXact {
    private static final Pattern PORT =
            Pattern.compile("^ *(input|output) +(?:\\[(\\d+):0\\] +)?(\\w+),?$", Pattern.MULTILINE);
    private static final List<String> LITE = Stream.of("aw", "w", "b", "ar", "r")
            .flatMap(channel -> switch (channel) {
                case "aw", "ar" -> Stream.of("valid", "ready", "addr", "prot").map(channel::concat);
                case "w" -> Stream.of("valid", "ready", "data", "strb").map(channel::concat);
                case "b" -> Stream.of("valid", "ready", "resp").map(channel::concat);
                default -> Stream.of("valid", "ready", "data", "resp").map(channel::concat);
            })
            .toList();
    private static final List<String> STREAM = List.of("tvalid", "tready", "tdata", "tlast");

    private IpXact() {}

    /**
     * The text of {@code component.xml}.
     *
     * @param name name of the core
     * @param top text of the top module
     * @param verilog its Verilog files, relative to the place of the description
     * @param memories the files that its memories start with, likewise
     */
    public static String text(String name, String top, List<String> verilog, List<String> memories) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <ipxact:component xmlns:ipxact="http://www.accellera.org/XMLSchema/IPXACT/1685-2014">
                  <ipxact:vendor>io.github.dsllm</ipxact:vendor>
                  <ipxact:library>core</ipxact:library>
                  <ipxact:name>%s</ipxact:name>
                  <ipxact:version>0.1.0</ipxact:version>
                  <ipxact:busInterfaces>
                %s%s%s  </ipxact:busInterfaces>
                  <ipxact:memoryMaps>
                    <ipxact:memoryMap>
                      <ipxact:name>control</ipxact:name>
                      <ipxact:addressBlock>
                        <ipxact:name>registers</ipxact:name>
                        <ipxact:baseAddress>'h0</ipxact:baseAddress>
                        <ipxact:range>%d</ipxact:range>
                        <ipxact:width>32</ipxact:width>
                        <ipxact:usage>register</ipxact:usage>
                %s      </ipxact:addressBlock>
                    </ipxact:memoryMap>
                  </ipxact:memoryMaps>
                  <ipxact:model>
                    <ipxact:views>
                      <ipxact:view>
                        <ipxact:name>rtl</ipxact:name>
                        <ipxact:componentInstantiationRef>rtl</ipxact:componentInstantiationRef>
                      </ipxact:view>
                    </ipxact:views>
                    <ipxact:instantiations>
                      <ipxact:componentInstantiation>
                        <ipxact:name>rtl</ipxact:name>
                        <ipxact:language>SystemVerilog</ipxact:language>
                        <ipxact:moduleName>%s</ipxact:moduleName>
                        <ipxact:fileSetRef><ipxact:localName>rtl</ipxact:localName></ipxact:fileSetRef>
                        <ipxact:fileSetRef><ipxact:localName>contents</ipxact:localName></ipxact:fileSetRef>
                      </ipxact:componentInstantiation>
                    </ipxact:instantiations>
                    <ipxact:ports>
                %s    </ipxact:ports>
                  </ipxact:model>
                  <ipxact:fileSets>
                %s%s  </ipxact:fileSets>
                </ipxact:component>
                """.formatted(
                        name,
                        bus(
                                "s_axi",
                                "AXI4-Lite",
                                LITE,
                                "<ipxact:slave><ipxact:memoryMapRef memoryMapRef=\"control\"/></ipxact:slave>"),
                        bus("s_axis_prompt", "AXI4Stream", STREAM, "<ipxact:slave/>"),
                        bus("m_axis_token", "AXI4Stream", STREAM, "<ipxact:master/>"),
                        1 << AxiRegister.ADDRESS_BITS,
                        Stream.of(AxiRegister.values()).map(IpXact::register).collect(Collectors.joining()),
                        SocGenerator.TOP,
                        ports(top),
                        files("rtl", verilog, "<ipxact:fileType>systemVerilogSource</ipxact:fileType>"),
                        files("contents", memories, "<ipxact:fileType user=\"memory\">user</ipxact:fileType>"));
    }

    private static String bus(String prefix, String type, List<String> signals, String mode) {
        String maps = signals.stream()
                .map(signal -> """
                              <ipxact:portMap>
                                <ipxact:logicalPort><ipxact:name>%s</ipxact:name></ipxact:logicalPort>
                                <ipxact:physicalPort><ipxact:name>%s_%s</ipxact:name></ipxact:physicalPort>
                              </ipxact:portMap>
                """.formatted(signal.toUpperCase(Locale.ROOT), prefix, signal))
                .collect(Collectors.joining());
        return """
                    <ipxact:busInterface>
                      <ipxact:name>%s</ipxact:name>
                      <ipxact:busType vendor="amba.com" library="AMBA4" name="%s" version="r0p0_0"/>
                      <ipxact:abstractionTypes>
                        <ipxact:abstractionType>
                          <ipxact:abstractionRef vendor="amba.com" library="AMBA4" name="%s_rtl" version="r0p0_0"/>
                          <ipxact:portMaps>
                %s          </ipxact:portMaps>
                        </ipxact:abstractionType>
                      </ipxact:abstractionTypes>
                      %s
                    </ipxact:busInterface>
                """.formatted(prefix, type, type, maps, mode);
    }

    private static String register(AxiRegister register) {
        return """
                        <ipxact:register>
                          <ipxact:name>%s</ipxact:name>
                          <ipxact:description>%s</ipxact:description>
                          <ipxact:addressOffset>'h%02x</ipxact:addressOffset>
                          <ipxact:size>32</ipxact:size>
                          <ipxact:access>%s</ipxact:access>
                          <ipxact:field>
                            <ipxact:name>VALUE</ipxact:name>
                            <ipxact:bitOffset>0</ipxact:bitOffset>
                            <ipxact:bitWidth>32</ipxact:bitWidth>
                          </ipxact:field>
                        </ipxact:register>
                """.formatted(
                        register.name(),
                        register.meaning(),
                        register.address(),
                        register.writable() ? "read-write" : "read-only");
    }

    private static String ports(String top) {
        StringBuilder text = new StringBuilder();
        Matcher ports = PORT.matcher(top.substring(0, Math.max(0, top.indexOf(");"))));
        while (ports.find()) {
            String vector = ports.group(2) == null
                    ? ""
                    : "<ipxact:vectors><ipxact:vector><ipxact:left>" + ports.group(2)
                            + "</ipxact:left><ipxact:right>0</ipxact:right></ipxact:vector></ipxact:vectors>";
            text.append(
                    "      <ipxact:port><ipxact:name>%s</ipxact:name><ipxact:wire><ipxact:direction>%s</ipxact:direction>%s</ipxact:wire></ipxact:port>\n"
                            .formatted(ports.group(3), ports.group(1).equals("input") ? "in" : "out", vector));
        }
        return text.toString();
    }

    private static String files(String set, List<String> files, String type) {
        return "    <ipxact:fileSet>\n      <ipxact:name>" + set + "</ipxact:name>\n"
                + files.stream()
                        .map(file -> "      <ipxact:file><ipxact:name>" + file + "</ipxact:name>" + type
                                + "</ipxact:file>\n")
                        .collect(Collectors.joining())
                + "    </ipxact:fileSet>\n";
    }
}
