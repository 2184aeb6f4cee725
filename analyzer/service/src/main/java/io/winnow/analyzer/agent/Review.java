// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.PendingDocument;
import io.winnow.analyzer.api.Selection;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.BaselineState;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.view.ItemPrefixes;
import io.winnow.analyzer.view.WorkloadDocuments;
import io.winnow.analyzer.violation.FrozenBaseline;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.violation.ViolationIds;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.WallTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What waits for an operator's review. What the suggested profile allows or refuses without an observation is left out, as it is no violation.
 */
public final class Review {

    /** Items that the history names; how many there were is kept in any case. */
    private static final int MAX_NAMED = 20;

    private final Workload workload;
    private final FrozenBaseline against;
    private final Map<Item, String> nodes;

    /** @param against the workload's frozen baseline, as it is watched */
    public Review(Workload workload, FrozenBaseline against) {
        this(workload, against, Map.of());
    }

    /** @param nodes by item that one node alone reported, that node */
    public Review(Workload workload, FrozenBaseline against, Map<Item, String> nodes) {
        this.workload = workload;
        this.against = against;
        this.nodes = nodes;
    }

    public int size() {
        return (int) news().count();
    }

    /** @param state of the workload */
    public PendingDocument document(BaselineState state) {
        ItemPrefixes prefixes = prefixes();
        List<PendingDocument.Item> items = news().map(item -> item(prefixes.of(item), item, pending().get(item))).toList();
        List<PendingDocument.Item> rejected = outside().filter(this::rejected).map(item -> item(prefixes.of(item), item, pending().get(item))).toList();
        return new PendingDocument(workload.id().toString(), workload.id().shortId(), listing(), replicas(), items, rejected,
                WorkloadDocuments.name(state));
    }

    private int replicas() {
        Set<String> replicas = new TreeSet<>(workload.baseline().replicas().keySet());
        replicas.addAll(workload.pending().replicas().keySet());
        return replicas.size();
    }

    /** What one node alone reported, in words: by how many replicas of how many, and on which node. */
    public List<String> alone() {
        Map<String, List<String>> whats = new TreeMap<>();
        news().filter(nodes::containsKey).forEach(item -> {
            int did = replicas(item, workload.pending());
            whats.computeIfAbsent(did + " of " + Math.max(did, replicas()) + " replicas, node " + nodes.get(item), any -> new ArrayList<>())
                    .add(text(item, pending().get(item).provenance()));
        });
        return whats.entrySet().stream().map(who -> who.getKey() + ": " + list(who.getValue())).toList();
    }

    private static String list(List<String> texts) {
        return String.join(", ", texts.subList(0, Math.min(MAX_NAMED, texts.size()))) + (texts.size() > MAX_NAMED ? ", …" : "");
    }

    /**
     * The items that are selected.
     *
     * @throws FaultException if there are none such, or others wait than the listing says
     */
    public Predicate<Item> chosen(Selection selection) {
        return selection.items().isEmpty() ? all(selection.listing()) : named(selection.items());
    }

    private Predicate<Item> all(String listing) {
        if (!listing().equals(listing)) {
            throw FaultException.conflict("what waits for review in workload " + workload.id() + " is not what listing \"" + listing
                    + "\" shows: `winnow pending` shows what waits now");
        }
        return item -> !rejected(item);
    }

    private String listing() {
        return ViolationIds.hash(news());
    }

    /** The items that words name: the prefix of one item's hash, as in the document; or a system call or capability, which names all items about it. */
    private Predicate<Item> named(List<String> words) {
        Set<Item> chosen = new HashSet<>();
        ItemPrefixes prefixes = prefixes();
        for (String word : words) {
            List<Item> found = prefixes.named(word);
            if (found.size() > 1) {
                throw FaultException.conflict("\"" + word + "\" is ambiguous: " + found.size() + " items that wait for review in workload "
                        + workload.id() + " begin so: `winnow pending` lists them with longer ids");
            }
            if (found.isEmpty()) {
                found = pending().keySet().stream().filter(item -> names(item).contains(word)).toList();
            }
            if (found.isEmpty()) {
                throw FaultException.notFound("nothing that waits for review in workload " + workload.id() + " is called \"" + word
                        + "\": `winnow pending` lists what does");
            }
            chosen.addAll(found);
        }
        return chosen::contains;
    }

    private Stream<Item> news() {
        return outside().filter(item -> !rejected(item));
    }

    private Stream<Item> outside() {
        return pending().keySet().stream().filter(item -> !against.allowsImplicitly(item));
    }

    private boolean rejected(Item item) {
        return workload.rejections().cover(item);
    }

    private SortedMap<Item, Observations> pending() {
        return workload.pending().items();
    }

    private ItemPrefixes prefixes() {
        return new ItemPrefixes(pending().keySet());
    }

    /** What the history says of these items when they are accepted or rejected: what they are, in words, and why. */
    public String note(Predicate<Item> chosen, String reason) {
        List<String> texts = outside().filter(chosen).map(item -> text(item, pending().get(item).provenance())).toList();
        return list(texts) + (reason.isEmpty() ? "" : "; reason: " + reason);
    }

    private static String text(Item item, Optional<Provenance> who) {
        return Summary.of(item, who.map(Provenance::executable).orElse(""));
    }

    private PendingDocument.Item item(String id, Item item, Observations observations) {
        Optional<Provenance> who = observations.provenance();
        return new PendingDocument.Item(
                id,
                item.stage().label(),
                item.kind().label(),
                text(item, who),
                time(observations.first()),
                time(observations.lastSeen()),
                observations.count(),
                replicas(item, workload.pending()),
                who.map(Provenance::replica).filter(name -> !name.isEmpty()).orElse(null),
                who.map(Provenance::executable).filter(path -> !path.isEmpty()).orElse(null),
                nodes.get(item));
    }

    private static int replicas(Item item, Baseline pending) {
        return Math.max(1, (int) pending.replicas().values().stream().filter(replica -> replica.incidence().containsKey(item)).count());
    }

    /** The call that it is about, with its ABI and without, or the capability. */
    private static List<String> names(Item item) {
        return switch (item.kind()) {
            case SYSCALL, ARGUMENT, DENIAL -> List.of(Summary.call(item), Summary.syscall(item.abi(), item.nr()));
            case CAPABILITY -> List.of(Summary.capability(item.arg()));
            case IO_URING, EXECUTABLE, HELD, LEFT_CGROUP -> List.of();
        };
    }

    private static String time(long nanos) {
        return WallTime.millis(nanos).toString();
    }
}
