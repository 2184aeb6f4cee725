// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Shell;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a host beside this one has of its own on the same kernel: a network namespace, with a link to this host and no other, and for each program that runs there a mount
 * namespace in which {@link #ROOT} is a directory of that host.
 */
final class OtherHost implements AutoCloseable {

    /** The same path on each host, and another directory. */
    static final String ROOT = "/mnt";

    private final String name;
    private final String subnet;
    private final int port = Ports.free();

    /** @param number of the host, 1 to 9: part of its address */
    OtherHost(int number) {
        this.name = "host" + number + "x" + ProcessHandle.current().pid();
        this.subnet = "10.213." + number + ".";
        Leftovers.add(this);
        try {
            ip("netns", "add", name);
            ip("link", "add", name, "type", "veth", "peer", "name", "up0", "netns", name);
            ip("addr", "add", subnet + "1/30", "dev", name);
            ip("link", "set", name, "up");
            ip("-n", name, "addr", "add", subnet + "2/30", "dev", "up0");
            ip("-n", name, "link", "set", "up0", "up");
            ip("-n", name, "link", "set", "lo", "up");
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static void ip(String... arguments) {
        Shell.run(Stream.concat(Stream.of("ip"), Stream.of(arguments)).toList()).orThrow();
    }

    /** Of the link here and of the network namespace. */
    String name() {
        return name;
    }

    /** Where something on this host may listen for it: address and port, which each host has of its own. */
    String address() {
        return subnet + "1:" + port;
    }

    /** Begins a command line that runs there; the process stays the same. @param directory what {@link #ROOT} is for it */
    List<String> enter(Path directory) {
        return List.of("nsenter", "--net=/run/netns/" + name, "unshare", "--mount", "sh", "-c", "mount --bind \"$0\" " + ROOT + " && exec \"$@\"", directory.toString());
    }

    @Override
    public void close() {
        Shell.run("ip", "netns", "del", name);
        Leftovers.remove(this);
    }
}
