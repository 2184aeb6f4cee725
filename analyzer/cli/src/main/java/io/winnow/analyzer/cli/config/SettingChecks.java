// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.config;

import io.winnow.analyzer.advise.AdviceOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** What a setting may be. Complaints begin with its name. */
final class SettingChecks {

    private SettingChecks() {}

    /** Empty if nothing is given. */
    static Optional<Path> given(Path path) {
        return Optional.of(path).filter(one -> !one.toString().isEmpty());
    }

    static void positive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be more than nothing");
        }
    }

    static void address(String name, String value, Set<String> schemes, String form) {
        if (value.isBlank()) {
            return;
        }
        try {
            URI address = new URI(value.strip());
            if (address.getHost() != null && schemes.contains(address.getScheme())) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(name + "=" + value + ": must be " + form + " (" + e.getReason() + ")");
        }
        throw new IllegalArgumentException(name + "=" + value + ": must be " + form);
    }

    /** How an API server is reached. */
    static void server(String name, String value) {
        if (!value.equals(Settings.Kubernetes.OFF) && !value.equals(Settings.Kubernetes.IN_CLUSTER) && !value.startsWith("/")) {
            throw new IllegalArgumentException(name + "=" + value + ": must be off, in-cluster, or the absolute path of a kubeconfig file");
        }
    }

    static void syscalls(String name, Set<String> calls) {
        try {
            AdviceOptions.DEFAULT.withAlwaysAllow(calls);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + "=" + calls + ": " + e.getMessage()); // its own cause: the loader reports the innermost
        }
    }

    static void atLeast(String name, ByteSize value, ByteSize least) {
        if (value.bytes() < least.bytes()) {
            throw new IllegalArgumentException(name + "=" + value + ": must be at least " + least);
        }
    }

    static void between(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + "=" + value + ": must be " + least + " to " + most);
        }
    }
}
