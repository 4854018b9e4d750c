package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.Suggestion;
import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.chip.ChipSpec;
import io.github.dsllm.codegen.chip.ChipSpecReader;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import io.github.dsllm.codegen.model.LanguageModel;
import io.github.dsllm.codegen.model.Models;
import io.github.dsllm.codegen.reference.FloatTransformer;
import io.github.dsllm.codegen.reference.Generator;
import io.github.dsllm.codegen.reference.TokenChooser;
import io.github.dsllm.codegen.tokenizer.Tokenizer;
import io.github.dsllm.codegen.tokenizer.TokenizerLoader;
import io.github.dsllm.sim.golden.Controls;
import io.github.dsllm.sim.golden.End;
import io.github.dsllm.sim.golden.GoldenMachine;
import io.github.dsllm.sim.golden.Output;
import io.github.dsllm.verification.simulator.CoreBuild;
import io.github.dsllm.verification.simulator.CoreListener;
import io.github.dsllm.verification.simulator.SimulatedCore;
import io.github.dsllm.verification.simulator.Simulator;
import io.github.dsllm.verification.simulator.StoryEnd;
import io.github.dsllm.verification.simulator.StoryRequest;
import io.github.dsllm.verification.simulator.StorySession;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** {@code run}: a machine tells a story, token by token as it comes. */
public final class RunGoal {
    private static final List<String> MACHINES = List.of("golden", "rtl", "float", "board", "rtl-board");

    private final GenerateRequest generate;
    private final RunRequest request;
    private final Messages messages;
    private final OutputLayout layout;

    public RunGoal(GenerateRequest generate, RunRequest request, Messages messages) {
        this.generate = generate;
        this.request = request;
        this.messages = messages;
        this.layout = new OutputLayout(generate.outputDirectory());
    }

    /**
     * Generates first if need be, then tells the story.
     *
     * @return the new tokens; the last may be a stop token
     */
    public List<Integer> run() throws IOException {
        if (!MACHINES.contains(request.machine())) {
            throw new UserError("dsllm.machine=" + request.machine() + " is none of " + String.join(", ", MACHINES)
                    + Suggestion.question(request.machine(), MACHINES));
        }
        if (request.seed() == 0 || request.tokens() < 1 || request.tokens() > 0xFFFF) {
            throw new UserError("dsllm.seed must not be 0 and dsllm.tokens must be 1 … 65535");
        }
        LanguageModel model = Models.open(generate.model());
        Tokenizer tokenizer = TokenizerLoader.forModel(generate.model(), generate.tokenizer(), model.shape())
                .orElse(null);
        List<Integer> prompt =
                Story.tokens(tokenizer, request.prompt(), model.shape().bosToken());
        if (request.machine().equals("float")) {
            return timed(prompt, tokenizer, story -> onFloat(model, prompt, story));
        }
        requireSampler(new ChipSpecReader().read(generate.chip()));
        ChipSpec chip = new GenerateGoal(generate, messages).run();
        ChipImage image = ImageFiles.read(layout.image());
        requireRoom(prompt, image, chip);
        return switch (request.machine()) {
            case "golden" -> timed(prompt, tokenizer, story -> onGolden(image, prompt, story));
            case "rtl" -> onRtl(image, prompt, tokenizer);
            default -> onBoard(chip, image, prompt, tokenizer);
        };
    }

    private List<Integer> onFloat(LanguageModel model, List<Integer> prompt, Story story) {
        int[] tokens = prompt.stream().mapToInt(token -> token).toArray();
        int[] seen = {1};
        int[] all = new Generator(new FloatTransformer(model))
                .generate(
                        tokens,
                        tokens.length - 1 + request.tokens(),
                        TokenChooser.sampling(request.temperature(), request.seed()),
                        token -> {
                            if (seen[0]++ >= tokens.length) {
                                story.say(token);
                            }
                        });
        return IntStream.of(all).skip(tokens.length - 1).boxed().toList();
    }

    private List<Integer> onGolden(ChipImage image, List<Integer> prompt, Story story) {
        GoldenMachine machine = GoldenMachine.of(image);
        machine.start(prompt, controls(image));
        List<Integer> tokens = new ArrayList<>();
        for (Output output = machine.step(); ; output = machine.step()) {
            if (output.offered()) {
                tokens.add(output.token());
                sayUnlessStop(story, image, output.token());
            }
            if (output.end() != End.GOES_ON) {
                return tokens;
            }
        }
    }

    private List<Integer> onRtl(ChipImage plain, List<Integer> prompt, @Nullable Tokenizer tokenizer)
            throws IOException {
        TracedCore core = new TracedCore(plain, layout, generate);
        CoreBuild build = core.build();
        SimulatedCore simulated = Simulator.named("verilator").build(build);
        List<Integer> tokens = new ArrayList<>();
        long[] cycles = new long[2];
        try (StorySession session = simulated.open(core.image(), layout.image(), 1)) {
            timed(prompt, tokenizer, story -> {
                StoryEnd end = session.run(StoryRequest.of(prompt, controls(plain)), new CoreListener() {
                    @Override
                    public void offered(int token, int code) {
                        tokens.add(token);
                        sayUnlessStop(story, plain, token);
                    }

                    @Override
                    public void done(int position, int token, long spent, long firstCycle) {
                        cycles[0] += spent;
                        cycles[1]++;
                    }
                });
                if (end.reason() != StoryEnd.Reason.ENDED || end.fault() != 0) {
                    throw new UserError(
                            "the core stopped with " + end + "; perhaps you should run dsllm:verify, which says where");
                }
                return tokens;
            });
        }
        messages.info("cycles per token: " + Math.round((double) cycles[0] / Math.max(1, cycles[1])));
        return tokens;
    }

    private List<Integer> onBoard(ChipSpec chip, ChipImage image, List<Integer> prompt, @Nullable Tokenizer tokenizer)
            throws IOException {
        try (BoardSession board = BoardSession.open(chip, image, request, layout, messages)) {
            board.selfTest();
            List<Integer> tokens = new ArrayList<>();
            timed(prompt, tokenizer, story -> {
                board.tell(prompt, controls(image), token -> {
                    tokens.add(token);
                    sayUnlessStop(story, image, token);
                });
                return tokens;
            });
            messages.info(board.figures());
            return tokens;
        }
    }

    /** What tells a story. */
    @FunctionalInterface
    private interface Machine {
        List<Integer> tell(Story story) throws IOException;
    }

    private List<Integer> timed(List<Integer> prompt, @Nullable Tokenizer tokenizer, Machine machine)
            throws IOException {
        Story story = new Story(tokenizer, messages);
        prompt.forEach(story::say);
        long start = System.nanoTime();
        List<Integer> tokens = machine.tell(story);
        double seconds = (System.nanoTime() - start) / 1e9;
        story.end();
        messages.info(String.format(
                Locale.ROOT,
                "%s: %d new tokens, %d positions in %.2f s, %.0f tokens/s",
                request.machine(),
                tokens.size(),
                prompt.size() - 1 + tokens.size(),
                seconds,
                (prompt.size() - 1 + tokens.size()) / seconds));
        return tokens;
    }

    private Controls controls(ChipImage image) {
        return Controls.greedy()
                .withLimit(request.tokens())
                .withStopTokens(
                        image.stopTokens().stream().limit(Controls.STOP_TOKENS).toList())
                .atTemperature(request.temperature(), request.seed());
    }

    private static void sayUnlessStop(Story story, ChipImage image, int token) {
        if (!image.stopTokens().contains(token)) {
            story.say(token);
        }
    }

    private void requireSampler(ChipSpec chip) {
        if (chip.compact() && request.temperature() > 0) {
            throw new UserError(
                    "the chip " + chip.name()
                            + " is compact, and a compact core takes the most probable token only; perhaps you should leave out dsllm.temperature, or compact in the chip spec");
        }
    }

    private static void requireRoom(List<Integer> prompt, ChipImage image, ChipSpec chip) {
        int context = image.core().depths().context();
        if (prompt.size() >= context) {
            throw new UserError("the prompt has " + prompt.size() + " tokens, the chip " + chip.name() + " holds "
                    + context + "; perhaps you should shorten the prompt or raise context in the chip spec");
        }
        prompt.stream().filter(token -> token >= image.vocabulary()).findFirst().ifPresent(token -> {
            throw new UserError(
                    "token " + token + " does not exist, the vocabulary is 0 … " + (image.vocabulary() - 1));
        });
    }
}
