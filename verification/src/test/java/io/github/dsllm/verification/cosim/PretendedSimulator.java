package io.github.dsllm.verification.cosim;

import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.TileImage;
import io.github.dsllm.codegen.isa.NodeFunction;
import io.github.dsllm.sim.golden.DigestListener;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import io.github.dsllm.sim.golden.ValueRecorder;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.ExecutedProgram;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Stands in for the RTL: a golden machine on the couplings that really stand in the files, with one defect if wanted. */
final class PretendedSimulator implements Simulator {

    /** What is wrong with the pretended RTL. */
    enum Defect {
        NONE,
        WRONG_DIGEST,
        WRONG_SATURATIONS,
        WRONG_TOKEN,
        WRONG_FAULT,
        HANGS,
        NEVER_ENDS,
        IGNORES_COUPLINGS
    }

    static final int DEFECT_POSITION = 2;
    private static final long CYCLES = 1000;

    private final Defect defect;
    final List<CoreBuild> builds = new ArrayList<>();

    PretendedSimulator(Defect defect) {
        this.defect = defect;
    }

    /** The first instruction of tile 0 that makes nodes from couplings. */
    static int defectPc(ChipImage image) {
        TileImage tile = image.tiles().get(0);
        return IntStream.range(0, tile.program().size())
                .filter(pc -> tile.descriptorOf(tile.program().get(pc)).function() == NodeFunction.LINEAR)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public String name() {
        return "pretended";
    }

    @Override
    public SimulatedCore build(CoreBuild request) {
        builds.add(request);
        return new SimulatedCore() {
            @Override
            public StorySession open(ChipImage image, Path directory, int randomSeed) {
                return new Session(defect == Defect.IGNORES_COUPLINGS ? image : loaded(image, directory));
            }

            @Override
            public Path waveform() {
                return request.cache().resolve("wave.fst");
            }
        };
    }

    private final class Session implements StorySession {
        private final ChipImage image;
        private final GoldenMachine machine;

        Session(ChipImage image) {
            this.image = image;
            this.machine = GoldenMachine.of(image);
        }

        @Override
        public StoryEnd run(StoryRequest request, CoreListener listener) {
            StoryRequest.Values wanted = request.values();
            @Nullable
            ValueRecorder recorder =
                    wanted == null ? null : new ValueRecorder(wanted.position(), wanted.tile(), wanted.pc());
            machine.record(recorder);
            machine.receive(request.prompt(), request.controls());
            StoryEnd.Reason reason = StoryEnd.Reason.ENDED;
            for (int position = 0; ; position++) {
                if (defect == Defect.HANGS && position == DEFECT_POSITION) {
                    reason = StoryEnd.Reason.HUNG;
                    break;
                }
                Recorded recorded = new Recorded(position);
                machine.listen(recorded);
                Output output = machine.step();
                boolean isWrong = position == DEFECT_POSITION && defect == Defect.WRONG_TOKEN;
                int token = isWrong ? output.token() ^ 1 : output.token();
                listener.done(position, token, CYCLES, position * CYCLES);
                boolean goesOn = defect == Defect.NEVER_ENDS;
                if (output.offered()) {
                    listener.offered(token, goesOn ? 0 : output.end().ordinal());
                }
                recorded.programs.forEach(listener::executed);
                if (output.end() != End.GOES_ON) {
                    if (goesOn) {
                        recorded.programs.forEach(program -> listener.executed(new ExecutedProgram(
                                program.tile(),
                                program.position() + 1,
                                program.digests(),
                                program.lastCycles(),
                                program.saturations())));
                    }
                    break;
                }
                if (position > request.lastPosition()) {
                    reason = StoryEnd.Reason.STOPPED;
                    break;
                }
            }
            if (recorder != null) {
                long[] values = recorder.values();
                values[0]++;
                listener.values(wanted.tile(), wanted.pc(), values);
            }
            return new StoryEnd(
                    reason, request.prompt().size() * CYCLES, defect == Defect.WRONG_FAULT ? 1 : machine.fault());
        }

        @Override
        public void close() {}

        private final class Recorded implements DigestListener {
            private final List<ExecutedProgram> programs = new ArrayList<>();

            Recorded(int position) {
                for (int tile = 0; tile < image.tiles().size(); tile++) {
                    int count = image.tiles().get(tile).program().size();
                    programs.add(
                            new ExecutedProgram(tile, position, new long[count], new long[count], new long[count]));
                }
            }

            @Override
            public void executed(int position, int tile, int pc, long digest, int saturations) {
                boolean isHere = position == DEFECT_POSITION && pc >= defectPc(image);
                ExecutedProgram program = programs.get(tile);
                program.digests()[pc] = isHere && defect == Defect.WRONG_DIGEST ? digest ^ 1 : digest;
                program.saturations()[pc] =
                        isHere && defect == Defect.WRONG_SATURATIONS ? saturations + 1 : saturations;
                program.lastCycles()[pc] = position * CYCLES + pc;
            }
        }
    }

    private static ChipImage loaded(ChipImage image, Path directory) {
        int bits = image.core().numerics().couplingBits();
        int digits = bits / 4;
        for (int tile = 0; tile < image.tiles().size(); tile++) {
            short[] couplings = image.tiles().get(tile).couplings();
            List<String> words = lines(directory.resolve("tile" + tile + "_coupling.mem"));
            for (int i = 0; i < couplings.length; i++) {
                String word = words.get(i / image.core().lanes());
                int end = word.length() - i % image.core().lanes() * digits;
                byte coupling = (byte) Integer.parseInt(word.substring(end - digits, end), 16);
                if (coupling != couplings[i]) {
                    return FaultInjection.withCoupling(image, tile, i, coupling);
                }
            }
        }
        return image;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
