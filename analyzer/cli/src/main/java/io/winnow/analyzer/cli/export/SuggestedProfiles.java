// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.export;

import io.winnow.analyzer.api.IdentityDocument;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.WorkloadSummary;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.format.ProfilePath;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.workload.WorkloadId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The profiles of all workloads, one for all versions of each, as a service suggests them now. */
final class SuggestedProfiles {

    private final SortedMap<ProfilePath, byte[]> profiles = new TreeMap<>();
    private final SortedSet<ProfilePath> others = new TreeSet<>();
    private final List<String> notes = new ArrayList<>();

    private SuggestedProfiles() {}

    /**
     * Asks for them.
     *
     * @param request format, and what is wanted of each
     * @param onlyFrozen none of a workload that no operator has looked at
     * @throws ApiException if the service fails; that it has no profile of one workload is a note
     */
    static SuggestedProfiles ask(ApiClient client, ProfileRequest request, boolean onlyFrozen) throws ApiException {
        SuggestedProfiles all = new SuggestedProfiles();
        SortedMap<String, List<WorkloadSummary>> byName = new TreeMap<>();
        for (WorkloadSummary version : client.workloads()) {
            byName.computeIfAbsent(name(version), any -> new ArrayList<>()).add(version);
        }
        for (String name : byName.keySet()) {
            all.add(client, request.ofEveryVersion(), name, byName.get(name), onlyFrozen);
        }
        return all;
    }

    /** Without the image's digest, of which a summary has the start; a name may itself end as if it had one. */
    private static String name(WorkloadSummary version) {
        int at = version.id().lastIndexOf('@');
        boolean whole = at < 0 || version.shortId().equals(new WorkloadId(version.id(), "").shortId());
        return whole ? version.id() : version.id().substring(0, at);
    }

    private void add(ApiClient client, ProfileRequest request, String name, List<WorkloadSummary> versions, boolean onlyFrozen) throws ApiException {
        ProfileRequest wanted = ProfilePath.isOfPod(name) ? request : request.withFormat(ExportFormat.DOCKER.id());
        ProfilePath path = wanted.format().equals(ExportFormat.SPO.id()) ? ProfilePath.of(name).yaml() : ProfilePath.of(name);
        if (profiles.containsKey(path)) {
            notes.add(name + " is left out: " + path + " is the profile of another workload");
        } else if (onlyFrozen && versions.stream().noneMatch(version -> version.state().equals("frozen"))) {
            others.add(path);
        } else if (versions.stream().anyMatch(version -> IdentityDocument.PENDING.equals(version.identity().owner()))) {
            leave(path, name, "its name is provisional");
        } else {
            try {
                profiles.put(path, client.profile(versions.get(0).shortId(), wanted).getBytes(StandardCharsets.UTF_8));
            } catch (ApiException e) {
                if (e.status() != ApiException.CONFLICT && e.status() != ApiException.NOT_FOUND) {
                    throw e;
                }
                leave(path, name, e.getMessage());
            }
        }
    }

    private void leave(ProfilePath path, String name, String why) {
        others.add(path);
        notes.add(name + " is left as it was: " + why);
    }

    SortedMap<ProfilePath, byte[]> profiles() {
        return profiles;
    }

    /** Those of workloads that are there and have no new profile: one that was written before stays. */
    SortedSet<ProfilePath> others() {
        return others;
    }

    /** Of which workloads there is none, and why. */
    List<String> notes() {
        return notes;
    }
}
