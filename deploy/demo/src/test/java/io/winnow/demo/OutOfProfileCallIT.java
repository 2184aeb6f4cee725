// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.Ia32;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Waiting;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a container of a frozen workload does beyond its baseline arrives at a consumer of the real broker. */
@ExtendWith(SharedHost.class)
class OutOfProfileCallIT {
    private static final String WORKLOAD = "out-of-profile-nginx";

    @Test
    void outOfProfileCallOfAFrozenContainerIsARecordThatSaysWhoDidWhatWhenAndWhere(Host host) {
        int port = Ports.free();
        try (CProgram intruder = CProgram.intruder();
                Rootfs rootfs = Nginx.rootfs(port).program(intruder.executable(), "/bin/intruder")) {
            learnAndFreeze(host, rootfs, port);

            try (Container container = host.runtime("runc").start(WORKLOAD, rootfs, Nginx.spec())) {
                ServerKind.NGINX.serve(container, port);
                host.baselines().running(WORKLOAD);
                assertThat(host.consumer().records()).filteredOn(of(container)).as("violations of the same traffic as learned").isEmpty();

                Instant before = Instant.now();
                container.exec("/bin/intruder", "unshare", "alg", "int80").orThrow();

                unshareIsDescribed(host.consumer().await(of(container).and(call("unshare")), Waiting.LIMIT), container, before);
                if (Ia32.emulated()) {
                    JsonNode abi = host.consumer().await(of(container).and(record -> record.at("/value/abi").asText().equals("i386")), Waiting.LIMIT);
                    assertThat(abi).as("record of int 0x80").isNotNull();
                    assertThat(abi.at("/value/syscall/name").asText()).isEqualTo("getpid");
                }
            }
            refusalsUnderTheSuggestedProfileAreRecordsToo(host, rootfs, port);
        }
    }

    private static void learnAndFreeze(Host host, Rootfs rootfs, int port) {
        Instant began = Instant.now();
        try (Container container = host.runtime("runc").start(WORKLOAD, rootfs, Nginx.spec())) {
            ServerKind.NGINX.serveAndStop(container, port);
        }
        host.baselines().afterTheEnd(WORKLOAD, began);
        host.winnow().cli("freeze", WORKLOAD, "--force").orThrow();
    }

    private static void unshareIsDescribed(JsonNode record, Container container, Instant before) {
        assertThat(record).as("record of unshare").isNotNull();
        assertThat(record.path("key").asText()).isEqualTo("default/" + WORKLOAD + "/" + container.id());
        JsonNode headers = record.path("headers");
        assertThat(headers.path("ce_specversion").asText()).isEqualTo("1.0");
        assertThat(headers.path("ce_type").asText()).isEqualTo("io.winnow.violation.v1");
        JsonNode value = record.path("value");
        assertThat(headers.path("ce_id").asText()).isNotEmpty().isEqualTo(value.path("id").asText());
        assertThat(value.at("/workload/id").asText()).isEqualTo(WORKLOAD);
        assertThat(value.at("/container/id").asText()).isEqualTo(container.id());
        assertThat(value.at("/abi").asText()).isEqualTo("x86_64");
        assertThat(value.at("/syscall/number").asInt()).isEqualTo(272);
        assertThat(value.at("/args/0").asText()).as("CLONE_NEWUTS").isEqualTo("0x4000000");
        assertThat(value.at("/process/pid").asLong()).isPositive();
        assertThat(value.at("/process/comm").asText()).isEqualTo("intruder");
        assertThat(value.at("/process/executable").asText()).isEqualTo("/usr/bin/intruder");
        assertThat(Instant.parse(value.path("time").asText())).isBetween(before.minusMillis(100), Instant.now());
    }

    private static void refusalsUnderTheSuggestedProfileAreRecordsToo(Host host, Rootfs rootfs, int port) {
        Suggestion suggestion = Suggestion.of(host.winnow(), WORKLOAD);
        OciSpec confined = Nginx.spec()
                .withSeccomp(DockerSeccomp.toOci(suggestion.seccomp(), new HashSet<>(suggestion.capabilities())))
                .withCapabilities(suggestion.capabilities());
        int before = host.consumer().records().size();
        try (Container container = host.runtime("runc").start(WORKLOAD, rootfs, confined)) {
            ServerKind.NGINX.serve(container, port);
            host.baselines().running(WORKLOAD);
            assertThat(after(before, host.consumer().records())).as("violations of the confined server's own traffic").isEmpty();

            assertThat(container.exec("/bin/intruder", "unshare").orThrow().out()).isEqualTo("unshare: Operation not permitted\n");
            JsonNode denial = host.consumer().await(of(container).and(call("unshare"))
                    .and(record -> record.at("/value/kind").asText().equals("denial")), Waiting.LIMIT);
            assertThat(denial).as("record of the refused unshare").isNotNull();
            assertThat(denial.at("/value/denial/errno").asInt()).isEqualTo(1);
        }
    }

    private static List<JsonNode> after(int count, List<JsonNode> records) {
        return records.subList(count, records.size());
    }

    private static Predicate<JsonNode> of(Container container) {
        return record -> record.at("/value/container/id").asText().equals(container.id());
    }

    private static Predicate<JsonNode> call(String name) {
        return record -> record.at("/value/syscall/name").asText().equals(name);
    }
}
