// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The process of {@link EmbeddedBroker}: formats the storage on the first start and runs Kafka's own main. The one place
 * that touches Kafka's internals.
 */
final class BrokerProcess {
    private BrokerProcess() {
    }

    /** Arguments: its directory, the id of the cluster, and {@code standalone} if it is a cluster of one. */
    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        Path directory = Path.of(arguments[0]);
        String properties = directory.resolve("server.properties").toString();
        if (!Files.exists(directory.resolve("data/meta.properties"))) {
            List<String> format = new ArrayList<>(List.of("format", "--cluster-id", arguments[1], "--config", properties));
            if (arguments[2].equals("standalone")) {
                format.add("--standalone");
            }
            int exit = kafka.tools.StorageTool.execute(format.toArray(String[]::new), System.out);
            if (exit != 0) {
                System.exit(exit);
            }
        }
        kafka.Kafka.main(new String[] {properties});
    }
}
