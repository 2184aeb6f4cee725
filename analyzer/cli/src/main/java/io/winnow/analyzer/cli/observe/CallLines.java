// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.observe;

import io.winnow.analyzer.publish.DocumentMapper;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Errno;
import io.winnow.collector.record.WallTime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;

/** Calls as lines: there may be a million a second, and what is not written in time is lost in the kernel. */
final class CallLines {

    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final Set<String> RETURN_ADDRESSES = Set.of("brk", "mmap", "mmap2", "mremap", "shmat");

    private final DocumentMapper mapper = new DocumentMapper();
    private long formattedSecond = Long.MIN_VALUE;
    private String second;

    /** A call as a line of JSON: {@code trace.schema.json} describes it. */
    private record Document(String time, long pid, long tid, String abi, String syscall, int number, List<String> args, boolean entered,
            Long nanos, Long result, String error) {}

    /**
     * Appends {@code time pid/tid name(args) = result}.
     *
     * @param clockOffset CLOCK_REALTIME − CLOCK_BOOTTIME, nanoseconds
     */
    void columns(TracedCall call, long clockOffset, StringBuilder line) {
        time(call.time() + clockOffset, line);
        line.append(' ').append(call.tgid()).append('/').append(call.tid()).append(' ');
        if (call.abi() != Abi.X86_64) {
            line.append(call.abi().label()).append(':');
        }
        String name = call.name();
        line.append(name);
        char before = '(';
        for (long arg : call.args()) {
            line.append(before);
            if (before == ',') {
                line.append(' ');
            }
            line.append(hex(arg));
            before = ',';
        }
        line.append(") = ");
        result(call, name, line);
        line.append(call.entered() ? "\n" : " (its entry was not seen)\n");
    }

    private static void result(TracedCall call, String name, StringBuilder line) {
        if (call.result().isEmpty()) {
            line.append('?');
        } else if (call.error().isPresent()) {
            line.append(call.isToBeRestarted() ? "? " : "-1 ").append(Errno.label(call.error().get()));
        } else if (RETURN_ADDRESSES.contains(name)) {
            line.append(hex(call.result().get()));
        } else {
            line.append(call.result().get());
        }
    }

    private void time(long wall, StringBuilder line) {
        long seconds = Math.floorDiv(wall, WallTime.NANOS_PER_SECOND);
        if (seconds != formattedSecond) {
            formattedSecond = seconds;
            second = SECOND.format(Instant.ofEpochSecond(seconds));
        }
        line.append(second).append('.');
        // a digit more in front keeps the zeroes
        line.append(Math.floorMod(wall, WallTime.NANOS_PER_SECOND) + WallTime.NANOS_PER_SECOND).deleteCharAt(line.length() - 10);
    }

    /** Appends a document on a line of its own. */
    void json(TracedCall call, long clockOffset, StringBuilder line) {
        long wall = call.time() + clockOffset;
        Instant time = WallTime.instant(wall);
        Document document = new Document(time.toString(), call.tgid(), call.tid(), call.abi().label(), call.name(), call.nr(),
                call.args().stream().map(CallLines::hex).toList(), call.entered(), call.nanos().orElse(null), call.result().orElse(null),
                call.error().map(Errno::label).orElse(null));
        line.append(new String(mapper.write(document), StandardCharsets.US_ASCII)).append('\n');
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
