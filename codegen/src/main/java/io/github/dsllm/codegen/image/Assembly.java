package io.github.dsllm.codegen.image;

import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Region;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The program of a tile as text for people, one instruction per line with what it is for ({@code tile0.dsasm}). */
public final class Assembly {
    private Assembly() {}

    public static String of(ChipImage image, int tile) {
        TileImage memory = image.tiles().get(tile);
        return of(image.name(), image.core(), tile, memory.program(), memory.descriptors(), memory.operators());
    }

    /**
     * The same before there is an image.
     *
     * @param name name of the model, for people
     * @param tags what each instruction is for
     */
    public static String of(
            String name,
            CoreParameters core,
            int tile,
            List<Instruction> program,
            List<Descriptor> descriptors,
            List<OperatorTag> tags) {
        StringBuilder text = new StringBuilder();
        text.append("; tile ").append(tile).append(" of ").append(core.tiles());
        text.append(", ").append(core.lanes()).append(" lanes, ").append(name).append('\n');
        text.append(reloads(program, descriptors));
        for (int pc = 0; pc < program.size(); pc++) {
            Instruction instruction = program.get(pc);
            Descriptor descriptor = descriptors.get(instruction.descriptor());
            text.append(String.format(
                    Locale.ROOT,
                    "%5d  %-8s %-7s %-58s ; %s\n",
                    pc,
                    instruction.opcode(),
                    descriptor.function(),
                    operands(instruction, descriptor),
                    purpose(tags.get(pc))));
        }
        return text.toString();
    }

    /** What stays and what is reloaded; nothing where everything stays. */
    private static String reloads(List<Instruction> program, List<Descriptor> descriptors) {
        int window = Integer.MAX_VALUE;
        long streamed = 0;
        long fetched = 0;
        for (Instruction instruction : program) {
            Descriptor descriptor = descriptors.get(instruction.descriptor());
            if (descriptor.function() == NodeFunction.RELOAD) {
                window = Math.min(window, instruction.couplingWord());
                boolean isByToken = descriptor.has(Descriptor.Flag.OWNER);
                streamed += isByToken ? 0 : descriptor.count();
                fetched += isByToken ? descriptor.count() : 0;
            }
        }
        return streamed + fetched == 0
                ? ""
                : "; the first " + window + " coupling words stay; " + streamed + " are reloaded for every token"
                        + (fetched == 0 ? "" : ", and " + fetched + " of the row that it embeds") + '\n';
    }

    private static String operands(Instruction instruction, Descriptor d) {
        StringBuilder text = new StringBuilder();
        NodeFunction function = d.function();
        if (function != NodeFunction.RELOAD && function != NodeFunction.STORE) {
            text.append('g').append(instruction.group());
        }
        switch (function) {
            case LINEAR, EMBED ->
                text.append(" J[")
                        .append(instruction.couplingWord())
                        .append("] m[")
                        .append(instruction.scaleWord())
                        .append(']');
            case KEY, VALUE, SCORES, ATTEND ->
                text.append(" kv[").append(instruction.address()).append(']');
            case RELOAD ->
                text.append("J[")
                        .append(instruction.couplingWord())
                        .append("] external[")
                        .append(instruction.externalWord())
                        .append(']');
            case EVOLVE, STORE ->
                text.append(function == NodeFunction.EVOLVE ? " J[" : "J[")
                        .append(instruction.couplingWord())
                        .append(']');
            case NORM -> text.append(" eps=").append(instruction.address());
            case CLAMP -> text.append(d.has(Descriptor.Flag.POSITION) ? " at=" + instruction.address() : "");
            case SEND -> text.append(" to ").append(Region.ofAddress(instruction.address()));
            case TOKEN, ARRIVE, ROPE, SILU, PRODUCT, TABLE, SAMPLE -> {}
        }
        field(text, "source", d.source());
        field(text, "second", d.second());
        field(text, "count", d.count());
        field(text, "valid", d.valid());
        field(text, "shift", d.shift());
        field(text, "shift2", d.shift2());
        field(text, "bits", d.bits());
        field(text, "steps", d.steps());
        for (Descriptor.Flag flag : new TreeSet<>(d.flags())) {
            text.append(' ').append(flag);
        }
        return text.toString();
    }

    private static void field(StringBuilder text, String name, int value) {
        if (value != 0) {
            text.append(' ').append(name).append('=').append(value);
        }
    }

    private static String purpose(OperatorTag tag) {
        String place = tag.layer() < 0 ? "" : "layer " + tag.layer() + " ";
        String elements = tag.firstElement() < 0
                ? ""
                : " [" + tag.firstElement() + " … " + (tag.firstElement() + tag.elements() - 1) + "]";
        return place + tag.operator() + elements;
    }
}
