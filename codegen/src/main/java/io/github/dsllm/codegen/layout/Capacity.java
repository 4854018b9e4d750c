package io.github.dsllm.codegen.layout;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.CoreParameters;
import io.github.dsllm.codegen.chip.MemorySize;
import io.github.dsllm.codegen.chip.Numerics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** Whether the memories of a core are within what a tile of the chip has; all that are not are named at once. */
public final class Capacity {
    private Capacity() {}

    /**
     * @param remedy the beginning of what to do, "give the chip" or longer; asked for only if a memory is too small
     * @param reloading what an external memory would do, asked for if coupling memory is too small and there is none
     * @throws UserError if a memory is too small
     */
    public static void check(
            CoreParameters core, LayoutOptions.Limits limits, Supplier<String> remedy, Supplier<String> reloading) {
        Numerics numerics = core.numerics();
        long couplingBits = (long) core.lanes() * numerics.couplingBits();
        long stateBits = (long) core.lanes() * core.widths().stateWord();
        long keyValueBits = (long) core.keyValueLanes() * (numerics.keyBits() + numerics.valueBits());
        List<String> problems = new ArrayList<>();
        require(problems, "coupling memory", core.depths().couplings(), couplingBits, limits.couplings());
        require(
                problems,
                "state memory, the same for every number of tiles",
                core.depths().stateGroups(),
                stateBits,
                limits.states());
        require(problems, "key and value memory", core.depths().keyValues(), keyValueBits, limits.keyValues());
        boolean mayReload = core.depths().couplings() > limits.couplings().capacity(couplingBits)
                && limits.external().isEmpty();
        if (!problems.isEmpty()) {
            throw new UserError("A tile " + String.join("; it ", problems) + "; perhaps you should " + remedy.get()
                    + " more memory, fewer coupling, key or value bits, or a shorter context"
                    + (mayReload ? ", or " + reloading.get() : ""));
        }
    }

    /**
     * @param words that all tiles together reload from
     * @param wordBits bits of a coupling word
     * @throws UserError if the external memory is too small
     */
    public static void checkExternal(long words, long wordBits, MemorySize size) {
        if (words > size.capacity(wordBits)) {
            throw new UserError("the tiles reload from " + megabits(words * wordBits) + " (" + words
                    + " coupling words), the external memory has " + megabits(size.bits(wordBits)) + " ("
                    + size.capacity(wordBits)
                    + " words); perhaps you should give it that size, or the tiles more coupling memory");
        }
    }

    private static void require(List<String> problems, String name, long words, long wordBits, MemorySize room) {
        if (words > room.capacity(wordBits)) {
            problems.add("needs " + megabits(words * wordBits) + " of " + name + " (" + words + " words), the chip has "
                    + megabits(room.bits(wordBits)) + " (" + room.capacity(wordBits) + " words), "
                    + (words - room.capacity(wordBits)) + " words too little");
        }
    }

    private static String megabits(long bits) {
        return bits < 100_000
                ? String.format(Locale.ROOT, "%.2f kb", bits / 1e3)
                : String.format(Locale.ROOT, "%.2f Mb", bits / 1e6);
    }
}
