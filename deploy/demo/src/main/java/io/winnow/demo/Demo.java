// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.Container;
import io.winnow.testbed.Directories;
import io.winnow.testbed.DockerSeccomp;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Nginx;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Ports;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Runc;
import io.winnow.testbed.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The main job, step by step and for real: watch a web server in a container, profile it, confine it with what came out, break in, and see the
 * break-in arrive at a consumer. Ends with 0 only if everything that it says was checked.
 */
public final class Demo {
    private static final int STEPS = 9;
    private static final int ROUNDS = 10;
    private static final String TOPIC = "winnow.violations";
    private static final String WORKLOAD = "demo-nginx";

    private final Narrator narrator;
    private final Path launcher;
    private final Path directory;
    private final int port = Ports.free();

    private Demo(Narrator narrator, Path launcher, Path directory) {
        this.narrator = narrator;
        this.launcher = launcher;
        this.directory = directory;
    }

    public static void main(String[] arguments) {
        boolean terminal = arguments[1].equals("terminal") && System.getenv("NO_COLOR") == null;
        Narrator narrator = new Narrator(System.out, STEPS, terminal);
        Path directory = Directories.temporary("demo");
        Leftovers.add(() -> Directories.delete(directory));
        int exit = 0;
        try {
            new Demo(narrator, Path.of(arguments[0]), directory).run();
        } catch (RuntimeException e) {
            System.err.println();
            System.err.println("demo failed: " + e.getMessage());
            exit = 1;
        }
        /* deletes the directory, too, and what else is left after an interruption */
        System.exit(exit);
    }

    private void run() {
        narrator.title("Winnow: what does this container really need, and did it just do anything else?");
        narrator.step("Start Kafka: one broker of its own, and a consumer that knows nothing of Winnow");
        try (EmbeddedBroker broker = startBroker();
                ConsumerProcess consumer = ConsumerProcess.start(broker.bootstrapServers(), TOPIC);
                WinnowService winnow = startWinnow(broker);
                Runc runc = new Runc(directory);
                CProgram intruder = CProgram.intruder();
                Rootfs rootfs = Nginx.rootfs(port).program(intruder.executable(), "/bin/intruder").file("/etc/shadow", "root:*:0:::::\n", "---------")) {
            learn(winnow, runc, rootfs);
            show(winnow);
            freeze(winnow);
            try (Container container = confine(winnow, runc, rootfs)) {
                serveAgain(winnow, consumer, container);
                Instant began = breakIn(container);
                caught(consumer, container, began);
            }
        }
        narrator.end("All of this was checked. Broker, service, containers and files are gone again.");
    }

    private EmbeddedBroker startBroker() {
        EmbeddedBroker broker = EmbeddedBroker.start();
        broker.createTopic(TOPIC, 2);
        narrator.say("broker at " + broker.bootstrapServers() + ", topic " + TOPIC);
        return broker;
    }

    private WinnowService startWinnow(EmbeddedBroker broker) {
        narrator.step("Start Winnow");
        WinnowService winnow = new WinnowService(launcher, directory, """
                collector:
                  pins: ""
                  window: 1s
                  runtimeStates: [%s/run/runc]
                publish:
                  kafka:
                    bootstrapServers: %s
                """.formatted(directory, broker.bootstrapServers()));
        narrator.command("winnow run --config " + winnow.configuration());
        return winnow.start();
    }

    private void learn(WinnowService winnow, Runc runc, Rootfs rootfs) {
        narrator.step("Run nginx in a container: runc, no seccomp profile, the 14 capabilities that Docker grants");
        Instant began = Instant.now();
        try (Container container = runc.start(WORKLOAD, rootfs, Nginx.spec())) {
            Ports.await(port, Waiting.LIMIT);
            expect(container.status("Seccomp").equals("0"), "the container should be unconfined");
            narrator.say("container " + container.id() + ", pid " + container.pid() + ", listening on 127.0.0.1:" + port);
            /* one that ends before it is identified stays nameless */
            new Baselines(winnow.api()).running(WORKLOAD);

            narrator.step("Send it real traffic, then let it end in good order");
            narrator.say(traffic() + " requests (files, ranges, uploads, errors): each answered as it should be");
            container.stop("QUIT");
        }
        new Baselines(winnow.api()).afterTheEnd(WORKLOAD, began);
    }

    private void show(WinnowService winnow) {
        narrator.step("What it needed");
        narrator.command("winnow workloads " + WORKLOAD);
        JsonNode workload = winnow.workload(WORKLOAD);
        JsonNode figures = workload.path("figures");
        int used = figures.path("syscallsUsed").asInt();
        int allowed = figures.path("syscallsAllowed").asInt();
        int byDocker = figures.path("syscallsAllowedByDocker").asInt();
        expect(used == syscallsOfTheEntrypoint(workload).size(), "the figures do not agree with the list: " + figures);
        expect(used > 40 && used <= allowed && allowed < byDocker, "implausible figures: " + figures);
        expect(workload.at("/summary/partial").isEmpty(), "something was missed: " + workload.at("/summary/partial"));
        narrator.say("system calls  " + used + " used; the profile allows " + allowed + ", what runc needs included; Docker's default allows "
                + byDocker);
        narrator.say("capabilities  " + workload.path("capabilities").size() + " needed of " + figures.path("capabilitiesGranted").asInt()
                + " granted: " + join(workload.path("capabilities")));
    }

    private void freeze(WinnowService winnow) {
        narrator.step("Freeze it: from now on only this is normal");
        narrator.say("A minute of traffic and one start are little: winnow would rather learn on, and says so without --force");
        narrator.command("winnow freeze " + WORKLOAD + " --force");
        winnow.cli("freeze", WORKLOAD, "--force").orThrow();
        expect(winnow.workload(WORKLOAD).at("/summary/state").asText().equals("frozen"), "the workload should be frozen");
    }

    private Container confine(WinnowService winnow, Runc runc, Rootfs rootfs) {
        narrator.step("Run nginx again, under the suggested profile and the suggested capabilities");
        narrator.command("winnow export " + WORKLOAD + " --format docker");
        Suggestion suggestion = Suggestion.of(winnow, WORKLOAD);
        OciSpec confined = Nginx.spec()
                .withSeccomp(DockerSeccomp.toOci(suggestion.seccomp(), new HashSet<>(suggestion.capabilities())))
                .withCapabilities(suggestion.capabilities());
        return runc.start(WORKLOAD, rootfs, confined);
    }

    private void serveAgain(WinnowService winnow, ConsumerProcess consumer, Container container) {
        Ports.await(port, Waiting.LIMIT);
        expect(container.status("Seccomp").equals("2"), "the container should run under a seccomp filter");
        new Baselines(winnow.api()).running(WORKLOAD);
        narrator.say("the same " + traffic() + " requests: each answered as before");
        expect(consumer.records().isEmpty(), "a violation came of the same traffic: " + consumer.records());
        narrator.say("seccomp mode 2, effective capabilities " + container.status("CapEff") + ", nothing refused, no violation");
    }

    private Instant breakIn(Container container) {
        narrator.step("Break in, and do what no web server does");
        Instant began = Instant.now();
        narrator.command("runc exec " + container.id() + " /bin/intruder unshare alg shadow");
        String said = container.exec("/bin/intruder", "unshare", "alg", "shadow").orThrow().out();
        said.lines().forEach(line -> expect(!line.endsWith(": done"), "the intruder got through: " + line));
        narrator.say(said);
        return began;
    }

    private void caught(ConsumerProcess consumer, Container container, Instant began) {
        narrator.step("What the Kafka consumer received");
        JsonNode namespace = received(consumer, container, began, record -> syscall(record).equals("unshare"));
        received(consumer, container, began, record -> syscall(record).equals("socket"));
        received(consumer, container, began, record -> record.at("/value/kind").asText().equals("capability"));
        narrator.say("The first of them in full, its headers and its value:");
        narrator.wrapped(namespace.path("headers").toString());
        narrator.wrapped(namespace.path("value").toString());
    }

    private JsonNode received(ConsumerProcess consumer, Container container, Instant began, Predicate<JsonNode> wanted) {
        JsonNode record = consumer.await(wanted, Waiting.LIMIT);
        expect(record != null, "not all of it arrived: " + consumer.records());
        expect(record.at("/value/container/id").asText().equals(container.id()), "wrong container: " + record);
        expect(record.at("/value/process/executable").asText().equals("/usr/bin/intruder"), "wrong executable: " + record);
        expect(!Instant.parse(record.at("/value/time").asText()).isBefore(began.minusSeconds(1)), "wrong time: " + record);
        narrator.say(record.at("/value/summary").asText());
        narrator.say("    at " + record.at("/value/time").asText() + " by pid " + record.at("/value/process/pid").asText() + " "
                + record.at("/value/process/executable").asText());
        return record;
    }

    private int traffic() {
        int requests = 0;
        for (int round = 0; round < ROUNDS; round++) {
            requests += Nginx.traffic(port);
        }
        return requests;
    }

    private static String syscall(JsonNode record) {
        return record.at("/value/syscall/name").asText();
    }

    private static Set<String> syscallsOfTheEntrypoint(JsonNode workload) {
        Set<String> names = new TreeSet<>();
        workload.path("syscalls").properties().stream()
                .filter(entry -> entry.getKey().startsWith("start/") || entry.getKey().startsWith("serve/"))
                .forEach(entry -> entry.getValue().forEach(name -> names.add(name.asText())));
        return names;
    }

    private static String join(JsonNode names) {
        TreeSet<String> sorted = new TreeSet<>();
        names.forEach(name -> sorted.add(name.asText()));
        return String.join(" ", sorted);
    }

    private static void expect(boolean condition, String otherwise) {
        DemoFailure.unless(condition, otherwise);
    }
}
