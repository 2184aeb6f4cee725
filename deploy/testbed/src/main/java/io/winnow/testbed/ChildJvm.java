// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A small JVM with this one's class path, for what should be a process of its own. */
public final class ChildJvm {
    private static final List<String> SMALL = List.of("-Xms32m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            "-Dlogback.configurationFile=io/winnow/testbed/warnings-logback.xml");

    private ChildJvm() {
    }

    /** The command line that runs a class. */
    public static List<String> command(Class<?> main, String... arguments) {
        return commandIn(Path.of(System.getProperty("java.io.tmpdir")), main, arguments);
    }

    /**
     * The same.
     *
     * @param temporary for what libraries unpack, and leave behind if they are killed
     */
    public static List<String> commandIn(Path temporary, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL);
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /** In the child: makes it end when its standard input does, that is, at the latest with the JVM that started it. */
    public static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException closed) {
                System.err.println("standard input: " + closed.getMessage());
            }
            System.exit(1);
        }, "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }
}
