// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Containers of one workload whose filters refuse {@code getsid} with another errno for each argument: each of these calls is a violation of its own,
 * and each container makes a given number of them, one after the other.
 */
final class RefusedContainers implements AutoCloseable {
    /** Of one container: each needs a rule, and a filter has at most 4,096 instructions. */
    static final int MAX_EACH = 900;

    /** The errno of the call before the first: below it are those that have a meaning to the kernel itself. */
    static final int BEFORE_FIRST = 600;

    private static final String WORKLOAD = "refused";
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final ObjectMapper json = new ObjectMapper();
    private final Rootfs rootfs = rootfs();
    private final List<Container> containers = new ArrayList<>();

    /** Starts them, as {@code winnow-refused-0} and so on; they wait for {@link #go}. */
    RefusedContainers(Runc runc, int count, int each, int gapMillis) {
        this(runc, "winnow-refused", count, each, gapMillis);
    }

    /**
     * Starts them; they wait for {@link #go}.
     *
     * @param name of all, which a number follows
     * @param each calls of one container
     * @param gapMillis between two of them
     */
    RefusedContainers(Runc runc, String name, int count, int each, int gapMillis) {
        OciSpec spec = OciSpec.of("/bin/refused", Integer.toString(gapMillis), Integer.toString(BEFORE_FIRST), Integer.toString(each))
                .withAnnotation("io.winnow.workload", WORKLOAD).withSeccomp(filter(each));
        try {
            IntStream.range(0, count).forEach(i -> containers.add(runc.start(name + "-" + i, rootfs, spec)));
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    private static Rootfs rootfs() {
        try (InputStream in = RefusedContainers.class.getResourceAsStream("refused.c");
                CProgram program = CProgram.compile("refused", new String(in.readAllBytes(), StandardCharsets.UTF_8))) {
            return Rootfs.create().program(program.executable(), "/bin/refused");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read refused.c", e);
        }
    }

    private ObjectNode filter(int each) {
        ObjectNode filter = json.createObjectNode().put("defaultAction", "SCMP_ACT_ALLOW");
        ArrayNode rules = filter.putArray("syscalls");
        for (int errno = BEFORE_FIRST + 1; errno <= BEFORE_FIRST + each; errno++) {
            ObjectNode rule = rules.addObject().put("action", "SCMP_ACT_ERRNO").put("errnoRet", errno);
            rule.putArray("names").add("getsid");
            rule.putArray("args").addObject().put("index", 0).put("value", errno).put("op", "SCMP_CMP_EQ");
        }
        return filter;
    }

    Set<String> ids() {
        return containers.stream().map(Container::id).collect(Collectors.toSet());
    }

    /** Has the service learn how they wait, and freezes that. */
    void freeze(WinnowService winnow) {
        freeze(winnow, containers.size());
    }

    /** The same for all of the workload, so many, which others of this class are a part of. */
    static void freeze(WinnowService winnow, int all) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> winnow.api().workload(WORKLOAD).at("/summary/containers").asInt() == all);
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
    }

    void go() {
        rootfs.file("/go", "");
    }

    /** Whether all have made their calls, and each was refused as it should be. */
    boolean done() {
        return containers.stream().allMatch(container -> container.output().equals("ready\n0\n"));
    }

    @Override
    public void close() {
        containers.forEach(Container::close);
        rootfs.close();
    }
}
