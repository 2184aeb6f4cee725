// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.environment;

import io.winnow.collector.container.DockerDaemons;
import io.winnow.collector.document.HostInfo.Engine;
import io.winnow.collector.document.HostInfo.Listener;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Where a dockerd takes requests from the network: by its flags and its daemon.json, with the kernel's table of sockets as the witness. If a service
 * manager opened the sockets ({@code fd://}), only the kernel says which they are.
 */
final class DockerListeners {

    private static final String NAME = "docker";
    private static final String SCHEME = "://";
    private static final String TCP = "tcp" + SCHEME;
    private static final String INHERITED = "fd" + SCHEME;
    private static final int PORT = 2375;
    private static final int PORT_WITH_TLS = 2376;
    /** Of a swarm: its management, which verifies its peers, and its gossip. */
    private static final Set<Integer> OF_SWARMS = Set.of(2377, 7946);

    private DockerListeners() {}

    static Engine of(DockerDaemons.Daemon daemon) {
        boolean verified = daemon.flag("tlsverify");
        List<String> hosts = daemon.hosts();
        List<Integer> ports = ListeningPorts.of(daemon.process());
        List<Listener> listeners = new ArrayList<>();
        for (String host : hosts) {
            if (host.startsWith(TCP) || !host.contains(SCHEME)) {
                String address = address(host.startsWith(TCP) ? host.substring(TCP.length()) : host, verified);
                listeners.add(new Listener(address, verified, ports.contains(port(address))));
            }
        }
        if (hosts.stream().anyMatch(host -> host.startsWith(INHERITED))) {
            ports.stream().filter(port -> !OF_SWARMS.contains(port) && !isMetrics(daemon, port) && listeners.stream().noneMatch(known -> port(known.address()) == port))
                    .forEach(port -> listeners.add(new Listener("*:" + port, verified, true)));
        }
        return new Engine(NAME, daemon.value("userns-remap").isPresent(), listeners);
    }

    private static String address(String host, boolean verified) {
        String address = host.replaceFirst("/.*", "");
        return port(address) >= 0 ? address : address + ":" + (verified ? PORT_WITH_TLS : PORT);
    }

    private static boolean isMetrics(DockerDaemons.Daemon daemon, int port) {
        return daemon.value("metrics-addr").filter(address -> port(address) == port).isPresent();
    }

    /** −1 if the address has none. */
    private static int port(String address) {
        String digits = address.substring(address.lastIndexOf(':') + 1);
        return address.contains(":") && digits.matches("[0-9]{1,5}") ? Integer.parseInt(digits) : -1;
    }
}
