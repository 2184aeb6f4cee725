// SPDX-License-Identifier: Apache-2.0
/**
 * The hub: joins what the nodes of a cluster learn of a workload, and publishes it as the cluster's baseline. A Kafka Streams application: what it knows is
 * in its stores and their changelogs, so any number of hubs share the work, and one that dies loses nothing. A join takes things in any order and
 * repeatedly, so that the result is the same whatever was delivered when, and on how many hubs.
 */
package io.winnow.analyzer.cluster;
