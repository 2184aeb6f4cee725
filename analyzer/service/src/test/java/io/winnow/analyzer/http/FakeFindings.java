// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.http;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.analyzer.publish.FindingEvents;
import io.winnow.analyzer.publish.FindingSamples;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** One finding, and those that a test adds. */
public final class FakeFindings implements FindingApi {

    private final FindingEvents events = new FindingEvents("test");
    private final List<FindingDocument> known = new CopyOnWriteArrayList<>(List.of(events.document(FindingSamples.session())));
    private final ViolationFeed feed = new ViolationFeed(10);
    private volatile FindingQuery asked;
    private volatile String decision;

    /** One more is found, and sent to those who follow. */
    public void found(Finding finding) {
        known.add(0, events.document(finding));
        feed.add(events.event(finding).data());
    }

    /** What was asked for last. */
    public FindingQuery asked() {
        return asked;
    }

    /** What was decided last. */
    public String decision() {
        return decision;
    }

    @Override
    public CompletableFuture<List<FindingDocument>> list(FindingQuery query) {
        asked = query;
        return CompletableFuture.completedFuture(List.copyOf(known));
    }

    @Override
    public CompletableFuture<FindingDocument> finding(String id) {
        return known.stream().filter(finding -> finding.id().equals(id)).findFirst().map(CompletableFuture::completedFuture)
                .orElseGet(() -> CompletableFuture.failedFuture(FaultException.notFound("no finding is called \"" + id + "\"")));
    }

    @Override
    public CompletableFuture<FindingDocument> acknowledge(String id, Principal by, String reason) {
        return decided("acknowledged", id, by, reason);
    }

    @Override
    public CompletableFuture<FindingDocument> accept(String id, Principal by, String reason) {
        return decided("accepted", id, by, reason);
    }

    private CompletableFuture<FindingDocument> decided(String what, String id, Principal by, String reason) {
        return finding(id).thenApply(found -> {
            decision = what + " by " + by.as(Role.OPERATOR) + ": " + reason;
            return found;
        });
    }

    @Override
    public ViolationFeed feed() {
        return feed;
    }
}
