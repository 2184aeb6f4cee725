// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent.cluster;

import io.winnow.analyzer.agent.Profiles;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.seccomp.ProfileFormatException;
import io.winnow.analyzer.seccomp.ProfileReader;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
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

    private final Path directory;
    private final Profiles profiles;
    /** By path: the workload whose profile is there. Two may come to the same. */
    private final Map<ProfilePath, String> owners = new HashMap<>();
    private final Map<String, String> problems = new HashMap<>();

    /** @param directory of this program's own, which no other user writes to */
    public ProfileFiles(Path directory, Profiles profiles) {
        this.directory = directory;
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
            if (replace(path, profile.getBytes(StandardCharsets.UTF_8))) {
                LOG.info("profile of workload {} is {}", name, path.below(directory));
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
            if (isOwn(path)) {
                Files.deleteIfExists(path.below(directory));
            }
        } catch (IOException e) {
            problem(name, path, IoReason.of(e));
        }
    }

    private String profile(List<Workload> versions, RuntimeCallSets calls) {
        Workload newest = versions.get(versions.size() - 1);
        Baseline all = versions.stream().map(Workload::baseline).reduce(Baseline.EMPTY, Baseline::join);
        Baseline pending = versions.stream().map(Workload::pending).reduce(Baseline.EMPTY, Baseline::join);
        Workload together = new Workload(newest.id(), newest.state(), all, pending, newest.frozenAt(), newest.decisions());
        String profile = profiles.rendering(together, ExportFormat.DOCKER, ProfileRequest.of(ExportFormat.DOCKER.id()), calls).body();
        new ProfileReader().read(profile.getBytes(StandardCharsets.UTF_8));
        return profile;
    }

    /** Whether the directory of the namespace is one, and no link to another. */
    private boolean isOwn(ProfilePath path) {
        return Files.isDirectory(directory.resolve(path.directory()), LinkOption.NOFOLLOW_LINKS);
    }

    private boolean replace(ProfilePath path, byte[] profile) throws IOException {
        Path file = path.below(directory);
        Files.createDirectories(directory);
        if (!isOwn(path)) {
            Files.createDirectory(file.getParent()); // fails if something else is there
        }
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) && Files.size(file) == profile.length && Arrays.equals(Files.readAllBytes(file), profile)) {
            return false;
        }
        Path beside = file.resolveSibling("." + path.file() + ".unfinished");
        Files.deleteIfExists(beside);
        Files.write(beside, profile, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    private void problem(String name, ProfilePath path, String why) {
        if (!String.valueOf(why).equals(problems.put(name, String.valueOf(why)))) {
            LOG.warn("profile of workload {} cannot be written to {}: {}", name, path.below(directory), why);
        }
    }
}
