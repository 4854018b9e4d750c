package io.github.dsllm.codegen.program;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Prints a program for programs. */
final class ProgramJson {
    private ProgramJson() {}

    static String of(DsProgram program, boolean full) {
        ObjectNode json = new ObjectMapper().createObjectNode();
        json.put("position", program.position());
        program.stages()
                .forEach(stage -> append(json.withArrayProperty("stages").addObject(), stage, full));
        program.digital().forEach(json.putArray("digital")::add);
        return json.toPrettyString().replace(System.lineSeparator(), "\n") + "\n";
    }

    private static void append(ObjectNode json, Stage stage, boolean full) {
        json.put("name", stage.name())
                .put("operator", stage.operator())
                .put("layer", stage.layer())
                .put("pattern", stage.pattern().name());
        json.put("free", stage.free())
                .put("freeNodes", stage.freeNodes())
                .put("inputs", stage.inputs())
                .put("couplers", stage.couplers());
        json.put("nodeFunction", stage.nodeFunction());
        json.putObject("hamiltonian")
                .put("formula", stage.hamiltonian().formula())
                .put("coupled", stage.hamiltonian().coupled());
        json.putObject("electrodynamics").put("formula", stage.electrodynamics().formula());
        CouplingSummary couplings = stage.couplings();
        if (couplings != null) {
            json.putObject("couplings")
                    .put("rows", couplings.rows())
                    .put("columns", couplings.columns())
                    .put("norm", couplings.norm())
                    .put("largest", couplings.largest());
        }
        json.putObject("certificate")
                .put("minimum", stage.certificate().minimum())
                .put("argument", stage.certificate().argument());
        for (int i = 0; i < stage.shownNodes(full); i++) {
            node(json.withArrayProperty("nodes").addObject(), stage, i, full);
        }
    }

    private static void node(ObjectNode json, Stage stage, int index, boolean full) {
        Polynomial energy = stage.hamiltonian().part(index);
        NodeDynamics dynamics = stage.electrodynamics().node(index);
        json.put("node", "y" + index).put("energy", full ? energy.toFullString() : energy.toString());
        json.put("h", dynamics.selfReaction().toFullString())
                .put("b", dynamics.bias().toFullString());
        if (full) {
            ObjectNode strengths = json.putObject("J");
            dynamics.couplings().forEach((node, strength) -> strengths.put(node.toString(), strength.toFullString()));
        }
    }
}
