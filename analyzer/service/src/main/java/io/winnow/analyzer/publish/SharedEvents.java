// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineBuilder;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.SectionKind;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.learn.Reporters;
import io.winnow.analyzer.store.BaselineParts;
import io.winnow.analyzer.store.Shared;
import io.winnow.analyzer.workload.PlainText;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Item;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Makes events of what a node learned, for those who join what several nodes learned. The subject is {@code NAME@DIGEST} of the workload. Growth has the
 * key {@code CLUSTER/SUBJECT}. What is the newest of its kind, and takes the place of the one before, has a key for each node and part:
 * {@code CLUSTER/SUBJECT?node=NODE&part=0}. The same document always has the same id.
 */
public final class SharedEvents {

    /** A broker takes a million bytes by default, headers and key included. */
    static final int MAX_DOCUMENT = 900_000;

    /** Its digits are as many as those of any number of parts. */
    private static final int MAX_PARTS = 99_999;
    private static final int PART_DIGITS = 5;

    /** What nodes have to know of what is not in a frozen baseline. */
    private static final Set<SectionKind<?>> BESIDE = Set.of(SectionKind.REJECTIONS, SectionKind.RUNTIMES);

    private static final String PART = "&part=";
    private static final int ID_DIGITS = 32;
    private static final byte[] NOTHING = {};
    private static final SortedMap<Item, String> NONE = Reporters.NONE.sole();

    private final String cluster;
    private final DocumentMapper documents = new DocumentMapper();

    /** @param cluster the cluster's name: first part of keys and sources */
    public SharedEvents(String cluster) {
        this.cluster = cluster;
    }

    /** The key of what nodes saw of a workload: all of it has the same. */
    public String key(WorkloadId workload) {
        return key(cluster, workload);
    }

    /** The same in any cluster. */
    public static String key(String cluster, WorkloadId workload) {
        return EventNames.segment(cluster) + "/" + subject(workload);
    }

    /** The key of a part of what is the newest of its kind. */
    public static String key(String cluster, WorkloadId workload, String node, int part) {
        return key(cluster, workload) + "?node=" + EventNames.segment(node) + PART + part;
    }

    /** Whether it is the key of the first part of something. */
    public static boolean isOfFirstPart(String key) {
        return key.endsWith(PART + 0);
    }

    private static String subject(WorkloadId workload) {
        return EventNames.path(workload.name()) + "@" + EventNames.segment(workload.revision());
    }

    /** What a node saw of a workload beyond what it reported before. */
    public List<PublishedEvent> observations(String node, WorkloadId workload, Baseline growth, Instant time) {
        return BaselineParts.of(growth, part -> observation(node, workload, part).length, MAX_DOCUMENT).stream()
                .map(part -> event(EventStream.OBSERVATIONS, node, workload, key(workload), time, observation(node, workload, part))).toList();
    }

    /** What the runtimes of a workload do, as far as it was seen on the node. */
    public PublishedEvent runtimeCalls(String node, WorkloadId workload, RuntimeCallSets calls, Instant time) {
        return event(EventStream.OBSERVATIONS, node, workload, key(workload), time, documents.write(Shared.runtimeCalls(cluster, node, workload, calls)));
    }

    private byte[] observation(String node, WorkloadId workload, Baseline growth) {
        return documents.write(Shared.observation(cluster, node, workload, growth));
    }

    /** A workload's baseline as a node has it, what waits for review there, and what was decided: in one part, or in more whose join it is. */
    public List<PublishedEvent> baseline(String node, Workload workload, Instant time) {
        return whole(EventStream.BASELINES, node, workload, RuntimeCallSets.EMPTY, NONE, time);
    }

    /**
     * The same of what a hub joined of all nodes.
     *
     * @param calls what its runtimes do
     * @param alone by item that one of many did alone, the node
     */
    public List<PublishedEvent> joined(Workload workload, RuntimeCallSets calls, SortedMap<Item, String> alone, Instant time) {
        return whole(EventStream.CLUSTER, Shared.HUB, workload, calls, alone, time);
    }

    /**
     * What nodes have to know of what a hub decided: the decisions and, if it is frozen, what was rejected and the baseline, but for how often which replica
     * did what.
     *
     * @param calls what its runtimes do, for profiles
     */
    public List<PublishedEvent> decided(Workload workload, RuntimeCallSets calls, Instant time) {
        Baseline baseline = workload.frozen() ? new Baseline(workload.baseline().items(), new TreeMap<>(), workload.baseline().sections()) : Baseline.EMPTY;
        Baseline pending = new BaselineBuilder().join(workload.pending().sections().only(BESIDE::contains)).build();
        return whole(EventStream.DECISIONS, Shared.HUB,
                new Workload(workload.id(), workload.state(), baseline, pending, workload.frozenAt(), workload.decisions()), calls, NONE, time);
    }

    private List<PublishedEvent> whole(EventStream stream, String node, Workload workload, RuntimeCallSets calls, SortedMap<Item, String> alone, Instant time) {
        List<PublishedEvent> events = new ArrayList<>();
        byte[] whole = part(node, workload, calls, alone, 0, 1, workload.baseline(), workload.pending());
        if (whole.length <= MAX_DOCUMENT) {
            events.add(part(stream, node, workload.id(), 0, time, whole));
            return events;
        }
        // each part is measured with the decisions that the first one has
        int max = MAX_DOCUMENT - PART_DIGITS;
        List<Baseline> baselines = BaselineParts.of(workload.baseline(), part -> part(node, workload, calls, alone, 0, MAX_PARTS, part, Baseline.EMPTY).length, max);
        List<Baseline> pending = BaselineParts.of(workload.pending(), part -> part(node, workload, calls, alone, 0, MAX_PARTS, Baseline.EMPTY, part).length, max);
        int parts = baselines.size() + pending.size();
        for (Baseline part : baselines) {
            events.add(part(stream, node, workload.id(), events.size(), time, part(node, workload, calls, alone, events.size(), parts, part, Baseline.EMPTY)));
        }
        for (Baseline part : pending) {
            events.add(part(stream, node, workload.id(), events.size(), time, part(node, workload, calls, alone, events.size(), parts, Baseline.EMPTY, part)));
        }
        return events;
    }

    private byte[] part(
            String node, Workload workload, RuntimeCallSets calls, SortedMap<Item, String> alone, int part, int parts, Baseline baseline, Baseline pending) {
        return documents.write(Shared.baseline(cluster, node, workload, calls, alone, part, parts, baseline, pending));
    }

    private PublishedEvent part(EventStream stream, String node, WorkloadId workload, int part, Instant time, byte[] document) {
        return event(stream, node, workload, key(cluster, workload, node, part), time, document);
    }

    /** There are no parts of a workload with these numbers any more. */
    public List<PublishedEvent> withoutParts(EventStream stream, String node, WorkloadId workload, int from, int to, Instant time) {
        return IntStream.range(from, to).mapToObj(part -> part(stream, node, workload, part, time, NOTHING)).toList();
    }

    private PublishedEvent event(EventStream stream, String node, WorkloadId workload, String key, Instant time, byte[] document) {
        String content = document.length == 0 ? key + " " + time : new String(document, StandardCharsets.US_ASCII);
        URI source = URI.create("/winnow/" + EventNames.segment(cluster) + "/" + EventNames.segment(node));
        return new PublishedEvent(stream, PlainText.hash(stream.type() + content, ID_DIGITS), source, subject(workload), time, key, document);
    }
}
