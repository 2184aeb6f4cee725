// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.baseline.Workload;
import java.util.ArrayList;
import java.util.List;

/** What an operator has to say before a workload is forgotten: its id again, and force if something of it is in use. */
public final class Forgetting {

    private final Workload workload;
    private final List<String> reasons = new ArrayList<>();

    /** @param containers of the workload that run now */
    public Forgetting(Workload workload, int containers) {
        this.workload = workload;
        if (workload.frozen()) {
            reasons.add("its baseline is frozen");
        }
        if (containers > 0) {
            reasons.add(containers + (containers == 1 ? " container of it runs" : " containers of it run"));
        }
    }

    /**
     * @param confirmed the workload's short id or whole name
     * @throws FaultException if that is another, or force is needed and not given
     */
    public void require(String confirmed, boolean force) {
        String shortId = workload.id().shortId();
        if (!confirmed.equals(shortId) && !confirmed.equals(workload.id().toString())) {
            throw FaultException.conflict("forgetting removes workload " + workload.id() + " with the " + workload.baseline().items().size()
                    + " items that it learned. To confirm, add: --confirm " + shortId);
        }
        if (!reasons.isEmpty() && !force) {
            throw FaultException.conflict("workload " + workload.id() + " is in use: " + String.join("; ", reasons)
                    + ". Forget it all the same with --force");
        }
    }

    /** What force overruled; empty if nothing. */
    public String note() {
        return reasons.isEmpty() ? "" : "forced: " + String.join(", ", reasons);
    }
}
