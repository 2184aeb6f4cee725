// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

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
 */
public record HubSettings(String cluster, KafkaSettings kafka, Path state, int threads, int standbys, Duration every, long memory) {}
