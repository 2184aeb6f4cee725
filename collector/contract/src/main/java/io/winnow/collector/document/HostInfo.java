// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import java.util.List;

/**
 * What the host of the containers gives them: payload of a HOST document, one at a collector's start and one whenever something has changed.
 *
 * @param modulesKnown whether the kernel says which security modules are active
 * @param securityModules their names, as {@code apparmor} and {@code selinux}
 * @param enginesKnown whether each engine's configuration could be read
 * @param engines that run
 */
public record HostInfo(boolean modulesKnown, List<String> securityModules, boolean enginesKnown, List<Engine> engines) {

    public static final HostInfo UNKNOWN = new HostInfo(false, List.of(), false, List.of());

    /**
     * A container engine.
     *
     * @param name {@code docker}
     * @param usersMapped whether it gives containers a user namespace unless they are started with the host's
     * @param listeners where it takes requests from the network
     */
    public record Engine(String name, boolean usersMapped, List<Listener> listeners) {

        public Engine {
            name = name == null ? "" : name;
            listeners = copy(listeners);
        }
    }

    /**
     * Where an engine takes requests from the network.
     *
     * @param address and port, as its configuration has them, or as the kernel has them if a service manager opened it
     * @param clientsVerified whether a client has to have a certificate
     * @param open whether a socket of the engine listens there
     */
    public record Listener(String address, boolean clientsVerified, boolean open) {

        public Listener {
            address = address == null ? "" : address;
        }
    }

    public HostInfo {
        securityModules = copy(securityModules);
        engines = copy(engines);
    }

    private static <T> List<T> copy(List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
