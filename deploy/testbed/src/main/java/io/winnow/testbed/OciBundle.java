// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** An OCI bundle: a temporary directory with the {@code config.json} of a specification over a root file system that stays where it is. */
final class OciBundle implements AutoCloseable {
    private final Path path;

    private OciBundle(Path path) {
        this.path = path;
    }

    /**
     * Writes a bundle.
     *
     * @param hook a command that the runtime runs on the host when the container's first process is there and waits; empty for none.
     *     It is given the container's state, the pid among it, as JSON on standard input
     */
    static OciBundle create(Rootfs rootfs, OciSpec spec, List<String> hook) {
        OciBundle bundle = new OciBundle(Directories.temporary("bundle"));
        ObjectNode config = spec.config(rootfs);
        if (!hook.isEmpty()) {
            ObjectNode command = config.putObject("hooks").putArray("createRuntime").addObject().put("path", hook.get(0));
            ArrayNode args = command.putArray("args");
            hook.forEach(args::add);
        }
        Text.write(bundle.path.resolve("config.json"), config.toPrettyString());
        return bundle;
    }

    /** Its directory. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        Directories.delete(path);
    }
}
