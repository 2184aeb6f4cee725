// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.TolerantJson;
import io.winnow.collector.record.WallTime;
import io.winnow.collector.tracer.Tracer;
import io.winnow.collector.tracer.Tracers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What this run of the collector says about itself and its host. */
final class Sessions {

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Path PID_NAMESPACE = Path.of("/proc/self/ns/pid");

    private Sessions() {}

    static SessionInfo begin(CollectorConfig config, Tracer tracer) {
        Instant now = Instant.now();
        try {
            return new SessionInfo(
                    config.node(),
                    Files.readString(BOOT_ID).trim(),
                    System.getProperty("os.version"),
                    Layout.SCHEMA_VERSION,
                    tracer.epoch(),
                    tracer.resumed(),
                    config.timing().window().toMillis(),
                    config.tracer().capabilities() ? capabilityHook(Tracers.probe()) : "",
                    WallTime.nanos(now));
        } catch (IOException e) {
            throw new UncheckedIOException(BOOT_ID + " cannot be read: mount proc", e);
        }
    }

    static String capabilityHook(String probe) {
        try {
            JsonNode capabilities = TolerantJson.TOLERANT.readTree(probe).path("capabilities");
            return capabilities.path("ok").asBoolean() ? capabilities.path("mechanism").asText() : "";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the tracer's probe is no JSON: " + probe, e);
        }
    }

    /** Inode of the host's pid namespace, where this process is expected to be. */
    static int pidNamespace() {
        try {
            return (int) (long) (Long) Files.getAttribute(PID_NAMESPACE, "unix:ino");
        } catch (IOException e) {
            throw new UncheckedIOException(PID_NAMESPACE + " cannot be read: mount proc", e);
        }
    }
}
