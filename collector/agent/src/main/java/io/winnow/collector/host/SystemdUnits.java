// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.host;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What systemd gives its services, as {@code systemctl show} prints it: with all defaults and drop-ins. Takes some 10 ms. */
public final class SystemdUnits {

    private static final Logger LOG = LoggerFactory.getLogger(SystemdUnits.class);
    private static final String BOUNDING = "CapabilityBoundingSet";
    private static final String NO_NEW_PRIVILEGES = "NoNewPrivileges";
    private static final String FILTER = "SystemCallFilter";
    private static final String USER = "User";

    private final List<Path> directories;

    /** @param directories to look for systemctl in */
    public SystemdUnits(List<Path> directories) {
        this.directories = directories;
    }

    /** Unknown if systemd does not say. */
    public Grants grants(String unit) {
        return HostProgram.find(directories, "systemctl").flatMap(systemctl -> show(systemctl, unit)).orElse(Grants.UNKNOWN);
    }

    private static Optional<Grants> show(Path systemctl, String unit) {
        try {
            Map<String, String> properties = properties(HostProgram.run(
                    systemctl, "show", "--property=" + String.join(",", BOUNDING, NO_NEW_PRIVILEGES, FILTER, USER), "--", unit));
            return properties.containsKey(BOUNDING) && properties.containsKey(NO_NEW_PRIVILEGES) ? Optional.of(grants(properties)) : Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} show {}: {}", systemctl, unit, e.getMessage());
            return Optional.empty();
        }
    }

    private static Map<String, String> properties(String printed) {
        Map<String, String> properties = new HashMap<>();
        printed.lines().forEach(line -> {
            int sign = line.indexOf('=');
            if (sign > 0) {
                properties.put(line.substring(0, sign), line.substring(sign + 1));
            }
        });
        return properties;
    }

    private static Grants grants(Map<String, String> properties) {
        List<String> bounding = Stream.of(properties.get(BOUNDING).split(" "))
                .map(name -> name.toUpperCase(Locale.ROOT)).filter(name -> Capability.find(name).isPresent()).toList();
        boolean root = properties.getOrDefault(USER, "").isEmpty();
        return new Grants(
                true, bounding, root ? bounding : List.of(), properties.getOrDefault(FILTER, "").isEmpty() ? Grants.Seccomp.NONE : Grants.Seccomp.FILTER,
                properties.get(NO_NEW_PRIVILEGES).equals("yes"), Isolation.Sharing.HOST, root ? 0 : -1);
    }
}
