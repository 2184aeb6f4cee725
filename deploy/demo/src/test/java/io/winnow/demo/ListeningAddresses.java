// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Where a process takes connections over TCP, as the kernel says (proc(5): /proc/PID/net/tcp). */
final class ListeningAddresses {
    private static final String LISTENING = "0A";
    private static final int LOCAL_ADDRESS = 1;
    private static final int STATE = 3;
    private static final int INODE = 9;
    /** Hexadecimal digits of a word of an address. */
    private static final int WORD = 8;

    private ListeningAddresses() {}

    static List<InetSocketAddress> of(long pid) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        Set<String> sockets = sockets(process.resolve("fd"));
        List<InetSocketAddress> found = new ArrayList<>();
        for (String table : List.of("tcp", "tcp6")) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] fields = line.strip().split("\\s+");
                if (fields[STATE].equals(LISTENING) && sockets.contains("socket:[" + fields[INODE] + "]")) {
                    found.add(address(fields[LOCAL_ADDRESS]));
                }
            }
        }
        return found;
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> targets = new HashSet<>();
        try (Stream<Path> open = Files.list(descriptors)) {
            for (Path descriptor : (Iterable<Path>) open::iterator) {
                try {
                    targets.add(Files.readSymbolicLink(descriptor).toString());
                } catch (NoSuchFileException e) {
                    // closed since it was listed
                }
            }
        }
        return targets;
    }

    /** The address is in words of the host's byte order. */
    private static InetSocketAddress address(String text) throws IOException {
        int end = text.indexOf(':');
        ByteBuffer bytes = ByteBuffer.allocate(end / 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < end; i += WORD) {
            bytes.putInt(Integer.parseUnsignedInt(text.substring(i, i + WORD), 16));
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), Integer.parseInt(text.substring(end + 1), 16));
    }
}
