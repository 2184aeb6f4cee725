// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.publish.SharedEvents;
import io.winnow.analyzer.workload.RefusedCalls;
import java.time.Duration;
import java.util.Optional;

/**
 * How often the analyzer does what.
 *
 * @param checkpoint how often what was learned is written to disk
 * @param repeatAfter least time between two reports of one violation
 * @param forgetAfter a workload that is not frozen and had no container for so long is forgotten; zero: none is
 * @param keptVersions of each workload; those that changed longest ago are forgotten
 * @param refusals how long after a container with a filter appears its refused calls are asked for, if its workload is not frozen; zero: never
 * @param silence after so long without a document the collector counts as gone; it writes one every 10 s
 * @param sharing when what is learned is published; empty: never
 * @param refusedCalls gets each call that seccomp refused
 */
public record AnalyzerSettings(
        Duration checkpoint, Duration repeatAfter, Duration forgetAfter, int keptVersions, Duration refusals, Duration silence, Optional<Sharing> sharing,
        RefusedCalls refusedCalls) {

    /**
     * How what is learned is published.
     *
     * @param events makes events of it
     * @param node name of this host
     * @param growth least time between two events about a workload that did something new
     * @param counts the same of one of which only counts and times have changed
     */
    public record Sharing(SharedEvents events, String node, Duration growth, Duration counts) {}
}
