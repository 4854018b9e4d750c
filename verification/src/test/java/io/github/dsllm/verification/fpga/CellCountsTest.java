package io.github.dsllm.verification.fpga;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dsllm.codegen.UserError;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellCountsTest {
    private static final String STATISTICS = """
            {"creator": "Yosys", "modules": {
              "\\\\Top": {"num_cells_by_type": {"LUT4": 3, "$paramod$0a1b\\\\Part": 2}},
              "$paramod$0a1b\\\\Part": {"num_cells_by_type": {"LUT4": 10, "CCU2C": 4, "TRELLIS_DPR16X4": 1, "Leaf": 1}},
              "\\\\Leaf": {"num_cells_by_type": {"TRELLIS_FF": 7}}
            }}
            """;

    @Test
    void countsAModuleWithAllThatIsInIt() {
        CellCounts counts = CellCounts.read(STATISTICS);

        assertThat(counts.within("Top")).containsEntry("LUT4", 23L).containsEntry("TRELLIS_FF", 14L);
        assertThat(counts.instances("Leaf", "Top")).isEqualTo(2);
    }

    /** Yosys 0.23 writes so for a design of several modules: the tree is no JSON. */
    @Test
    void theTreeBehindTheModulesIsPassedOver() {
        String tree = """
               },
                 DsCore                        1
                   $paramod$0a1b\\Part          2
              "design": {
            }
            """;
        int end = STATISTICS.lastIndexOf("}}");

        CellCounts counts = CellCounts.read("\n" + STATISTICS.substring(0, end + 1) + "," + tree);

        assertThat(counts.within("Top")).containsEntry("LUT4", 23L).containsEntry("TRELLIS_FF", 14L);
    }

    @Test
    void aCarryCellIsTwoTablesAndMemoryIsApart() {
        List<ModuleResources> modules = ModuleResources.of(CellCounts.read(STATISTICS), "Top", new Ecp5Target());

        assertThat(modules).extracting(ModuleResources::module).containsExactly("Top", "Part", "Leaf");
        assertThat(modules.get(0).resources()).isEqualTo(new Resources(39, 12, 14, 0, 0, 0));
        assertThat(modules.get(1).instances()).isEqualTo(2);
    }

    @Test
    void aTextWithoutStatisticsIsRefused() {
        assertThatThrownBy(() -> CellCounts.read("ERROR"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0.23");
    }
}
