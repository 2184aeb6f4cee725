// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.FindingApi;
import io.winnow.analyzer.api.FindingQuery;
import io.winnow.analyzer.api.Principal;
import io.winnow.analyzer.api.Role;
import io.winnow.analyzer.api.ViolationFeed;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.finding.Finding;
import io.winnow.analyzer.finding.FindingState;
import io.winnow.analyzer.finding.FindingViolation;
import io.winnow.analyzer.learn.StoreException;
import io.winnow.analyzer.publish.FindingDocument;
import io.winnow.analyzer.violation.ViolationIds;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Answers what is asked of findings. The analyzer's thread only hands them out; documents are made on a thread of this one's own. */
final class FindingAnswers implements FindingApi {

    private final Analyzer analyzer;
    private final Executor executor = SideThread.named("winnow-findings");

    FindingAnswers(Analyzer analyzer) {
        this.analyzer = analyzer;
    }

    @Override
    public CompletableFuture<List<FindingDocument>> list(FindingQuery query) {
        return analyzer.ask(() -> reports().findings().list()).thenApplyAsync(found -> {
            List<Finding> newestFirst = new ArrayList<>(found);
            Collections.reverse(newestFirst);
            return newestFirst.stream().filter(finding -> asked(finding, query)).map(reports().events()::document).toList();
        }, executor);
    }

    private static boolean asked(Finding finding, FindingQuery query) {
        return query.takes(WallTime.instant(finding.last()), finding.severity(), finding.state(), finding.subject().workload());
    }

    @Override
    public CompletableFuture<FindingDocument> finding(String id) {
        return analyzer.ask(() -> find(id)).thenApplyAsync(reports().events()::document, executor);
    }

    @Override
    public CompletableFuture<FindingDocument> acknowledge(String id, Principal by, String reason) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            return decided(find(id), FindingState.ACKNOWLEDGED, operator, reason);
        });
    }

    @Override
    public CompletableFuture<FindingDocument> accept(String id, Principal by, String reason) {
        return analyzer.ask(() -> {
            String operator = by.as(Role.OPERATOR);
            Finding finding = find(id);
            if (reason.isBlank()) {
                throw FaultException.invalid("finding " + finding.id() + " is accepted with a reason, which its history keeps: --reason TEXT");
            }
            approve(finding, operator, reason);
            return decided(finding, FindingState.ACCEPTED, operator, reason);
        });
    }

    private void approve(Finding finding, String operator, String reason) {
        Set<String> hashes = finding.violations().stream().map(FindingViolation::item).filter(Objects::nonNull).collect(Collectors.toSet());
        if (hashes.isEmpty()) {
            throw FaultException.conflict("finding " + finding.id() + " has nothing that a baseline could have: acknowledge it instead");
        }
        if (finding.total() > finding.violations().size()) {
            throw FaultException.conflict("finding " + finding.id() + " has " + finding.total() + " violations, more than it keeps one by one: look at them with"
                    + " `winnow pending`, and accept them with `winnow accept`");
        }
        Workload workload = new WorkloadFinder(analyzer.learner()).workload(finding.subject().workload());
        if (!workload.frozen()) {
            throw FaultException.conflict("workload " + workload.id() + " is not frozen any more: it learns by itself, and nothing is to be accepted");
        }
        Predicate<Item> chosen = item -> hashes.contains(ViolationIds.hash(item));
        try {
            analyzer.approve(workload.id(), chosen, operator, analyzer.review(workload).note(chosen, reason + " (finding " + finding.id() + ")"));
        } catch (StoreException e) {
            throw new FaultException(FaultException.Kind.STORAGE_FULL, e.getMessage());
        }
    }

    private FindingDocument decided(Finding finding, FindingState state, String operator, String reason) {
        return reports().decide(finding.id(), state, operator, reason).orElseThrow();
    }

    private Finding find(String id) {
        List<Finding> found = reports().findings().list().stream().filter(finding -> finding.id().startsWith(id)).toList();
        if (found.size() == 1 && !id.isEmpty()) {
            return found.get(0);
        }
        throw found.isEmpty() || id.isEmpty()
                ? FaultException.notFound("no finding is called \"" + id + "\": `winnow findings` lists them")
                : FaultException.conflict("\"" + id + "\" is ambiguous: " + found.size() + " findings begin so");
    }

    @Override
    public ViolationFeed feed() {
        return reports().feed();
    }

    private FindingReports reports() {
        return analyzer.findings();
    }
}
