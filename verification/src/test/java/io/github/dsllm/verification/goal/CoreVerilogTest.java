package io.github.dsllm.verification.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.Numerics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CoreVerilogTest {
    @TempDir
    private Path folder;

    private Path rtl;

    @BeforeEach
    void makeOnce() throws IOException {
        rtl = folder.resolve("rtl");
        assertThat(new CoreVerilog(rtl, null).make(core(16))).isTrue();
    }

    @Test
    void theSameParametersNeedNoNewVerilog() throws IOException {
        assertThat(new CoreVerilog(rtl, null).make(core(16))).isFalse();
    }

    @Test
    void otherParametersDo() throws IOException {
        assertThat(new CoreVerilog(rtl, null).make(core(32))).isTrue();
    }

    @Test
    void aFileThatWasChangedOrLostIsMadeAgain() throws IOException {
        String lane = Files.readString(rtl.resolve("Lane.sv"));
        Files.writeString(rtl.resolve("Lane.sv"), lane + "// by hand\n");

        assertThat(new CoreVerilog(rtl, null).make(core(16))).isTrue();
        assertThat(rtl.resolve("Lane.sv")).hasContent(lane);

        Files.delete(rtl.resolve("Lane.sv"));

        assertThat(new CoreVerilog(rtl, null).make(core(16))).isTrue();
        assertThat(rtl.resolve("Lane.sv")).hasContent(lane);
    }

    @Test
    void anInterruptedRunLeavesTheOldVerilogAndNoRecordThatTakesItForTheNew() throws IOException {
        String before = Files.readString(rtl.resolve("filelist.f"));
        Path broken = Files.writeString(folder.resolve("firtool"), "no program");

        assertThatThrownBy(() -> new CoreVerilog(rtl, broken).make(core(32))).isInstanceOf(UserError.class);

        assertThat(rtl.resolve("filelist.f")).hasContent(before);
        assertThat(folder.resolve("rtl.new")).doesNotExist();
        assertThat(new CoreVerilog(rtl, null).make(core(32))).isTrue();
    }

    @Test
    void aFolderOfOthersIsNeitherReplacedNorRemoved() throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        Path precious = Files.writeString(mine.resolve("cpu.v"), "module cpu; endmodule");

        assertThatThrownBy(() -> new CoreVerilog(mine, null).make(core(16)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("holds other files and would be replaced; perhaps you should");
        new CoreVerilog(mine, null).remove();
        new CoreVerilog(rtl, null).remove();

        assertThat(precious).exists();
        assertThat(rtl).doesNotExist();
    }

    private static CoreParameters core(int couplings) {
        return new CoreParameters(
                1,
                1,
                4,
                4,
                1,
                4,
                2,
                Numerics.DEFAULT,
                new CoreParameters.Widths(24, 46, 36, 27),
                new CoreParameters.Depths(couplings, 16, 8, 32, 16, 8, 32, 16),
                false,
                false);
    }
}
