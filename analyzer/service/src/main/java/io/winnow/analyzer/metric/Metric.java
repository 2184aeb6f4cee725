// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.metric;

import java.util.List;

/**
 * A metric of the service: one line here, and one where a class {@linkplain Metrics#read registers} what it counts. The names follow Prometheus: base
 * units, {@code _total} at the end of a counter.
 */
public enum Metric {
    DOCUMENTS(Kind.COUNTER, "winnow_queue_documents_total", "documents", "Documents of the events queue that were read, the malformed ones included."),
    BATCHES(Kind.COUNTER, "winnow_queue_batches_total", "batches", "Batches of records that were read."),
    RECORDS(Kind.COUNTER, "winnow_queue_records_total", "records", "Records in batches that were read for the first time."),
    REPEATED_RECORDS(Kind.COUNTER, "winnow_queue_repeated_records_total", "records", "Records that were dropped because they had been read before."),
    READ_LAG(Kind.GAUGE, "winnow_read_lag_seconds", "seconds", "Age of the newest event when it was read; absent before the first event."),
    COLLECTOR_SILENCE(
            Kind.GAUGE, "winnow_collector_silence_seconds", "seconds",
            "Time since the newest event that was read; a collector writes one every 10 s; absent before the first."),
    RING_WAITING(Kind.GAUGE, "winnow_ring_waiting_bytes", "bytes", "Most that waited at a time in the ring between kernel and collector, lately."),
    RING_CAPACITY(Kind.GAUGE, "winnow_ring_capacity_bytes", "bytes", "Size of the ring between kernel and collector."),
    MAP_ENTRIES(Kind.GAUGE, "winnow_map_entries", "entries", "Entries in use of a map of the kernel: slots, one for each observed cgroup, and items.", "map"),
    MAP_CAPACITY(Kind.GAUGE, "winnow_map_capacity_entries", "entries", "Entries that a map of the kernel has space for.", "map"),
    WORKLOADS(Kind.GAUGE, "winnow_workloads", "workloads", "Workloads that are known."),
    FROZEN_WORKLOADS(Kind.GAUGE, "winnow_frozen_workloads", "workloads", "Workloads whose baseline is frozen."),
    STABLE_WORKLOADS(Kind.GAUGE, "winnow_stable_workloads", "workloads", "Workloads that are not frozen and show nothing new any more."),
    PARTIAL_WORKLOADS(Kind.GAUGE, "winnow_partial_workloads", "workloads", "Workloads whose baseline may lack something that they do."),
    PENDING_WORKLOADS(Kind.GAUGE, "winnow_pending_workloads", "workloads", "Frozen workloads of which something waits for review."),
    CONTAINERS(Kind.GAUGE, "winnow_containers", "containers", "Running containers whose workload is known."),
    VIOLATIONS(Kind.COUNTER, "winnow_violations_total", "violations", "Violations that were reported, by kind.", "kind"),
    FINDINGS(
            Kind.GAUGE, "winnow_findings", "findings", "Findings that are open or acknowledged, by what caused them and severity.", "kind", "severity"),
    REFUSED_CALLS(
            Kind.COUNTER, "winnow_refused_calls_total", "calls",
            "System calls that a seccomp filter was seen to refuse, each once in a container."),
    UNCONFIRMED_EVENTS(Kind.GAUGE, "winnow_unconfirmed_events", "events", "Events on their way to where violations are published."),
    OLDEST_UNCONFIRMED(
            Kind.GAUGE, "winnow_oldest_unconfirmed_seconds", "seconds", "How long the oldest event has been on its way to where violations are published; 0 if none is."),
    DEAD_LETTERS(
            Kind.COUNTER, "winnow_dead_letters_total", "events", "Events that were refused where violations are published; a dead letter took the place of each."),
    ALERT_LATENCY(
            Kind.HISTOGRAM, "winnow_alert_latency_seconds", "seconds",
            "From what a container did to the confirmation that its violation has arrived where it is published."),
    ALERT_HOPS(
            Kind.HISTOGRAM, "winnow_alert_hop_seconds", "seconds",
            "The parts of the alert latency, by hop: ring, queue, judgement, outbox, broker.", "hop"),
    LOST(Kind.COUNTER, "winnow_lost_total", "", "What was lost, by hop and reason; the reason says of what.", "hop", "reason"),
    REFUSED_REPORTS(
            Kind.COUNTER, "winnow_refused_reports_total", "reports",
            "Reports of hosts that a hub refused, by reason: unreadable, node; a dead letter took the place of each.", "reason"),
    PROFILED_CALLS(
            Kind.COUNTER, "winnow_profiled_calls_total", "calls", "System calls that returned, of workloads of which a container is profiled.", "workload", "call"),
    PROFILED_FAILURES(
            Kind.COUNTER, "winnow_profiled_failures_total", "calls", "Of them, those that returned an error to the program.", "workload", "call"),
    PROFILED_LATENCY(Kind.HISTOGRAM, "winnow_profiled_call_seconds", "seconds", "How long they took.", "workload", "call"),
    BUILD_INFO(Kind.GAUGE, "winnow_build_info", "", "Always 1; the labels say which program this is.", "version", "java");

    /** How the value behaves. */
    public enum Kind {
        /** It never falls while the process runs. */
        COUNTER,
        /** It rises and falls. */
        GAUGE,
        /** How often a measure was how large. */
        HISTOGRAM
    }

    private final Kind kind;
    private final String metricName;
    private final String unit;
    private final String help;
    private final List<String> labels;

    Metric(Kind kind, String metricName, String unit, String help, String... labels) {
        this.kind = kind;
        this.metricName = metricName;
        this.unit = unit;
        this.help = help;
        this.labels = List.of(labels);
    }

    public Kind kind() {
        return kind;
    }

    /** As Prometheus has it. */
    public String metricName() {
        return metricName;
    }

    /** What is counted, or the base unit; empty if the labels say that. */
    public String unit() {
        return unit;
    }

    /** One sentence for people. */
    public String help() {
        return help;
    }

    /** Names of the labels, in the order of a sample's values. */
    public List<String> labels() {
        return labels;
    }
}
