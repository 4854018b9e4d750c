package io.github.dsllm.verification.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The SDRAM that is played beside a simulated board, given commands one by one at 100 MHz, 10 ns each: it takes those that keep the rules, gives back what was written two edges behind a READ, and names each
 * rule that is broken.
 */
@Tag("native")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdramModelTest {
    /** Words of standard input: a number of edges without a command, or a command, with the bank, and address or data, behind colons. Prints what the data pins show behind the last edge. */
    private static final String MAIN = """
            #include <cstdint>
            #include <cstdlib>
            #include <iostream>
            constexpr uint64_t SDRAM_CLOCK = 100000000;
            #include "sdram.h"
            int main() {
                Sdram memory;
                std::string word;
                unsigned shown = 0;
                while (std::cin >> word) {
                    if (std::isdigit(word[0])) {
                        for (int edges = std::atoi(word.c_str()); edges > 0; edges--) shown = memory.edge({true, false, true, true, true, 0, 0, 0, false, 0});
                        continue;
                    }
                    const size_t colon = word.find(':');
                    const std::string name = word.substr(0, colon);
                    const unsigned bank = colon == std::string::npos ? 0 : word[colon + 1] - '0';
                    const unsigned address = colon == std::string::npos ? 0 : std::strtoul(word.c_str() + colon + 3, nullptr, 0);
                    const unsigned code = name == "mode" ? 0 : name == "refresh" ? 1 : name == "close" ? 2 : name == "open" ? 3 : name == "write" ? 4 : name == "read" || name == "fight" ? 5 : 6;
                    const bool drives = name == "write" || name == "fight";
                    shown = memory.edge({true, false, bool(code & 4), bool(code & 2), bool(code & 1), bank, address, 0, drives, 0xBEE});
                }
                std::cout << shown;
            }
            """;

    private static final String START =
            "20000 close:0:1024 3 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 mode:0:32 2 ";

    private Path directory;

    @BeforeAll
    void compile(@TempDir Path folder) throws IOException {
        directory = folder;
        Files.writeString(folder.resolve("sdram.h"), HarnessSource.resource("sdram.h"));
        Files.writeString(folder.resolve("main.cpp"), MAIN);
        ToolRun.output(folder, List.of("g++", "-std=c++17", "-O1", "-o", "memory", "main.cpp"), "g++ is missing");
    }

    @ParameterizedTest
    @CsvSource({
        "open:0:7 2 write:0:3 4 read:0:3 1, 3054",
        "open:0:7 2 write:0:3 4 close:0:1024 2 open:0:8 2 write:0:3 4 close:0:1024 2 open:0:7 2 read:0:3 1, 3054",
        "open:3:8191 2 write:3:511 read:3:511 1, 3054",
    })
    void givesBackWhatWasWritten(String commands, String shown) throws Exception {
        assertThat(play(START + commands)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource({
        "open:0:7 2 write:0:3 4 read:0:3",
        "open:0:7 2 write:0:3 4 read:0:3 2",
        "open:0:7 2 write:0:3 4 read:0:4 1",
        "open:0:7 2 write:0:3 4 close:0:1024 2 open:1:7 2 read:1:3 1",
    })
    void showsSomethingElseAtAnotherTimeOrPlace(String commands) throws Exception {
        assertThat(play(START + commands)).matches("[0-9]+").isNotEqualTo("3054");
    }

    @ParameterizedTest
    @CsvSource({
        "19000 close:0:1024, within 200 us from power-up",
        "20000 refresh, REFRESH before all banks are closed",
        "20000 close:0:1024 1 refresh, REFRESH too early behind PRECHARGE",
        "20000 close:0:1024 3 refresh 5 refresh, too early behind REFRESH",
        "20000 close:0:1024 3 refresh 7 mode:0:32, refreshed eight times",
        "20000 close:0:1024 3 open:0:7, before the mode is set",
        "20000 close:0:1024 3 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 mode:0:48, a mode other than",
    })
    void noBeginningThatBreaksARule(String commands, String said) throws Exception {
        assertThat(play(commands)).contains(said);
    }

    @ParameterizedTest
    @CsvSource({
        "open:0:7 1 read:0:3, READ or WRITE too early behind ACTIVATE",
        "open:0:7 1 write:0:3, READ or WRITE too early behind ACTIVATE",
        "open:0:7 2 close:0:1024, PRECHARGE too early behind ACTIVATE",
        "open:0:7 3 write:0:3 close:0:1024, PRECHARGE too early behind WRITE",
        "open:0:7 4 close:0:1024 1 open:0:8, ACTIVATE too early behind PRECHARGE",
        "open:0:7 open:1:8, behind ACTIVATE of another bank",
        "open:0:7 4 open:0:8, ACTIVATE of a bank that is open",
        "read:0:3, no row is open",
        "open:0:7 4 read:1:3, no row is open",
        "open:0:7 4 read:0:1027, beyond the columns",
        "open:0:7 4 refresh, REFRESH while a row is open",
        "open:0:7 4 mode:0:32, MODE while a row is open",
        "open:0:7 4 fight:0:3, drives the data pins",
        "open:0:7 4 read:0:3 write:0:3, both ends drive",
        "open:0:7 4 read:0:3 1 write:0:3, both ends drive",
        "stop, none of those",
        "refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 refresh 7 8000, no refresh for a long time",
        "refresh 5 open:0:7, too early behind REFRESH",
        "open:0:7 600 refresh, REFRESH while a row is open",
    })
    void noRuleIsBrokenUnseen(String commands, String said) throws Exception {
        assertThat(play(START + commands)).contains("board: sdram: ").contains(said);
    }

    /** Refreshes that come, but half as often as they should, and a row that stays open. */
    @ParameterizedTest
    @CsvSource({"1600, a refresh is overdue", "700, 3054"})
    void whatIsTooSeldomIsSeenIfItLasts(int between, String said) throws Exception {
        String refreshes = ("refresh " + between + " ").repeat(40);

        assertThat(play(START + "open:0:7 2 write:0:3 4 close:0:1024 3 " + refreshes + "open:0:7 2 read:0:3 1"))
                .contains(said);
    }

    private String play(String commands) throws IOException, InterruptedException {
        Path output = directory.resolve("output");
        Path input = Files.writeString(directory.resolve("input"), commands);
        new ProcessBuilder(directory.resolve("memory").toString())
                .redirectInput(input.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        return Files.readString(output);
    }
}
