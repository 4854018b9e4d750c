package io.github.dsllm.verification.goal;

import io.github.dsllm.codegen.UserError;
import io.github.dsllm.codegen.hub.HubCache;
import io.github.dsllm.codegen.hub.HubDownload;
import io.github.dsllm.codegen.hub.HubModel;
import java.net.URI;
import java.nio.file.Path;

/**
 * Turns what a user names as the model into a path: a path it is already, or a name on the hub, {@code hf:owner/name@revision}, which is fetched into the cache.
 *
 * @param base relative paths begin here
 * @param cache folder of fetched models
 * @param hub address of the hub
 */
public record ModelSource(Path base, Path cache, String hub) {
    /** The hub that is asked unless the user names another. */
    public static final String USUAL_HUB = "https://huggingface.co";

    /** The folder or file of a model. */
    public Path model(String name, Messages messages) {
        return HubModel.isMeantBy(name) ? cache(messages).model(HubModel.parse(name)) : base.resolve(name);
    }

    /** The same, without weights where the hub is asked. */
    public Path sizes(String name, Messages messages) {
        return HubModel.isMeantBy(name) ? cache(messages).configuration(HubModel.parse(name)) : base.resolve(name);
    }

    private HubCache cache(Messages messages) {
        return new HubCache(new HubDownload(address()), cache, messages::info);
    }

    private URI address() {
        try {
            URI address = URI.create(hub);
            boolean web = "https".equals(address.getScheme()) || "http".equals(address.getScheme());
            if (web && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException noAddress) {
            throw new UserError(refusal(), noAddress);
        }
        throw new UserError(refusal());
    }

    private String refusal() {
        return "dsllm.hub " + hub + " is no address; perhaps you should write it like " + USUAL_HUB;
    }
}
