// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.format.ProfileImporter;
import io.winnow.analyzer.seccomp.Architecture;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.KernelVersion;
import io.winnow.analyzer.seccomp.LoadCheck;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileTemplate;
import io.winnow.analyzer.seccomp.ReadProfile;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.seccomp.Target;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.TolerantJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A seccomp profile that a user named.
 *
 * @param name as the user wrote it
 * @param template what it says
 * @param capabilities that the file grants; empty if it is a profile alone
 * @param remarks what was not regarded
 */
public record ProfileFile(String name, ProfileTemplate template, Optional<Set<Capability>> capabilities, List<String> remarks) {

    static final String DOCKER_DEFAULT = "docker-default";


    /** @throws CommandException if there is none, or it is no profile */
    public static ProfileFile read(String name) {
        if (name.equals(DOCKER_DEFAULT)) {
            return new ProfileFile(name, DockerDefault.template(), Optional.empty(), List.of());
        }
        Path file = BaselinesOption.file(name).orElseThrow(() ->
                new CommandException(ExitCode.USAGE, "there is no file \"" + name + "\": name a profile, or " + DOCKER_DEFAULT));
        return read(file, BaselinesOption.content(file));
    }

    public static ProfileFile read(Path file, byte[] content) {
        try {
            ReadProfile read = new ProfileImporter().read(content);
            return new ProfileFile(file.toString(), read.template(), granted(content), read.remarks());
        } catch (ProfileFormatException e) {
            throw new CommandException(ExitCode.USAGE, file + " is no profile: " + e.getMessage(), e);
        }
    }

    /**
     * The concrete profile of a container on this host.
     *
     * @throws CommandException if no runtime loads it
     */
    public SeccompProfile resolve(Set<Capability> granted) {
        KernelVersion kernel = KernelVersion.parse(System.getProperty("os.version")).orElse(KernelVersion.OLDEST);
        SeccompProfile profile = template.resolve(new Target(granted, Architecture.X86_64, kernel));
        try {
            LoadCheck.require(profile);
        } catch (ProfileFormatException e) {
            throw new CommandException(ExitCode.USAGE, name + " cannot be loaded: " + e.getMessage(), e);
        }
        return profile;
    }

    /** The bounding set of an OCI configuration, which the importer has bounded. */
    private static Optional<Set<Capability>> granted(byte[] content) {
        JsonNode bounding;
        try {
            bounding = TolerantJson.TOLERANT.readTree(content).at("/process/capabilities/bounding");
        } catch (IOException e) {
            return Optional.empty(); // YAML
        }
        if (!bounding.isArray()) {
            return Optional.empty();
        }
        Set<Capability> granted = EnumSet.noneOf(Capability.class);
        bounding.forEach(name -> Capability.find(name.asText()).ifPresent(granted::add));
        return Optional.of(granted);
    }
}
