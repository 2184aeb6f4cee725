// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code strace -f -C -o FILE} wrote: its log, and its summary. */
final class StraceReport {

    private static final Pattern WHOLE = Pattern.compile("(\\d+) +(\\w+)\\((.*)\\) += (.*)");
    private static final Pattern UNFINISHED = Pattern.compile("(\\d+) +(\\w+)\\((.*?),? *<unfinished \\.\\.\\.>");
    private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. (\\w+) resumed>(.*)\\) += (.*)");
    private static final Pattern ERROR = Pattern.compile("-1 (E\\w+) .*");
    private static final Pattern SUMMARY = Pattern.compile(" *[\\d.]+ +[\\d.]+ +\\d+ +(\\d+) +(?:(\\d+) +)?([a-z]\\w*)");

    private final Map<Long, List<Call>> callsByProcess = new LinkedHashMap<>();
    private final Map<String, Count> counts = new TreeMap<>();

    /**
     * One call.
     *
     * @param args as strace writes them
     * @param result the same; {@code ?} if it did not return
     */
    record Call(String name, List<String> args, String result) {

        /** The errno; null if it is none. */
        String error() {
            Matcher error = ERROR.matcher(result);
            return error.matches() ? error.group(1) : null;
        }
    }

    /** Of one system call in the summary. */
    record Count(long calls, long errors) {}

    StraceReport(List<String> lines) {
        Map<Long, String[]> begun = new HashMap<>();
        for (String line : lines) {
            Matcher summary = SUMMARY.matcher(line);
            Matcher resumed = RESUMED.matcher(line);
            Matcher unfinished = UNFINISHED.matcher(line);
            Matcher whole = WHOLE.matcher(line);
            if (summary.matches()) {
                if (!summary.group(3).equals("total")) {
                    counts.put(summary.group(3), new Count(Long.parseLong(summary.group(1)), summary.group(2) == null ? 0 : Long.parseLong(summary.group(2))));
                }
            } else if (resumed.matches()) {
                String[] start = begun.remove(Long.valueOf(resumed.group(1)));
                add(resumed.group(1), start[0], start[1], resumed.group(4));
            } else if (unfinished.matches()) {
                begun.put(Long.valueOf(unfinished.group(1)), new String[] {unfinished.group(2), unfinished.group(3)});
            } else if (whole.matches()) {
                add(whole.group(1), whole.group(2), whole.group(3), whole.group(4));
            }
        }
    }

    private void add(String process, String name, String args, String result) {
        callsByProcess.computeIfAbsent(Long.valueOf(process), none -> new ArrayList<>())
                .add(new Call(name, args.isEmpty() ? List.of() : List.of(args.split(", ")), result));
    }

    /** By process, in the order in which they appear. */
    Map<Long, List<Call>> callsByProcess() {
        return callsByProcess;
    }

    /** By name. */
    Map<String, Count> counts() {
        return counts;
    }

    /** Calls by name and errno. */
    Map<String, Map<String, Long>> errors() {
        Map<String, Map<String, Long>> errors = new TreeMap<>();
        callsByProcess.values().stream().flatMap(List::stream).filter(call -> call.error() != null)
                .forEach(call -> errors.computeIfAbsent(call.name(), none -> new TreeMap<>()).merge(call.error(), 1L, Long::sum));
        return errors;
    }
}
