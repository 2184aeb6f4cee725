// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;

/**
 * Docker's default seccomp profile: what a container runs under if its user asks for no other. The facts are those of moby
 * (profiles/seccomp/default.json, 2025), in moby's form.
 */
public final class DockerDefault {

    private static final String RESOURCE = "docker-default.json";
    private static final ProfileTemplate TEMPLATE = load();

    private DockerDefault() {}

    public static ProfileTemplate template() {
        return TEMPLATE;
    }

    /** The profile of a container with these capabilities on an x86_64 host. */
    public static SeccompProfile resolve(Set<Capability> capabilities) {
        return TEMPLATE.resolve(Target.x86(capabilities));
    }

    private static ProfileTemplate load() {
        try (InputStream in = DockerDefault.class.getResourceAsStream(RESOURCE)) {
            return new ProfileReader().read(in.readAllBytes()).template();
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }
}
