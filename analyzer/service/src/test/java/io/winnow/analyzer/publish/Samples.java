// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.ingest.Actor;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Events and violations for tests. */
final class Samples {

    static final Instant TIME = Instant.parse("2026-11-21T10:00:00.123456789Z");
    static final Subject SUBJECT = new Subject("node-1", "shop/web", "0123abcd", "web-1", "nginx:1.25", "sha256:00");
    static final Item UNSHARE = Item.syscall(Abi.X86_64, Stage.SERVE, 272);

    private Samples() {}

    static PublishedEvent event(String key, long number) {
        byte[] data = ("{\"number\":" + number + "}").getBytes(StandardCharsets.UTF_8);
        return new PublishedEvent(EventStream.VIOLATIONS, "id-" + number, URI.create("/winnow/test/node"), "subject", TIME, key, data);
    }

    static Violation violation(ViolationKind kind, Item item) {
        return violation(kind, item, SUBJECT, "sh", "/usr/bin/sh");
    }

    static Violation violation(ViolationKind kind, Item item, Subject subject, String comm, String executable) {
        Behaviour behaviour = new Behaviour.Act(item, List.of(0x10000000L, -1L, 0L, 0L, 0L, 0L), -1, executable);
        return new Violation("0123456789abcdef0123456789abcdef", kind, "summary of " + comm, TIME, subject, behaviour,
                Optional.of(new Actor(4242, 4243, 7, 0, 4294967295L, comm)), 1, false, Violation.Source.OBSERVATION, false);
    }

    static Item item(ItemKind kind, int arg, int nr, long detail) {
        return new Item(kind, Abi.X86_64, Stage.SERVE, arg, nr, detail);
    }
}
