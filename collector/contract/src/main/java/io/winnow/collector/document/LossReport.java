// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

/**
 * What was lost host-wide, absolute since the maps or the queue began: payload of a LOSS document. Losses of a slot are in its
 * snapshots.
 *
 * @param epoch of the maps that the first two counters belong to
 * @param slotsExhausted cgroups that got no slot
 * @param cgroupsFull cgroups that found no place in the cgroup map
 * @param skipped calls that the kernel showed to no program (Linux 7.2 and newer), since the collector was started: it is unknown whose
 * @param lateDrains times since the collector was started that the ring was found more than half full: records may have been lost, see the slots'
 *     snapshots, and a larger ring would help
 * @param containers that ended before it was known who they were
 * @param queue what the queue did not take or gave up
 * @param fill of what can overflow: the one part that is no loss, and says how near one is
 */
public record LossReport(
        long epoch,
        long slotsExhausted,
        long cgroupsFull,
        long skipped,
        long lateDrains,
        ContainerLosses containers,
        QueueLosses queue,
        Fill fill) {

    public LossReport {
        containers = containers == null ? ContainerLosses.NONE : containers; // an older writer did not count them
        queue = queue == null ? QueueLosses.NONE : queue;
        fill = fill == null ? Fill.UNKNOWN : fill;
    }

    /** What was lost, whatever the fill. */
    public boolean sameLosses(LossReport other) {
        return other != null && new LossReport(epoch, slotsExhausted, cgroupsFull, skipped, lateDrains, containers, queue, other.fill).equals(other);
    }

    /**
     * Containers that ended unknown since the collector was started. What they did is recorded under what was known.
     *
     * @param nameless known to no runtime: they are named after their cgroups
     * @param incomplete their ids were seen, and neither their configuration nor their runtime
     */
    public record ContainerLosses(long nameless, long incomplete) {

        public static final ContainerLosses NONE = new ContainerLosses(0, 0);
    }

    /**
     * Losses of the queue's writer since it was opened.
     *
     * @param refusedDocuments documents that the disk guard kept out
     * @param refusedBytes their bytes
     * @param quarantinedFiles unreadable queue files that were moved aside
     * @param unreadCycles roll files deleted for want of space before every reader had seen them
     */
    public record QueueLosses(long refusedDocuments, long refusedBytes, long quarantinedFiles, long unreadCycles) {

        public static final QueueLosses NONE = new QueueLosses(0, 0, 0, 0);
    }

    /**
     * How full the kernel's maps are, and of how much they hold.
     *
     * @param ringBytes most that waited in the ring at a time since the report before
     * @param ringCapacity bytes; 0 if a writer did not say
     * @param slots in use, the host's among them
     * @param slotCapacity slots that there are
     * @param items kept over all slots, when they were read last
     * @param itemCapacity items that there is space for
     */
    public record Fill(long ringBytes, long ringCapacity, long slots, long slotCapacity, long items, long itemCapacity) {

        public static final Fill UNKNOWN = new Fill(0, 0, 0, 0, 0, 0);
    }
}
