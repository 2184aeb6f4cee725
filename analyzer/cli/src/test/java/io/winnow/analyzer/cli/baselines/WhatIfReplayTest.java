// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.winnow.analyzer.cli.Winnow;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.ContainerMetadata;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.document.SessionInfo;
import io.winnow.collector.flyweight.SnapshotEncoder;
import io.winnow.collector.queue.EventsQueue;
import io.winnow.collector.queue.QueueConfig;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.DocumentType;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.SlotKey;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A recorded queue, asked what a profile would have refused. */
class WhatIfReplayTest {

    private static final SlotKey SLOT = new SlotKey(3, 1);
    private static final long CGROUP = 77;

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void namesTheCallAndTheValueThatAreRefused() throws IOException {
        Path queue = recorded();
        Path profile = profile("\"read\"", ",{\"names\":[\"socket\"],\"action\":\"SCMP_ACT_ALLOW\",\"args\":[{\"index\":0,\"value\":2,\"op\":\"SCMP_CMP_EQ\"}]}");
        assertThat(run("replay", queue.toString(), "--against", profile.toString(), "-o", "json")).as(err.toString()).isEqualTo(ExitCode.DIFFERENT);
        JsonNode document = new ObjectMapper().readTree(out.toString());
        assertThat(document.path("refused").findValuesAsText("syscall")).containsExactly("socket", "mount");
        assertThat(document.path("refused").findValuesAsText("argument")).containsExactly("arg0 = 0x26", "");
    }

    @Test
    void isContentWhereNothingIs() throws IOException {
        Path profile = profile("\"read\",\"mount\",\"socket\"", "");
        assertThat(run("replay", recorded().toString(), "--against", profile.toString())).as(err.toString()).isZero();
        assertThat(out.toString()).contains("Nothing recorded of 1 workloads would have been refused.");
    }

    @Test
    void deliversNothing() throws IOException {
        assertThat(run("replay", recorded().toString(), "--against", "docker-default", "--publish")).isEqualTo(ExitCode.USAGE);
    }

    private Path recorded() {
        Path events = directory.resolve("events");
        try (EventsQueue queue = EventsQueue.open(QueueConfig.of(events), () -> 1_700_000_000_000_000_000L)) {
            queue.append(DocumentType.SESSION, new SessionInfo("node", "boot", "6.1", 1, 7, false, 10_000, "kprobe", 1));
            queue.append(DocumentType.CONTAINER, new ContainerMetadata(SLOT, CGROUP, "/c", "c0ffee", ContainerKind.CONTAINER, RuntimeIdentity.UNKNOWN, "", "web", "", "",
                    List.of("/web"), Map.of(), null, "node", 1, 0, false));
            queue.append(DocumentType.SNAPSHOT, ByteBuffer.wrap(new SnapshotEncoder(SLOT, CGROUP)
                    .seen(Stage.START, Abi.X86_64, number("read"))
                    .seen(Stage.START, Abi.X86_64, number("mount"))
                    .seen(Stage.START, Abi.X86_64, number("socket"))
                    .item(family(2), 1, 1, 1, 0)
                    .item(family(38), 1, 1, 1, 0)
                    .encode()));
        }
        return events;
    }

    private static Item family(long value) {
        return new Item(ItemKind.ARGUMENT, Abi.X86_64, Stage.START, 0, number("socket"), value);
    }

    private static int number(String syscall) {
        return SyscallTable.number(Abi.X86_64, syscall).orElseThrow();
    }

    private Path profile(String allowed, String more) throws IOException {
        return Files.writeString(directory.resolve("profile.json"), "{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"syscalls\":[{\"names\":[" + allowed
                + "],\"action\":\"SCMP_ACT_ALLOW\"}" + more + "]}");
    }

    private int run(String... arguments) {
        CommandLine commandLine = Winnow.commandLine(Map.of());
        commandLine.setOut(new PrintWriter(out, true));
        commandLine.setErr(new PrintWriter(err, true));
        return commandLine.execute(arguments);
    }
}
