// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.export;

import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.format.Kustomization;
import io.winnow.analyzer.format.ProfileDirectory;
import io.winnow.analyzer.format.ProfilePath;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A directory, as of a Git repository, that has the suggested profile of each workload: a folder for each namespace, and what kustomize takes of it. What did
 * not change is not written, what is gone is removed, and what an export did not write is left alone.
 */
public final class ExportDirectory {

    private final Path path;
    private final ProfileDirectory directory;
    private final ExportedFiles list;

    public ExportDirectory(Path path) {
        this.path = path;
        this.directory = new ProfileDirectory(path);
        this.list = new ExportedFiles(directory);
    }

    /**
     * What came of it. Paths are of this program's making; notes have untrusted names.
     *
     * @param written files that are new or another than before
     * @param removed files of workloads that are gone
     * @param unchanged how many others there are
     * @param notes workloads that have no new profile, and why
     * @param refused files of the user's, or links, that are in the way of a profile
     */
    public record Outcome(List<String> written, List<String> removed, int unchanged, List<String> notes, List<String> refused) {}

    /**
     * Asks for all profiles, and has the directory hold them.
     *
     * @param onlyFrozen none of a workload that learns
     * @throws ApiException if the service fails: then nothing is written
     */
    public Outcome write(ApiClient client, ProfileRequest request, boolean onlyFrozen) throws ApiException {
        SuggestedProfiles suggested = SuggestedProfiles.ask(client, request, onlyFrozen);
        try {
            return write(suggested);
        } catch (IOException e) {
            throw OutputFile.failed(path, e);
        }
    }

    private Outcome write(SuggestedProfiles suggested) throws IOException {
        SortedSet<ProfilePath> owned = list.read();
        SortedSet<ProfilePath> kept = new TreeSet<>(owned);
        kept.retainAll(suggested.others());
        kept.removeIf(each -> !directory.has(each));
        SortedMap<ProfilePath, byte[]> files = new TreeMap<>(suggested.profiles());
        List<String> refused = refuse(files, owned);
        SortedMap<ProfilePath, byte[]> kustomizations = kustomizations(files.keySet(), kept);
        refused.addAll(refuse(kustomizations, owned));
        files.putAll(kustomizations);

        SortedSet<ProfilePath> claimed = new TreeSet<>(owned);
        claimed.addAll(files.keySet());
        list.write(claimed); // first, so that what is written before a crash is known to be ours
        List<String> written = new ArrayList<>();
        for (ProfilePath each : files.keySet()) {
            if (directory.replace(each, files.get(each))) {
                written.add(each.toString());
            }
        }
        kept.addAll(files.keySet());
        List<String> removed = removeOthers(owned, kept);
        list.write(kept);
        return new Outcome(written, removed, kept.size() - written.size(), suggested.notes(), refused);
    }

    /** Takes out what may not be written, and names it. A file that holds the same already is taken for ours: the list may be lost. */
    private List<String> refuse(SortedMap<ProfilePath, byte[]> files, SortedSet<ProfilePath> owned) throws IOException {
        List<String> refused = new ArrayList<>();
        for (ProfilePath each : List.copyOf(files.keySet())) {
            boolean theirs = !owned.contains(each) && directory.has(each) && !Arrays.equals(directory.read(each), files.get(each));
            if (theirs || directory.isBlocked(each)) {
                files.remove(each);
                refused.add(each.toString());
            }
        }
        return refused;
    }

    private List<String> removeOthers(SortedSet<ProfilePath> owned, SortedSet<ProfilePath> kept) throws IOException {
        List<String> removed = new ArrayList<>();
        for (ProfilePath each : owned) {
            if (!kept.contains(each) && directory.remove(each)) {
                removed.add(each.toString());
            }
        }
        return removed;
    }

    /** One in each folder that has objects of Kubernetes, and one above that names the folders. */
    private static SortedMap<ProfilePath, byte[]> kustomizations(Set<ProfilePath> written, Set<ProfilePath> kept) {
        SortedMap<String, SortedSet<String>> folders = new TreeMap<>();
        for (Set<ProfilePath> paths : List.of(written, kept)) {
            paths.stream().filter(ProfilePath::isYaml).forEach(each -> folders.computeIfAbsent(each.directory(), any -> new TreeSet<>()).add(each.file()));
        }
        SortedMap<ProfilePath, byte[]> files = new TreeMap<>();
        folders.forEach((folder, names) -> files.put(new ProfilePath(folder, Kustomization.FILE), bytes(Kustomization.write(names))));
        if (!folders.isEmpty()) {
            files.put(new ProfilePath("", Kustomization.FILE), bytes(Kustomization.write(folders.keySet())));
        }
        return files;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
