// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.api.LabelSelector;
import io.winnow.analyzer.learn.LearningRules;
import io.winnow.analyzer.publish.KafkaSettings;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a hub works.
 *
 * @param cluster whose nodes it joins: documents of other clusters are left alone
 * @param kafka brokers and topics
 * @param state directory of its stores: a copy of what the changelogs hold, so that a start is quick
 * @param threads that join
 * @param standbys copies of each store on other hubs, which take over without reading a changelog
 * @param every least time between two publications of a workload's baseline
 * @param memory that all stores together use outside of the heap, in bytes
 * @param rules by which workloads count as stable, and freeze by themselves
 * @param freezes the labels of workloads that do
 * @param aloneOf what one of so many nodes or replicas did alone is held for review; 0: nothing is
 * @param nodeTopics whether nodes report to topics of their own
 */
public record HubSettings(
        String cluster, KafkaSettings kafka, Path state, int threads, int standbys, Duration every, long memory, LearningRules rules, LabelSelector freezes,
        int aloneOf, boolean nodeTopics) {

    /** First part of the names of the hubs' group, transactions and own topics. */
    String application() {
        return "winnow-hub-" + cluster;
    }

    /** The topic of decisions that are to be made. Only hubs may write to it. */
    String requests() {
        return application() + "-requests";
    }
}
