// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.apache.kafka.common.Uuid;

/**
 * The process of {@link EmbeddedBroker}: formats the storage on the first start and runs Kafka's own main. The one place
 * that touches Kafka's internals. Ends when its standard input ends, that is, with the JVM that started it.
 */
final class BrokerProcess {
    private BrokerProcess() {
    }

    public static void main(String[] arguments) throws IOException {
        endWithParent();
        Path directory = Path.of(arguments[0]);
        String properties = directory.resolve("server.properties").toString();
        if (!Files.exists(directory.resolve("data/meta.properties"))) {
            int exit = kafka.tools.StorageTool.execute(
                    new String[] {"format", "--standalone", "--cluster-id", Uuid.randomUuid().toString(), "--config", properties},
                    System.out);
            if (exit != 0) {
                System.exit(exit);
            }
        }
        kafka.Kafka.main(new String[] {properties});
    }

    private static void endWithParent() {
        Thread watch = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
            } catch (IOException closed) {
                System.err.println("standard input: " + closed.getMessage());
            }
            Runtime.getRuntime().halt(1);
        }, "end-with-parent");
        watch.setDaemon(true);
        watch.start();
    }
}
