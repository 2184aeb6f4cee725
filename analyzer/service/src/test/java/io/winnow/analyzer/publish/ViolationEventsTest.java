// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.violation.Behaviour;
import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import io.winnow.analyzer.violation.ViolationKind;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Layout;
import io.winnow.collector.record.Loss;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ViolationEventsTest {

    private final ViolationEvents events = new ViolationEvents("prod");
    private final EventSchema schema = new EventSchema("violation");

    static List<Violation> oneOfEachKind() {
        return List.of(
                Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE),
                Samples.violation(ViolationKind.SYSCALL, Samples.item(ItemKind.SYSCALL, 0, Layout.SYSCALLS, 0)),
                Samples.violation(ViolationKind.START_ONLY, Samples.UNSHARE),
                Samples.violation(ViolationKind.ABI, Samples.UNSHARE),
                Samples.violation(ViolationKind.ARGUMENT, Samples.item(ItemKind.ARGUMENT, 0, 41, 38)),
                Samples.violation(ViolationKind.CAPABILITY, Samples.item(ItemKind.CAPABILITY, 21, 165, CapabilityCheck.GRANTED)),
                Samples.violation(ViolationKind.CAPABILITY, Samples.item(ItemKind.CAPABILITY, 63, 165, 0)),
                Samples.violation(ViolationKind.DENIAL, Samples.item(ItemKind.DENIAL, 0, 272, 1)),
                Samples.violation(ViolationKind.DENIAL, Samples.item(ItemKind.DENIAL, 0, 272, Denial.SIGNAL)),
                Samples.violation(ViolationKind.IO_URING, Samples.item(ItemKind.IO_URING, 0, 0, 13)),
                Samples.violation(ViolationKind.EXECUTABLE, Samples.item(ItemKind.EXECUTABLE, 0, 0, 0xdeadbeefL)),
                withoutActor(new Behaviour.Act(Samples.UNSHARE, List.of(), 0, "")),
                withoutActor(new Behaviour.Lost(Loss.ITEMS_FULL)));
    }

    private static Violation withoutActor(Behaviour behaviour) {
        ViolationKind kind = behaviour instanceof Behaviour.Lost ? ViolationKind.LOSS : ViolationKind.SYSCALL;
        return new Violation("0123456789abcdef0123456789abcdef-7", kind, "summary", Samples.TIME, Samples.SUBJECT, behaviour, Optional.empty(), 7,
                true, Violation.Source.SNAPSHOT, kind == ViolationKind.SYSCALL);
    }

    @ParameterizedTest
    @MethodSource("oneOfEachKind")
    void everyKindFitsTheSchema(Violation violation) {
        schema.assertFits(text(violation));
    }

    @Test
    void aReaderThatHoldsToTheSchemaTakesFieldsOfLaterVersionsToo() throws IOException {
        ObjectNode document = (ObjectNode) parsed(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE));
        document.put("later", 1);
        document.withObject("/process").put("later", 1);
        schema.assertFits(document.toString());
    }

    @Test
    void theSchemaRefusesADocumentThatSaysTooLittle() {
        schema.assertRefuses("{\"id\":\"0123456789abcdef0123456789abcdef\"}");
    }

    @Test
    void theDocumentSaysWhoDidWhatWhereAndWhen() throws IOException {
        JsonNode document = parsed(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE));
        assertThat(document.at("/workload/id").asText()).isEqualTo("shop/web");
        assertThat(document.at("/container/id").asText()).isEqualTo("0123abcd");
        assertThat(document.at("/container/image").asText()).isEqualTo("nginx:1.25");
        assertThat(document.at("/syscall/name").asText()).isEqualTo("unshare");
        assertThat(document.at("/syscall/number").asInt()).isEqualTo(272);
        assertThat(document.at("/abi").asText()).isEqualTo("x86_64");
        assertThat(document.at("/args/0").asText()).isEqualTo("0x10000000");
        assertThat(document.at("/args/1").asText()).isEqualTo("0xffffffffffffffff");
        assertThat(document.at("/process/pid").asInt()).isEqualTo(4242);
        assertThat(document.at("/process/uid").asLong()).isZero();
        assertThat(document.at("/process/gid").asLong()).isEqualTo(4294967295L);
        assertThat(document.at("/process/executable").asText()).isEqualTo("/usr/bin/sh");
        assertThat(document.at("/time").asText()).isEqualTo("2026-11-21T10:00:00.123456789Z");
    }

    @Test
    void aNumberThatNoTableKnowsHasNoName() throws IOException {
        JsonNode document = parsed(Samples.violation(ViolationKind.SYSCALL, Samples.item(ItemKind.SYSCALL, 0, 575, 0)));
        assertThat(document.at("/syscall").has("name")).isFalse();
        assertThat(document.at("/syscall/number").asInt()).isEqualTo(575);
    }

    @Test
    void untrustedNamesStayOneLineOfPlainAsciiThatFitsTheSchema() throws IOException {
        Random random = new Random(16);
        for (int round = 0; round < 500; round++) {
            Violation violation = untrusted(random);
            PublishedEvent event = events.event(violation);
            for (byte[] bytes : List.of(event.data(), new CloudEvents().structured(event))) {
                String text = new String(bytes, StandardCharsets.UTF_8);
                assertThat(text).matches("[\\x20-\\x7e]*").doesNotContain("<");
                assertThat(new ObjectMapper().readTree(text).isObject()).isTrue();
            }
            schema.assertFits(text(violation));
            assertThat(event.key()).matches("[!-~]*");
            assertThat(event.source().toString()).matches("[!-~]*");
            assertThat(event.subject()).matches("[!-~]*");
        }
    }

    private static Violation untrusted(Random random) {
        Supplier<String> name = () -> UntrustedNames.one(random);
        Subject subject = new Subject(name.get(), name.get(), name.get(), name.get(), name.get(), name.get());
        return Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE, subject, name.get(), name.get());
    }

    @Test
    void theKeyIsTheClusterAndTheSubjectWhichIsTheWorkloadAndTheContainersId() {
        PublishedEvent event = events.event(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE));
        assertThat(event.key()).isEqualTo("prod/shop/web/0123abcd").isEqualTo("prod/" + event.subject());
        assertThat(event.source()).hasToString("/winnow/prod/node-1");
        assertThat(event.id()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(event.time()).isEqualTo(Samples.TIME);
    }

    @Test
    void aNameCannotForgeTheKeyOfAnother() {
        Subject forger = new Subject("node-1", "shop", "web/0123abcd", "c", "", "");
        PublishedEvent event = events.event(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE, forger, "sh", ""));
        assertThat(event.key()).isEqualTo("prod/shop/web%2F0123abcd");
    }

    @Test
    void binaryModePutsTheAttributesIntoHeaders() {
        PublishedEvent event = events.event(Samples.violation(ViolationKind.SYSCALL, Samples.UNSHARE));
        assertThat(new CloudEvents().headers(event).entrySet())
                .extracting(header -> header.getKey() + ": " + new String(header.getValue(), StandardCharsets.UTF_8))
                .containsExactly(
                        "ce_specversion: 1.0",
                        "ce_id: 0123456789abcdef0123456789abcdef",
                        "ce_source: /winnow/prod/node-1",
                        "ce_type: io.winnow.violation.v1",
                        "ce_subject: shop/web/0123abcd",
                        "ce_time: 2026-11-21T10:00:00.123456789Z",
                        "content-type: application/json");
    }

    @Test
    void longNamesAreCut() throws IOException {
        Item item = Samples.UNSHARE;
        JsonNode document = parsed(Samples.violation(ViolationKind.SYSCALL, item, Samples.SUBJECT, "x".repeat(10_240), "/\ud83d\ude00".repeat(5_000)));
        assertThat(document.at("/process/comm").asText()).hasSize(1024);
        assertThat(document.at("/process/executable").asText()).startsWith("/\ud83d\ude00/").doesNotContain("?");
    }

    private JsonNode parsed(Violation violation) throws IOException {
        return new ObjectMapper().readTree(text(violation));
    }

    private String text(Violation violation) {
        return new String(events.json(violation), StandardCharsets.UTF_8);
    }
}
