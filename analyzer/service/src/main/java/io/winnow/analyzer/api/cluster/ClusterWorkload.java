// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.api.cluster;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.collector.record.Item;
import java.util.SortedMap;

/**
 * A workload as the hubs of a cluster know it.
 *
 * @param alone by item that one node or one replica of many did alone, the node; once it is frozen, of what waits for review
 */
public record ClusterWorkload(Workload workload, SortedMap<Item, String> alone) {}
