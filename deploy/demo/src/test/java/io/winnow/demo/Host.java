// SPDX-License-Identifier: Apache-2.0
package io.winnow.demo;

import io.winnow.testbed.Crun;
import io.winnow.testbed.Directories;
import io.winnow.testbed.EmbeddedBroker;
import io.winnow.testbed.OciRuntime;
import io.winnow.testbed.Runc;
import java.nio.file.Path;

/**
 * What most of the tests share: a broker, a consumer, the service, and both runtimes with a state directory in which the service looks. One
 * for all test classes of a JVM, because none of them ends or reconfigures it.
 */
final class Host implements AutoCloseable {
    static final String TOPIC = "winnow.violations";

    private final Path directory;
    private final EmbeddedBroker broker;
    private final ConsumerProcess consumer;
    private final WinnowService winnow;
    private final OciRuntime runc;
    private final OciRuntime crun;

    private Host() {
        directory = Directories.temporary("host");
        broker = EmbeddedBroker.start();
        broker.createTopic(TOPIC, 2);
        consumer = ConsumerProcess.start(broker.bootstrapServers(), TOPIC);
        runc = new Runc(directory);
        crun = new Crun(directory);
        winnow = new WinnowService(launcher(), directory, settings(directory) + """
                publish:
                  kafka:
                    bootstrapServers: %s
                """.formatted(broker.bootstrapServers()));
    }

    static Host start() {
        Host host = new Host();
        try {
            host.winnow.start();
            return host;
        } catch (RuntimeException e) {
            host.close();
            throw e;
        }
    }

    /** The program under test. */
    static Path launcher() {
        return Path.of(System.getProperty("winnow.launcher")).normalize();
    }

    /** Settings of a service that finds containers below a directory, takes short windows and leaves nothing pinned. */
    static String settings(Path containers) {
        return """
                collector:
                  pins: ""
                  window: 500ms
                  runtimeStates: [%1$s/run/runc, %1$s/run/crun]
                analyzer:
                  checkpoint: 500ms
                  repeatAfter: 1s
                """.formatted(containers);
    }

    WinnowService winnow() {
        return winnow;
    }

    Baselines baselines() {
        return new Baselines(winnow.api());
    }

    /** The directory below which its runtimes keep their state. */
    Path containers() {
        return directory;
    }

    ConsumerProcess consumer() {
        return consumer;
    }

    OciRuntime runtime(String name) {
        return name.equals("crun") ? crun : runc;
    }

    @Override
    public void close() {
        winnow.close();
        consumer.close();
        broker.close();
        runc.close();
        crun.close();
        Directories.delete(directory);
    }
}
