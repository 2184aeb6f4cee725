// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The default seccomp profiles of Docker's releases since 20.10.4, as they are on x86_64: a container that was started by an older Docker runs under an older one. The
 * resource says, from the newest release to the oldest, which names lost their rules on the way back, and which rules they had instead (from moby's history of
 * profiles/seccomp/default.json).
 */
public final class DockerReleases {

    private static final String RESOURCE = "docker-default-releases.json";
    private static final List<ProfileTemplate> NEWEST_FIRST = load();

    private DockerReleases() {}

    /** {@link DockerDefault} is the first. */
    public static List<ProfileTemplate> newestFirst() {
        return NEWEST_FIRST;
    }

    private static List<ProfileTemplate> load() {
        List<ProfileTemplate> releases = new ArrayList<>(List.of(DockerDefault.template()));
        try (InputStream in = DockerReleases.class.getResourceAsStream(RESOURCE)) {
            for (JsonNode step : new ProfileReader().tree(in.readAllBytes())) {
                releases.add(before(releases.get(releases.size() - 1), step));
            }
            return List.copyOf(releases);
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static ProfileTemplate before(ProfileTemplate newer, JsonNode step) {
        Set<String> changed = new HashSet<>();
        step.path("names").forEach(name -> changed.add(name.asText()));
        List<ConditionalRule> rules = new ArrayList<>();
        newer.rules().forEach(rule -> without(rule, changed).ifPresent(rules::add));
        rules.addAll(rules(step));
        return new ProfileTemplate(newer.defaultAction(), newer.defaultErrno(), newer.architectures(), newer.architectureMap(), newer.flags(), rules);
    }

    private static Optional<ConditionalRule> without(ConditionalRule conditional, Set<String> names) {
        Rule rule = conditional.rule();
        List<String> kept = rule.names().stream().filter(name -> !names.contains(name)).toList();
        return kept.isEmpty() ? Optional.empty()
                : Optional.of(new ConditionalRule(new Rule(kept, rule.action(), rule.errno(), rule.args()), conditional.includes(), conditional.excludes()));
    }

    private static List<ConditionalRule> rules(JsonNode step) {
        if (!step.has("syscalls")) {
            return List.of();
        }
        ObjectNode profile = JsonNodeFactory.instance.objectNode();
        profile.put("defaultAction", Action.ERRNO.ociName());
        profile.set("syscalls", step.get("syscalls"));
        return new ProfileReader().read(profile).template().rules();
    }
}
