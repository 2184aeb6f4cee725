// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.format.ProfileDirectory;
import io.winnow.analyzer.format.ProfilePath;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The profiles of workloads that are frozen for the whole cluster, as files in the directory where kubelets and engines look for them. One is replaced whole,
 * after it was read as a profile; nothing is written through a symbolic link. What cannot be written is said once. For one thread.
 */
public final class ProfileFiles {

    private static final Logger LOG = LoggerFactory.getLogger(ProfileFiles.class);

    private final ProfileDirectory directory;
    private final Profiles profiles;
    /** By path: the workload whose profile is there. Two may come to the same. */
    private final Map<ProfilePath, String> owners = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();

    /** @param directory of this program's own, which no other user writes to */
    public ProfileFiles(Path directory, Profiles profiles) {
        this.directory = new ProfileDirectory(directory);
        this.profiles = profiles;
    }

    /**
     * Has a workload's profile written, if it is another than before.
     *
     * @param versions those that are frozen, at least one: pods of each may start under it
     */
    void write(String name, List<Workload> versions, RuntimeCallSets calls) {
        ProfilePath path = ProfilePath.of(name);
        String owner = owners.putIfAbsent(path, name);
        try {
            if (owner != null && !owner.equals(name)) {
                throw new IOException("it is the profile of workload " + owner + ": export this one by hand, under another name");
            }
            String profile = profile(versions, calls);
            if (directory.replace(path, profile.getBytes(StandardCharsets.UTF_8))) {
                LOG.info("profile of workload {} is {}", name, directory.file(path));
            }
            problems.remove(name);
        } catch (FaultException | ProfileFormatException e) {
            problem(name, path, e.getMessage());
        } catch (IOException e) {
            problem(name, path, IoReason.of(e));
        }
    }

    /** What is gone from the cluster has no profile any more. */
    void remove(String name) {
        ProfilePath path = ProfilePath.of(name);
        if (!name.equals(owners.getOrDefault(path, name))) {
            return;
        }
        owners.remove(path);
        try {
            directory.remove(path);
        } catch (IOException e) {
            problem(name, path, IoReason.of(e));
        }
    }

    private String profile(List<Workload> versions, RuntimeCallSets calls) {
        String profile = profiles.rendering(EveryVersion.of(versions), ExportFormat.DOCKER, ProfileRequest.of(ExportFormat.DOCKER.id()), calls).body();
        new ProfileReader().read(profile.getBytes(StandardCharsets.UTF_8));
        return profile;
    }

    private void problem(String name, ProfilePath path, String why) {
        if (!String.valueOf(why).equals(problems.put(name, String.valueOf(why)))) {
            LOG.warn("profile of workload {} cannot be written to {}: {}", name, directory.file(path), why);
        }
    }
}
