package io.github.dsllm.codegen.hub;

import io.github.dsllm.codegen.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Models of the hub on this machine: {@code owner/name@<commit>/} with the files, and {@code owner/name/refs/<revision>} with the commit that a branch had when it was last
 * fetched whole. A commit that is there whole is taken without a question to the hub; so is, where the hub cannot be reached, what a branch had last.
 */
public final class HubCache {
    private static final int LONGEST_ANSWER = 16 << 20;
    /** What begins the name of the file that is written last; it holds the path of what is to be opened. */
    private static final String WHOLE = ".whole";

    private final HubDownload hub;
    private final Path root;
    private final Consumer<String> messages;

    /** @param messages hears of downloads, one line each */
    public HubCache(HubDownload hub, Path root, Consumer<String> messages) {
        this.hub = hub;
        this.root = root;
        this.messages = messages;
    }

    /**
     * The folder with the model, or its GGUF file or ONNX graph, fetched if need be; what broke off goes on where it stopped.
     *
     * @throws UserError if the hub does not have it, cannot be reached, or sends other bytes than it announced
     */
    public Path model(HubModel model) {
        return fetched(model, true);
    }

    /** The {@code config.json} alone, for work that needs no weights; as {@link #model} otherwise, and where there is none. */
    public Path configuration(HubModel model) {
        return fetched(model, false);
    }

    private Path fetched(HubModel model, boolean weights) {
        Path repository = root.resolve(model.repository());
        try {
            Optional<Path> whole =
                    model.isPinned() ? whole(commit(repository, model.revision()), model) : Optional.empty();
            if (whole.isPresent()) {
                return weights ? whole.get() : configuration(whole.get());
            }
            HubDownload.Answer answer;
            try {
                answer = hub.ask(
                        "/api/models/" + model.repository() + "/revision/" + model.revision() + "?blobs=true",
                        LONGEST_ANSWER);
            } catch (IOException offline) {
                Path last = last(model, repository, offline);
                return weights ? last : configuration(last);
            }
            requireAnswer(model, answer.status());
            HubIndex index = HubIndex.parse(model, answer.body());
            return fetched(model, repository, weights ? index : index.configuration());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The configuration beside the weights; a GGUF file is its own. */
    private static Path configuration(Path model) {
        Path beside = model.resolve(HubIndex.CONFIGURATION);
        return Files.isRegularFile(beside) ? beside : model;
    }

    private Path fetched(HubModel model, Path repository, HubIndex index) throws IOException {
        Path folder = Files.createDirectories(commit(repository, index.commit()));
        Optional<Path> whole = whole(folder, model);
        if (whole.isEmpty()) {
            requireRoom(model, index, folder);
            for (HubFile file : index.files()) {
                messages.accept("fetching " + file.path() + " of " + model + ", " + file.bytes() + " bytes");
                hub.fetch(file, folder.resolve(file.path()));
            }
        }
        if (index.isWhole()) {
            Files.writeString(marker(folder, model), index.opens());
            Files.createDirectories(reference(model, repository).getParent());
            Files.writeString(reference(model, repository), index.commit());
        }
        return folder.resolve(index.opens());
    }

    private static void requireRoom(HubModel model, HubIndex index, Path folder) throws IOException {
        long room = Files.getFileStore(folder).getUsableSpace();
        if (index.bytes() > room) {
            throw new UserError(model + " has " + index.bytes() + " bytes, but " + folder + " has room for " + room
                    + "; perhaps you should free space or give another folder with -Ddsllm.cache=");
        }
    }

    private void requireAnswer(HubModel model, int status) {
        switch (status) {
            case 200 -> {}
            case 401, 403 ->
                throw new UserError(
                        "the hub " + hub.hub() + " does not give " + model + " to everybody (it answered "
                                + status
                                + "); perhaps the name is mistyped, or you should accept the model's terms there, download it by hand and give the folder");
            case 404 ->
                throw new UserError("there is no " + model + " on the hub " + hub.hub()
                        + "; perhaps the name or the revision is mistyped");
            default ->
                throw new UserError(
                        "the hub " + hub.hub() + " answered " + status + "; perhaps you should try again later");
        }
    }

    private Path last(HubModel model, Path repository, IOException offline) throws IOException {
        Path reference = reference(model, repository);
        if (Files.isRegularFile(reference)) {
            String commit = Files.readString(reference).strip();
            Optional<Path> whole = HubFile.isSafe(commit) ? whole(commit(repository, commit), model) : Optional.empty();
            if (whole.isPresent()) {
                messages.accept("the hub " + hub.hub() + " cannot be reached (" + HubDownload.reason(offline) + "); "
                        + model + " is taken as it was fetched last, commit " + commit);
                return whole.get();
            }
        }
        throw new UserError(
                "the hub " + hub.hub() + " cannot be reached (" + HubDownload.reason(offline) + "), and " + model
                        + " is not in " + root
                        + "; perhaps you are offline: fetch the model where there is a network and give its folder",
                offline);
    }

    private static Path reference(HubModel model, Path repository) {
        return repository.resolve("refs").resolve(model.revision());
    }

    private static Path commit(Path repository, String commit) {
        return repository.resolveSibling(repository.getFileName() + "@" + commit);
    }

    private static Path marker(Path folder, HubModel model) {
        return folder.resolve(
                WHOLE + (model.file().isEmpty() ? "" : "-" + model.file().replace("/", "--")));
    }

    /** What is to be opened of a model that is there whole. */
    private static Optional<Path> whole(Path folder, HubModel model) throws IOException {
        Path marker = marker(folder, model);
        if (!Files.isRegularFile(marker)) {
            return Optional.empty();
        }
        String opens = Files.readString(marker);
        return opens.isEmpty() || HubFile.isSafe(opens) ? Optional.of(folder.resolve(opens)) : Optional.empty();
    }
}
