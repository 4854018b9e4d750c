package io.github.dsllm.sim.golden;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.image.ChipImage;
import io.github.dsllm.codegen.image.ImageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes a chip image bit for bit as the generated hardware does. Semantics are in docs/isa.md: §3 and §4 for the arithmetic, §5 for what the host sees.
 *
 * <p>A story is {@link #start started} with a prompt and then run position by position with {@link #step}. Not safe for use by several threads.
 */
public final class GoldenMachine {
    private static final int LARGEST_TOKEN = 0xFFFF;

    private final ChipImage image;
    private final Host host;
    private final TileArray tiles;
    private final SampleOperation logits;
    private List<Integer> prompt = List.of();
    private Controls controls = Controls.greedy();
    private int position;
    private int lastToken;
    private int offered;
    private boolean ended = true;

    private GoldenMachine(ChipImage image, LaneArithmetic arithmetic, boolean checked) {
        this.image = image;
        ExponentialLookup exponential = new ExponentialLookup(image);
        this.host = new Host(new Sampler(exponential, image.lfsrPolynomial()));
        this.tiles = new TileArray(image, host, exponential, arithmetic, checked);
        this.logits = sampling(tiles.program(0));
    }

    private static SampleOperation sampling(Operation[] program) {
        if (program.length > 0 && program[program.length - 1] instanceof SampleOperation sample) {
            return sample;
        }
        throw new MachineFault("the program of tile 0 does not end with SAMPLE");
    }

    /**
     * The fast machine on an image that stands in a directory.
     *
     * @param imageDirectory the directory that {@code generate} wrote, with image.json and the memory files
     * @throws UserError if the directory does not hold an intact image
     */
    public static GoldenMachine open(Path imageDirectory) {
        return of(ImageFiles.read(imageDirectory));
    }

    /** The fast machine: relies on the widths that the image guarantees. */
    public static GoldenMachine of(ChipImage image) {
        return with(image, Arithmetics.fastest());
    }

    /**
     * The machine for a few thousand positions at most: plain Java, which a cold JVM compiles in a moment, where the vector module needs more than a second
     * until it is faster.
     */
    public static GoldenMachine plain(ChipImage image) {
        return with(image, new PackedArithmetic());
    }

    /** A slower machine that reports every sum that exceeds a register of the hardware, naming tile, layer and operator. */
    public static GoldenMachine checked(ChipImage image) {
        return new GoldenMachine(image, new WideArithmetic(), true);
    }

    static GoldenMachine with(ChipImage image, LaneArithmetic arithmetic) {
        return new GoldenMachine(image, arithmetic, false);
    }

    public ChipImage image() {
        return image;
    }

    /** Tells the listener of every instruction from now on; null ends that. Digests cost time. */
    public void listen(@Nullable DigestListener listener) {
        tiles.listen(listener);
    }

    /** Lets the recorder wait for its instruction; null ends that. */
    public void record(@Nullable ValueRecorder recorder) {
        tiles.record(recorder);
    }

    /** Tells the listener all values of every instruction from now on; null ends that. */
    public void observe(@Nullable ValuesListener listener) {
        tiles.observe(listener);
    }

    /** Tells the listener every coupling word that STORE hands to the host from now on; null ends that. */
    public void stored(@Nullable StoredWords listener) {
        tiles.listen(listener);
    }

    /**
     * Begins a story at position 0. The key and value memories keep what they hold, as in the hardware.
     *
     * @param prompt at least one token; all must exist
     * @throws UserError if a token does not exist
     */
    public void start(List<Integer> prompt, Controls controls) {
        if (prompt.isEmpty()) {
            throw new UserError("an empty prompt, perhaps you should start with token " + image.bosToken()
                    + ", which begins a story");
        }
        prompt.forEach(this::requireToken);
        if (image.core().compact() != null && controls.inverseTemperature() != 0) {
            throw new UserError(
                    "a compact core takes the most probable token only; perhaps you should leave the temperature at 0");
        }
        receive(prompt, controls);
    }

    /**
     * Begins a story as the bare core does, without the refusals of {@link #start}: what is wrong with the prompt shows in {@link #fault}.
     *
     * @param prompt at least one token of 16 bits, unsigned
     */
    public void receive(List<Integer> prompt, Controls controls) {
        if (prompt.isEmpty() || prompt.stream().anyMatch(token -> token < 0 || token > LARGEST_TOKEN)) {
            throw new IllegalArgumentException("the port for prompts takes tokens of 16 bits, at least one");
        }
        this.prompt = List.copyOf(prompt);
        this.controls = controls;
        position = 0;
        offered = 0;
        ended = false;
        host.startStory(controls.seed());
    }

    private void requireToken(int token) {
        if (token < 0 || token >= image.vocabulary()) {
            throw new UserError("token " + token + " does not exist: the vocabulary of " + image.name() + " is 0 … "
                    + (image.vocabulary() - 1));
        }
    }

    /**
     * Runs the next position of the story.
     *
     * @throws IllegalStateException after the end of the story
     */
    public Output step() {
        if (ended) {
            throw new IllegalStateException("the story has ended, start another one");
        }
        boolean isLastPosition = position == image.core().depths().context() - 1;
        boolean offers = position >= prompt.size() - 1 || isLastPosition;
        if (isLastPosition && position < prompt.size() - 1) {
            host.promptTooLong();
        }
        host.input(
                position < prompt.size() ? prompt.get(position) : lastToken,
                position,
                offers ? controls.inverseTemperature() : 0);
        tiles.run(position);
        lastToken = host.sampledToken();
        offered += offers ? 1 : 0;
        End end = end(offers);
        ended = end != End.GOES_ON;
        return new Output(position++, host.inputToken(), lastToken, offers, end);
    }

    /**
     * The fault code of docs/isa.md §5, which stays until a {@link #reset}: 0 none, 1 a prompt token beyond the vocabulary, which was taken as token 0, 2 a prompt
     * that is longer than the context, which was cut.
     */
    public int fault() {
        return host.fault();
    }

    /** As after the memories are loaded: clears the fault, and couplings that have learnt are again those of the image. */
    public void reset() {
        tiles.reset();
        host.reset();
    }

    private End end(boolean offers) {
        if (offers && controls.stopTokens().contains(lastToken)) {
            return End.STOP_TOKEN;
        }
        if (offers && offered == controls.newTokens()) {
            return End.LIMIT_REACHED;
        }
        return position == image.core().depths().context() - 1 ? End.CONTEXT_FULL : End.GOES_ON;
    }

    /**
     * Runs one position with a given token, outside of any story: for perplexity and for training. Positions before it must have been run.
     *
     * @return the arg-max of the logits
     */
    public int force(int token, int position) {
        requireToken(token);
        if (position < 0 || position >= image.core().depths().context()) {
            throw new UserError("position " + position + " is outside the context of "
                    + image.core().depths().context());
        }
        ended = true;
        host.input(token, position, 0);
        tiles.run(position);
        return host.sampledToken();
    }

    /** Logit of a token at the last position that was run; divide by 2^F with F = {@code image().formats().get("logit")}. */
    public int logit(int token) {
        return logits.logit(token);
    }

    /**
     * Tells a whole story.
     *
     * @param prompt at least one token
     * @param newTokens most tokens to add, 0 for as many as the context holds
     * @param temperature 0 for the most probable token each time
     * @param seed start of the pseudo-random sequence, not 0; without meaning at temperature 0
     * @return the added tokens; the last one may be a stop token of the model
     */
    public List<Integer> speak(List<Integer> prompt, int newTokens, double temperature, int seed) {
        if (prompt.size() > image.core().depths().context()) {
            throw new UserError("a prompt of " + prompt.size() + " tokens, but the chip holds "
                    + image.core().depths().context() + ", perhaps you should shorten it");
        }
        List<Integer> stops = image.stopTokens()
                .subList(0, Math.min(Controls.STOP_TOKENS, image.stopTokens().size()));
        start(
                prompt,
                Controls.greedy().withLimit(newTokens).withStopTokens(stops).atTemperature(temperature, seed));
        List<Integer> added = new ArrayList<>();
        while (!ended) {
            Output output = step();
            if (output.offered()) {
                added.add(output.token());
            }
        }
        return added;
    }
}
