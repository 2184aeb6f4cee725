// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cluster;

import io.winnow.analyzer.publish.EventStream;
import io.winnow.analyzer.publish.NodeTopics;
import io.winnow.analyzer.workload.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Whether a report may come from where it was read. If nodes have topics of their own, a node speaks only for itself, and only in the partition that a workload's
 * reports belong in: in another one, a second hub would join it apart from all others.
 */
final class ReportCheck {

    private final Optional<NodeTopics> topics;
    private final int partitions;

    /** @param partitions of the topic of requests, and so of each topic of reports */
    ReportCheck(HubSettings settings, int partitions) {
        this.topics = settings.nodeTopics() ? Optional.of(new NodeTopics(settings.kafka().topic(EventStream.OBSERVATIONS))) : Optional.empty();
        this.partitions = partitions;
    }

    /** Why a report is refused; empty if it is not. */
    Optional<RefusedReports.Refusal> refusal(String key, String node, RecordMetadata place) {
        if (topics.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> owner = topics.get().node(place.topic());
        if (owner.filter(node::equals).isEmpty()) {
            return refused(RefusedReports.Reason.NODE, "it names node " + PlainText.of(node) + ", and came by the topic of "
                    + owner.map(name -> "node " + name).orElse("no node"));
        }
        int right = Utils.toPositive(Utils.murmur2(key.getBytes(StandardCharsets.UTF_8))) % partitions;
        return place.partition() == right ? Optional.empty()
                : refused(RefusedReports.Reason.PARTITION, "it is in partition " + place.partition() + ", and its key belongs in " + right + ": each node's topic takes "
                        + partitions + " partitions");
    }

    private static Optional<RefusedReports.Refusal> refused(RefusedReports.Reason reason, String text) {
        return Optional.of(new RefusedReports.Refusal(reason, text));
    }
}
