// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Isolation;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks of devices, and of the kernel's own files. */
final class DeviceChecks {

    /** The specification gives these to each container. */
    private static final Set<String> DEFAULTS = Set.of(
            "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty", "/dev/console", "/dev/ptmx", "/dev/pts", "/dev/shm",
            "/dev/mqueue", "/dev/fd", "/dev/stdin", "/dev/stdout", "/dev/stderr");

    /** Memory, ports and disks: whatever lies on them. */
    private static final Pattern STRONG = Pattern.compile("/dev/(k?mem|port|kmsg|raw.*|sd.*|hd.*|vd.*|xvd.*|nvme.*|mmcblk.*|dm-.*|md\\d.*|loop.*|mapper/.*|disk/.*)");

    /** What engines have hidden since 2018, on any kernel. */
    private static final List<String> HIDDEN = List.of("/proc/kcore", "/proc/keys", "/proc/timer_list");
    private static final List<String> READ_ONLY = List.of("/proc/bus", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private DeviceChecks() {}

    static Judgement devices(PostureSubject subject) {
        return subject.isolated(isolation -> {
            Judgement judgement = Judgement.brokenIf(isolation.anyDevice(), Severity.HIGH, "every device may be opened");
            for (String device : isolation.devices()) {
                boolean added = !DEFAULTS.contains(device);
                judgement = judgement.and(Judgement.brokenIf(added, STRONG.matcher(device).matches() ? Severity.HIGH : Severity.MEDIUM, device));
            }
            return judgement.exceptIf(!isolation.complete(), "it has more devices than are kept");
        });
    }

    static Judgement kernelPaths(PostureSubject subject) {
        return subject.isolated(
                isolation -> isolation.complete() ? kernelPaths(isolation) : Judgement.unknown("it has more paths than are kept"));
    }

    private static Judgement kernelPaths(Isolation isolation) {
        List<String> open = new ArrayList<>(HIDDEN);
        open.removeIf(path -> HostPath.isInAny(path, isolation.maskedPaths()));
        List<String> writable = new ArrayList<>(READ_ONLY);
        writable.removeIf(path -> HostPath.isInAny(path, isolation.readOnlyPaths()) || HostPath.isInAny(path, isolation.maskedPaths()));
        List<String> both = new ArrayList<>();
        if (!open.isEmpty()) {
            both.add("not hidden: " + String.join(", ", open));
        }
        if (!writable.isEmpty()) {
            both.add("writable: " + String.join(", ", writable));
        }
        return Judgement.brokenIf(!both.isEmpty(), Severity.MEDIUM, String.join("; ", both));
    }
}
