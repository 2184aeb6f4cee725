// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.Uuid;

/**
 * The process of {@link EmbeddedBroker}: formats the storage on the first start and runs Kafka's own main. The one place
 * that touches Kafka's internals.
 */
final class BrokerProcess {
    private BrokerProcess() {
    }

    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
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
}
