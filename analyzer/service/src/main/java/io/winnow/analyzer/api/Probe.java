// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api;

/** What Kubernetes asks of a process. */
public enum Probe {
    /** It is at work: if not, only a restart helps. That others do not answer is no reason. */
    LIVE("healthz"),
    /** It reads what a collector writes, and can deliver what it finds. */
    READY("readyz"),
    /** It has read once all that there was; from then on the other two count. */
    STARTED("startupz");

    private final String path;

    Probe(String path) {
        this.path = path;
    }

    /** Of the request that asks it. */
    public String path() {
        return path;
    }
}
