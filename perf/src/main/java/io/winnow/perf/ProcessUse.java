// SPDX-License-Identifier: Apache-2.0
package io.winnow.perf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a process uses, as proc(5) has it. */
record ProcessUse(long pid) {
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ \\S+ [0-9a-f]+ \\S+ \\d+ *(.*)");
    private static final Pattern RESIDENT = Pattern.compile("Rss: +(\\d+) kB");
    private static final Pattern SHARE = Pattern.compile("Pss: +(\\d+) kB");
    /* the kernel counts in hundredths, whatever its timer */
    private static final double TICKS = 100;
    /* of /proc/PID/stat, behind the name, which may have blanks */
    private static final int USER_TIME = 11;

    /** Resident memory in KiB, without the pages of files below a directory. */
    long residentMemory(Path without) {
        return sum(RESIDENT, without);
    }

    /** The same, where each page counts as its share among the processes that map it. */
    long shareOfMemory(Path without) {
        return sum(SHARE, without);
    }

    private long sum(Pattern line, Path without) {
        long sum = 0;
        boolean counts = true;
        for (String each : read("smaps").split("\n")) {
            Matcher mapping = MAPPING.matcher(each);
            Matcher counted = line.matcher(each);
            if (mapping.matches()) {
                counts = !mapping.group(1).startsWith(without + "/");
            } else if (counts && counted.matches()) {
                sum += Long.parseLong(counted.group(1));
            }
        }
        return sum;
    }

    /** Of all its threads so far, in user and kernel mode. */
    double cpuSeconds() {
        String stat = read("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[USER_TIME + 1])) / TICKS;
    }

    private String read(String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read /proc/" + pid + "/" + file, e);
        }
    }
}
