package io.github.dsllm.codegen.program;

/** Prints a program for people. */
final class ProgramText {
    private ProgramText() {}

    static String of(DsProgram program, boolean full) {
        StringBuilder text = new StringBuilder("DS program at position " + program.position() + ": "
                + program.stages().size() + " stages\n"
                + "free nodes y settle, inputs x are locked, couplers c are locked states that serve as couplings; "
                + "w_j is a trained coupling to input j that a model without weights leaves open\n");
        program.stages().forEach(stage -> append(text, stage, full));
        program.digital().forEach(name -> text.append('\n').append(name).append(": digital\n"));
        return text.toString();
    }

    private static void append(StringBuilder text, Stage stage, boolean full) {
        text.append('\n')
                .append(stage.name())
                .append(": pattern ")
                .append(stage.pattern())
                .append(" (")
                .append(stage.pattern().meaning())
                .append(")\n");
        text.append("  y: ").append(stage.freeNodes()).append(" × ").append(stage.free());
        line(text, "; x: ", stage.inputs());
        line(text, "; c: ", stage.couplers());
        text.append("\n  node function: ").append(stage.nodeFunction());
        text.append("\n  F̂ = ").append(stage.hamiltonian().formula());
        text.append("\n  ").append(stage.electrodynamics().formula());
        CouplingSummary couplings = stage.couplings();
        if (couplings != null) {
            text.append("\n  J ")
                    .append(couplings.rows())
                    .append(" × ")
                    .append(couplings.columns())
                    .append(", Frobenius norm ")
                    .append((float) couplings.norm())
                    .append(", largest ")
                    .append((float) couplings.largest());
        }
        text.append("\n  stable: ")
                .append(stage.certificate().argument())
                .append(" (minimum ")
                .append((float) stage.certificate().minimum())
                .append(")\n");
        for (int i = 0; i < stage.shownNodes(full); i++) {
            node(text, stage, i, full);
        }
    }

    private static void line(StringBuilder text, String label, String content) {
        if (!content.isEmpty()) {
            text.append(label).append(content);
        }
    }

    private static void node(StringBuilder text, Stage stage, int index, boolean full) {
        Polynomial energy = stage.hamiltonian().part(index);
        NodeDynamics dynamics = stage.electrodynamics().node(index);
        text.append("  y")
                .append(index)
                .append(": F̂ ∋ ")
                .append(full ? energy.toFullString() : energy.toString())
                .append('\n');
        text.append("      h = ")
                .append(dynamics.selfReaction())
                .append(", b = ")
                .append(dynamics.bias())
                .append(", J from ")
                .append(dynamics.couplings().size())
                .append(" nodes");
        int shown = 0;
        for (var coupling : dynamics.couplings().entrySet()) {
            if (!full && shown++ == 4) {
                text.append(" …");
                break;
            }
            text.append(' ')
                    .append(coupling.getKey())
                    .append(": ")
                    .append(coupling.getValue())
                    .append(';');
        }
        text.append('\n');
    }
}
