// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

import io.winnow.analyzer.publish.FindingDocument;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** What operators are called for, and what they decide. As with {@link AnalyzerApi}, a future may fail with {@link FaultException}. */
public interface FindingApi {

    /** Those that the query names, what changed last first. */
    CompletableFuture<List<FindingDocument>> list(FindingQuery query);

    /** @param id whole, or the start of one */
    CompletableFuture<FindingDocument> finding(String id);

    /**
     * Notes that an operator looks at it.
     *
     * @param by who decides
     * @param reason in the operator's words; empty if none was given
     */
    CompletableFuture<FindingDocument> acknowledge(String id, Principal by, String reason);

    /**
     * Takes what it has into the frozen baseline, and notes that in its history.
     *
     * @param by who decides
     * @param reason in the operator's words; must be given
     */
    CompletableFuture<FindingDocument> accept(String id, Principal by, String reason);

    /** The newest updates. */
    ViolationFeed feed();
}
