// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads what strace wrote. */
public final class StraceLog {
    private static final Pattern LINE = Pattern.compile("(?:\\[pid\\s+(\\d+)\\] )?(.*)");
    private static final Pattern CALL = Pattern.compile("([a-z_][a-z0-9_]*)\\(([^)<]*).*");
    private static final Pattern ATTACHED = Pattern.compile("strace: Process \\d+ attached\\R");
    private static final Pattern ABI = Pattern.compile(".*\\[ Process PID=(\\d+) runs in (\\S+)(?: bit)? mode\\. \\]");
    private static final Pattern EXECUTED = Pattern.compile("(?:execve|execveat)\\(.*\\) += 0|<\\.\\.\\. execve(?:at)? resumed>.*\\) += 0");
    private static final Map<String, String> ABIS = Map.of("64", "x86_64", "32", "i386", "x32", "x32");

    private final Map<String, String> abiOf = new HashMap<>();
    private final List<RawCall> calls = new ArrayList<>();
    /* of the call before: strace says nothing of a new process that goes on in it */
    private String current = "x86_64";
    private boolean started;
    /* strace names no pid while there is one process only */
    private String only = "";

    private StraceLog() {
    }

    /** The calls after the first successful exec. strace may report a new process in the middle of a line. */
    public static List<RawCall> afterEntrypoint(String text) {
        List<String> lines = ATTACHED.matcher(text).replaceAll("").lines().toList();
        StraceLog log = new StraceLog();
        lines.forEach(log::read);
        if (!log.started) {
            throw new IllegalStateException("strace saw no exec of the entrypoint: lines=" + lines.size());
        }
        return log.calls;
    }

    private void read(String line) {
        Matcher abi = ABI.matcher(line);
        if (abi.matches()) {
            only = abi.group(1);
            current = ABIS.get(abi.group(2));
            abiOf.put(abi.group(1), current);
            return;
        }
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            return;
        }
        String pid = parts.group(1) == null ? only : parts.group(1);
        String text = parts.group(2);
        if (!started) {
            started = EXECUTED.matcher(text).matches();
            return;
        }
        Matcher call = CALL.matcher(text);
        if (call.matches()) {
            current = abiOf.computeIfAbsent(pid, any -> current);
            calls.add(new RawCall(new StraceCall(current, call.group(1)), arguments(call.group(2))));
        }
    }

    /** With {@code raw=all} strace writes each register as a number, and as long as the register is. */
    private static List<Long> arguments(String text) {
        return Stream.of(text.split(",")).map(String::strip).filter(each -> !each.isEmpty()).map(StraceLog::number).toList();
    }

    private static long number(String text) {
        return text.startsWith("0x") ? Long.parseUnsignedLong(text.substring(2), 16) : Long.parseLong(text);
    }
}
