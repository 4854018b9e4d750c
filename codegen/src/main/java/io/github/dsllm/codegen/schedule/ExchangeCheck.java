package io.github.dsllm.codegen.schedule;

import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.Descriptor;
import io.github.dsllm.codegen.isa.Descriptor.Flag;
import io.github.dsllm.codegen.isa.Instruction;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.codegen.isa.Region;
import io.github.dsllm.codegen.schedule.Clocks.Clock;
import io.github.dsllm.codegen.schedule.ScheduleVerifier.Machine;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether sends and arrivals of all tiles match one to one, and whether no arrival can overtake a reader of what it overwrites. Runs two positions of
 * all tiles with vector clocks over each tile's sends (Mattern 1989): an instruction knows the sends on which its operands depend; a read is safe from an
 * arrival if that was sent knowing a send which the read feeds.
 *
 * <p>Which tile owns the token's row is not known. All tiles that hold rows have the same sends with OWNER, whose number in program order is one component of
 * the clocks, the owner's; a tile that receives them knows no more of other tiles than every possible owner does.
 */
final class ExchangeCheck {
    private static final int POSITIONS = 2;

    private final Machine machine;
    private final int tiles;
    private final List<String> problems;
    private final Clocks clocks;
    private final List<TileClock> tileClocks = new ArrayList<>();
    private int holders;

    ExchangeCheck(Machine machine, List<String> problems) {
        this.machine = machine;
        this.tiles = machine.tiles().size();
        this.problems = problems;
        this.clocks = new Clocks(tiles + 1);
        for (int tile = 0; tile < tiles; tile++) {
            tileClocks.add(new TileClock(tile, tiles, machine.tiles().get(tile), clocks));
        }
    }

    void check() {
        match();
        if (problems.isEmpty()) {
            run();
        }
        if (problems.isEmpty()) {
            tileClocks.forEach(clock -> clock.check(problems));
        }
    }

    /** Arrivals of a group at a tile: how often it is sent there, how often awaited. */
    private static final class Balance {
        private int sent;
        private int awaited;
    }

    private void match() {
        List<Map<Integer, Balance>> plain = new ArrayList<>();
        List<Map<Integer, Balance>> owners = new ArrayList<>();
        for (int tile = 0; tile < tiles; tile++) {
            plain.add(new TreeMap<>());
            owners.add(new TreeMap<>());
        }
        for (int tile = 0; tile < tiles; tile++) {
            TileImage memory = machine.tiles().get(tile);
            for (Instruction instruction : memory.program()) {
                Descriptor descriptor = memory.descriptorOf(instruction);
                List<Map<Integer, Balance>> balances = descriptor.has(Flag.OWNER) ? owners : plain;
                int group = instruction.group();
                switch (descriptor.function()) {
                    case SEND -> {
                        for (int receiver : receivers(tile, instruction)) {
                            of(balances.get(receiver), group).sent++;
                        }
                    }
                    case ARRIVE -> of(balances.get(tile), group).awaited++;
                    case TOKEN -> of(plain.get(tile), group).awaited += tile == 0 ? 0 : 1;
                    case EMBED -> holders++;
                    default -> {}
                }
            }
        }
        for (int tile = 0; tile < tiles; tile++) {
            compare(tile, plain.get(tile), 1, "");
            int others = holders - (tileClocks.get(tile).isHolder() ? 1 : 0);
            compare(tile, owners.get(tile), others, " by the owner of the token");
        }
    }

    private static Balance of(Map<Integer, Balance> balances, int group) {
        return balances.computeIfAbsent(group, key -> new Balance());
    }

    private void compare(int tile, Map<Integer, Balance> balances, int senders, String by) {
        balances.forEach((group, balance) -> {
            if (balance.sent != balance.awaited * senders) {
                problems.add("tile " + tile + " waits " + balance.awaited + " times for group " + group
                        + ", which is sent to it "
                        + (senders == 1 ? balance.sent + " times" : "by " + balance.sent + " of " + senders + " tiles")
                        + by + " per position");
            }
        });
    }

    private List<Integer> receivers(int tile, Instruction instruction) {
        return Region.ofAddress(instruction.address())
                .receivers(tile, machine.core().tileColumns());
    }

    private void run() {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (TileClock clock : tileClocks) {
                while (clock.position() < POSITIONS && step(clock)) {
                    progress = true;
                }
            }
        }
        for (TileClock clock : tileClocks) {
            if (clock.position() < POSITIONS) {
                problems.add(ScheduleVerifier.place(
                                clock.tile(), clock.pc(), machine.tiles().get(clock.tile())) + " waits for ever");
            }
        }
    }

    /** Executes one instruction, or says that it must wait. */
    private boolean step(TileClock clock) {
        Instruction instruction = clock.instruction();
        Descriptor descriptor = clock.descriptor();
        NodeFunction function = descriptor.function();
        int group = instruction.group();
        boolean isOwners = descriptor.has(Flag.OWNER);
        if (function == NodeFunction.SEND && isOwners) {
            List<Integer> receivers = receivers(clock.tile(), instruction);
            Clock known = clock.share(group, !receivers.isEmpty());
            for (int receiver : receivers) {
                tileClocks.get(receiver).acceptShared(group, clock.position(), known);
            }
        } else if (function == NodeFunction.SEND) {
            Clock known = clock.send(group);
            for (int receiver : receivers(clock.tile(), instruction)) {
                tileClocks.get(receiver).accept(group, known);
            }
        } else if (function == NodeFunction.ARRIVE && isOwners) {
            if (!clock.arriveShared(group, holders)) {
                return false;
            }
        } else if (function == NodeFunction.ARRIVE || (function == NodeFunction.TOKEN && clock.tile() != 0)) {
            if (!clock.arrive(group)) {
                return false;
            }
        } else {
            Footprint footprint = Footprint.of(
                    instruction, descriptor, clock.tile(), machine.core().lanes());
            clock.compute(footprint, instruction, descriptor);
        }
        clock.advance();
        return true;
    }
}
