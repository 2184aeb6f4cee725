// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.api.profiling.CallUseDocument;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Errno;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The use of system calls as a table for people. */
final class TopTable {

    /** What comes first. */
    enum Sort {
        time(SyscallUse::nanos),
        calls(SyscallUse::count),
        errors(SyscallUse::failed);

        private final Comparator<SyscallUse> order;

        Sort(ToLongFunction<SyscallUse> figure) {
            order = Comparator.comparingLong(figure).reversed().thenComparing(SyscallUse::name).thenComparing(SyscallUse::abi);
        }

        List<SyscallUse> sorted(List<SyscallUse> uses) {
            return uses.stream().sorted(order).toList();
        }
    }

    private static final int ERRNOS_SHOWN = 3;
    /** From none to the fullest bucket of the row: a terminal may know no more than ASCII. */
    private static final String LEVELS = " .:-=+*#%@";

    private final List<SyscallUse> uses;
    private final Map<SyscallUse.Key, Double> perSecond;
    private final int firstBucket;
    private final int lastBucket;

    /**
     * A table of one moment.
     *
     * @param uses in the order of the rows
     * @param perSecond calls a second, of each use
     */
    TopTable(List<SyscallUse> uses, Map<SyscallUse.Key, Double> perSecond) {
        this.uses = uses;
        this.perSecond = perSecond;
        int first = Integer.MAX_VALUE;
        int last = -1;
        for (SyscallUse use : uses) {
            for (int i = 0; i < use.latency().size(); i++) {
                if (use.latency().get(i) > 0) {
                    first = Math.min(first, i);
                    last = Math.max(last, i);
                }
            }
        }
        firstBucket = first;
        lastBucket = last;
    }

    /** Prints the first rows, and a last one with the sums of all. */
    void print(PrintWriter out, int rows) {
        Columns columns = new Columns("SYSCALL", "CALLS/S", "CALLS", "ERRORS", "TIME", "MEAN", "P50", "P99", "LATENCY " + range());
        for (SyscallUse use : uses.subList(0, Math.min(rows, uses.size()))) {
            columns.row(CallUseDocument.label(use.abi(), use.nr()), rate(perSecond.getOrDefault(use.key(), 0.0)), use.count(), errors(use), time(use.nanos()),
                    time(use.meanNanos()), time(use.quantileNanos(SyscallUse.MEDIAN)), time(use.quantileNanos(SyscallUse.HIGH)), bar(use));
        }
        String all = uses.size() <= rows ? "total" : "total of " + uses.size();
        columns.row(all, rate(perSecond.values().stream().mapToDouble(Double::doubleValue).sum()), sum(SyscallUse::count), sum(SyscallUse::failed),
                time(sum(SyscallUse::nanos)), "", "", "", "");
        columns.print(out);
    }

    private long sum(ToLongFunction<SyscallUse> figure) {
        return uses.stream().mapToLong(figure).sum();
    }

    /** {@code 12 ENOENT, 3 EACCES, …}: the most frequent ones; and how many calls were interrupted, which is no error. */
    static String errors(SyscallUse use) {
        return use.interrupted() == 0 ? failures(use) : failures(use) + ", " + use.interrupted() + " interrupted";
    }

    private static String failures(SyscallUse use) {
        if (use.failed() == 0) {
            return "0";
        }
        List<Map.Entry<Integer, Long>> byCount = use.failures().entrySet().stream()
                .sorted(Map.Entry.<Integer, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .toList();
        if (byCount.size() == 1) {
            return use.failed() + " " + Errno.label(byCount.get(0).getKey());
        }
        String names = byCount.stream().limit(ERRNOS_SHOWN).map(one -> one.getValue() + " " + Errno.label(one.getKey()))
                .collect(Collectors.joining(", "));
        return use.failed() + (names.isEmpty() ? "" : " (" + names + (byCount.size() > ERRNOS_SHOWN ? ", …" : "") + ")");
    }

    /** One character a bucket, the same buckets in each row. */
    String bar(SyscallUse use) {
        long most = use.latency().stream().mapToLong(Long::longValue).max().orElse(0);
        StringBuilder bar = new StringBuilder("|");
        for (int i = firstBucket; i <= lastBucket; i++) {
            long here = use.latency().get(i);
            // whatever is not empty is seen
            bar.append(LEVELS.charAt(here == 0 ? 0 : (int) Math.max(1, here * (double) (LEVELS.length() - 1) / most)));
        }
        return bar.append('|').toString();
    }

    /** The least and the greatest time that a bar shows. */
    String range() {
        return lastBucket < 0 ? "" : time(SyscallUse.lowerBound(firstBucket)) + ".." + time(SyscallUse.lowerBound(lastBucket + 1));
    }

    static String rate(double perSecond) {
        return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%.0f", perSecond);
    }

    /** {@code 812ns}, {@code 1.2us}, {@code 35ms}, {@code 2.0s}. */
    static String time(long nanos) {
        if (nanos < 1_000) {
            return nanos + "ns";
        }
        double value = nanos;
        for (String unit : List.of("us", "ms")) {
            value /= 1_000;
            if (value < 999.5) {
                return String.format(Locale.ROOT, value < 9.95 ? "%.1f%s" : "%.0f%s", value, unit);
            }
        }
        return String.format(Locale.ROOT, value < 9_950 ? "%.1fs" : "%.0fs", value / 1_000);
    }
}
