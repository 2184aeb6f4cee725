// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.JsonPlace;
import io.winnow.collector.record.TolerantJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The OCI {@code config.json} of a verification. Immutable: what is given stays as it is. */
public final class VerifyBundle {

    private static final List<String> GRANTING_SETS = List.of("bounding", "permitted", "effective");
    private static final List<String> PASSED_ON_SETS = List.of("inheritable", "ambient");

    private final ObjectNode config;

    private VerifyBundle(ObjectNode config) {
        this.config = config;
    }

    /**
     * A bundle of the user's. What its configuration names relative to its directory is made absolute, so that the copy can lie elsewhere.
     *
     * @throws CommandException if it is no OCI configuration
     */
    public static VerifyBundle of(Path directory, byte[] content) {
        JsonNode tree;
        try {
            tree = TolerantJson.TOLERANT.readTree(new String(content, StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new CommandException(ExitCode.USAGE, directory.resolve("config.json") + " is not JSON: " + problem(e), e);
        }
        if (!(tree.path("process") instanceof ObjectNode process) || !(tree.path("root") instanceof ObjectNode root)
                || !(tree.path("linux") instanceof ObjectNode)) {
            throw new CommandException(ExitCode.USAGE, directory.resolve("config.json") + " has no process, root or linux: it is no container's configuration");
        }
        Path absolute = directory.toAbsolutePath();
        root.put("path", absolute.resolve(root.path("path").asText("rootfs")).normalize().toString());
        for (JsonNode mount : tree.path("mounts")) {
            if (mount instanceof ObjectNode bind && isBind(bind)) {
                bind.put("source", absolute.resolve(bind.path("source").asText()).normalize().toString());
            }
        }
        process.put("terminal", false);
        return new VerifyBundle((ObjectNode) tree);
    }

    /** The place, and what is there; the rest of the message is about the parser. */
    private static String problem(JsonProcessingException e) {
        return JsonPlace.before(e.getOriginalMessage().split(": ")[0], e.getLocation());
    }

    /** Who runs a command on the host. */
    record Caller(long uid, long gid, List<Long> groups, Set<Capability> capabilities, Path directory, Map<String, String> environment) {}

    /**
     * A command on the host's own root file system, in a mount namespace of its own and otherwise in the host's namespaces. The host's
     * {@code /dev} is bound over itself, because a runtime makes devices if no mount covers it.
     *
     * @param root where the host's root is bound
     */
    public static VerifyBundle of(List<String> command, Caller caller, Path root, boolean writable) {
        ObjectNode config = TolerantJson.TOLERANT.createObjectNode().put("ociVersion", "1.0.2");
        config.putObject("root").put("path", root.toString()).put("readonly", !writable);
        ObjectNode process = config.putObject("process").put("terminal", false).put("cwd", caller.directory().toString());
        strings(process.putArray("args"), command);
        caller.environment().forEach((name, value) -> process.withArray("env").add(name + "=" + value));
        ObjectNode user = process.putObject("user").put("uid", caller.uid()).put("gid", caller.gid());
        caller.groups().forEach(user.putArray("additionalGids")::add);
        ObjectNode device = config.putArray("mounts").addObject().put("destination", "/dev").put("type", "bind").put("source", "/dev");
        strings(device.putArray("options"), List.of("rbind"));
        ObjectNode linux = config.putObject("linux");
        linux.putArray("namespaces").addObject().put("type", "mount");
        linux.putObject("resources").putArray("devices").addObject().put("allow", true).put("access", "rwm");
        return new VerifyBundle(config).withCapabilities(caller.capabilities());
    }

    /** The bounding set: what it is given. */
    Set<Capability> capabilities() {
        Set<Capability> granted = EnumSet.noneOf(Capability.class);
        config.at("/process/capabilities/bounding").forEach(name -> Capability.find(name.asText()).ifPresent(granted::add));
        return granted;
    }

    boolean noNewPrivileges() {
        return config.at("/process/noNewPrivileges").asBoolean();
    }

    /** The command, for people and for the name of the observation. */
    List<String> command() {
        List<String> command = new ArrayList<>();
        config.at("/process/args").forEach(argument -> command.add(argument.asText()));
        return command;
    }

    public VerifyBundle withCapabilities(Set<Capability> granted) {
        return changed(copy -> {
            ObjectNode sets = copy.get("process").withObject("/capabilities");
            Collection<String> names = granted.stream().map(Enum::name).toList();
            GRANTING_SETS.forEach(set -> strings(sets.putArray(set), names));
            for (String set : PASSED_ON_SETS) {
                if (sets.has(set)) {
                    List<String> kept = new ArrayList<>();
                    sets.get(set).forEach(name -> Optional.of(name.asText()).filter(names::contains).ifPresent(kept::add));
                    strings(sets.putArray(set), kept);
                }
            }
        });
    }

    VerifyBundle withNoNewPrivileges() {
        return changed(copy -> ((ObjectNode) copy.get("process")).put("noNewPrivileges", true));
    }

    public VerifyBundle withSeccomp(SeccompProfile profile) {
        return changed(copy -> ((ObjectNode) copy.get("linux")).set("seccomp", new ProfileWriter().tree(profile)));
    }

    /** @param path from the root of the hierarchy, with a leading slash */
    VerifyBundle withCgroup(String path) {
        return changed(copy -> ((ObjectNode) copy.get("linux")).put("cgroupsPath", path));
    }

    /** @param command that the runtime runs, after those of the bundle, when the container's first process is there and waits */
    VerifyBundle withHook(List<String> command) {
        return changed(copy -> {
            ObjectNode hook = copy.withObject("/hooks").withArray("createRuntime").addObject().put("path", command.get(0));
            strings(hook.putArray("args"), command);
        });
    }

    String json() {
        return config.toPrettyString();
    }

    private VerifyBundle changed(Consumer<ObjectNode> change) {
        ObjectNode copy = config.deepCopy();
        change.accept(copy);
        return new VerifyBundle(copy);
    }

    private static boolean isBind(ObjectNode mount) {
        boolean option = false;
        for (JsonNode each : mount.path("options")) {
            option |= each.asText().equals("bind") || each.asText().equals("rbind");
        }
        return option || mount.path("type").asText().equals("bind");
    }

    private static void strings(ArrayNode array, Collection<String> values) {
        values.forEach(array::add);
    }
}
