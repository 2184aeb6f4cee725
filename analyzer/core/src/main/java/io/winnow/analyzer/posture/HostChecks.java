// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.HostInfo;
import io.winnow.collector.document.HostInfo.Engine;
import io.winnow.collector.document.HostInfo.Listener;

/** Checks of the host. */
final class HostChecks {

    private HostChecks() {}

    static Judgement listeners(PostureSubject subject) {
        if (subject.host().isEmpty()) {
            return Judgement.unknown("nothing is known of the host: no collector has described it yet");
        }
        HostInfo host = subject.host().get();
        Judgement judgement = Judgement.HOLDS;
        for (Engine engine : host.engines()) {
            for (Listener listener : engine.listeners()) {
                judgement = judgement.and(Judgement.broken(severity(listener), engine.name() + " at " + listener.address()
                        + (listener.clientsVerified() ? ", for clients with a certificate" : ", for every client")
                        + (listener.open() ? "" : "; no socket listens there now")));
            }
        }
        return judgement.exceptIf(!host.enginesKnown(), "the configuration of an engine could not be read");
    }

    private static Severity severity(Listener listener) {
        return listener.clientsVerified() ? Severity.MEDIUM : Severity.CRITICAL;
    }
}
