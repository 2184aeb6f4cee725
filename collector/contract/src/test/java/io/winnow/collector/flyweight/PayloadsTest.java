// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.flyweight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.winnow.collector.document.Acknowledgement;
import io.winnow.collector.document.CallProfile;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.document.PolicyDocument;
import io.winnow.collector.document.PolicyDocument.AllowedCalls;
import io.winnow.collector.document.ProfilingRequest;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.document.SyscallUse;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.MalformedRecordException;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PayloadsTest {

    private static <T> T again(T payload, Class<T> type) {
        return Payloads.decode(ByteBuffer.wrap(Payloads.encode(payload)), type);
    }

    private static <T> T decode(String json, Class<T> type) {
        return Payloads.decode(StandardCharsets.UTF_8.encode(json), type);
    }

    @Test
    void payloadsReadBack() {
        ContainerMetadata container = new ContainerMetadata(
                new SlotKey(3, 4), 55, "/docker/x", "x", ContainerKind.CONTAINER, new RuntimeIdentity("runc", "1.1.5"), "docker", "web",
                "nginx:1", "sha256:aa", List.of("nginx", "-g"), Map.of("a", "b\n\"</script>\u001b[31m"),
                new Grants(true, List.of("CAP_CHOWN"), List.of(), Seccomp.FILTER, true, Sharing.PRIVATE, 33), "node", 1, 0, true);
        assertThat(again(container, ContainerMetadata.class)).isEqualTo(container);
        assertThat(again(container.ended(9), ContainerMetadata.class).ended()).isEqualTo(9);

        PolicyDocument policy = PolicyDocument.watch("x", List.of(new AllowedCalls(Stage.START, Abi.X86_64, List.of(0, 1, 59))), true);
        assertThat(again(policy, PolicyDocument.class)).isEqualTo(policy);
        SessionInfo session = new SessionInfo("node", "boot", "6.1", 1, -1, true, 10_000, "tp_btf", 5);
        assertThat(again(session, SessionInfo.class)).isEqualTo(session);
        Acknowledgement done = new Acknowledgement("analyzer", Long.MAX_VALUE);
        assertThat(again(done, Acknowledgement.class)).isEqualTo(done);
        ProfilingRequest request = new ProfilingRequest("x", "alice", 1, 2, "");
        SyscallUse close = new SyscallUse(Abi.X86_64, 3, 7, 4, Map.of(9, 4L), 900, List.of(0L, 7L));
        CallProfile profile = new CallProfile(request, new SlotKey(3, 4), true, 1, List.of(close));
        assertThat(again(request, ProfilingRequest.class)).isEqualTo(request);
        assertThat(again(profile, CallProfile.class)).isEqualTo(profile);
    }

    @Test
    void untrustedTextStaysOnOneLine() {
        Grants grants = Grants.UNKNOWN;
        ContainerMetadata container = new ContainerMetadata(
                new SlotKey(1, 1), 1, "/\n", "\"\r\n", ContainerKind.CONTAINER, null, "", "\u0000", "", "", null, null, grants, "", 0, 0, false);
        assertThat(new String(Payloads.encode(container), StandardCharsets.UTF_8)).doesNotContain("\n", "\r", "\u0000");
    }

    @Test
    void fieldsOfANewerWriterAreSkipped() {
        assertThat(decode("{\"reader\":\"a\",\"index\":3,\"later\":{\"x\":[1]}}", Acknowledgement.class)).isEqualTo(new Acknowledgement("a", 3));
    }

    @Test
    void whatIsNoSuchPayloadIsMalformed() {
        String deep = "[".repeat(1000) + "]".repeat(1000);
        for (String json : new String[] {"", "null", "[]", "{", "{\"mode\":\"OPEN\",\"container\":\"x\"}", "{\"mode\":\"LEARN\"}", "{\"container\":" + deep + "}",
            "{\"container\":\"x\",\"mode\":\"WATCH\",\"allowed\":[{\"stage\":\"START\"}]}"}) {
            assertThatThrownBy(() -> decode(json, PolicyDocument.class))
                    .as(json)
                    .isInstanceOf(MalformedRecordException.class)
                    .hasMessageStartingWith("PolicyDocument: ");
        }
    }
}
