// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The TCP ports on which a process listens, by the kernel's tables ({@code proc_pid_net(5)}). */
final class ListeningPorts {

    private static final List<String> TABLES = List.of("net/tcp", "net/tcp6");
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    private static final int HEXADECIMAL = 16;
    private static final int MAX_DESCRIPTORS = 1 << 16;

    private ListeningPorts() {}

    /** @param process its directory in the process file system; none if it is gone, or not ours to look at */
    static List<Integer> of(Path process) {
        Set<String> sockets = sockets(process.resolve("fd"));
        Set<Integer> ports = new TreeSet<>();
        for (String table : TABLES) {
            try (Stream<String> lines = Files.lines(process.resolve(table), StandardCharsets.US_ASCII)) {
                lines.skip(1).map(line -> line.strip().split("\\s+"))
                        .filter(fields -> fields.length > INODE && fields[STATE].equals(LISTENING) && sockets.contains("socket:[" + fields[INODE] + "]"))
                        .forEach(fields -> ports.add(port(fields[LOCAL_ADDRESS])));
            } catch (IOException | UncheckedIOException e) {
                continue; // no IPv6, or the process is gone
            }
        }
        return List.copyOf(ports);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1), HEXADECIMAL);
    }

    private static Set<String> sockets(Path descriptors) {
        Set<String> found = new HashSet<>();
        List<Path> links = new ArrayList<>();
        try (DirectoryStream<Path> children = Files.newDirectoryStream(descriptors)) {
            for (Path child : children) {
                if (links.size() < MAX_DESCRIPTORS) {
                    links.add(child);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return found;
        }
        for (Path link : links) {
            try {
                found.add(Files.readSymbolicLink(link).toString());
            } catch (IOException e) {
                continue; // closed meanwhile
            }
        }
        return found;
    }
}
