// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The process of {@link EmbeddedBroker}: formats the storage on the first start and runs Kafka's own main. The one place
 * that touches Kafka's internals.
 */
final class BrokerProcess {
    private static final Pattern KEY_SET = Pattern.compile("^sasl\\.oauthbearer\\.jwks\\.endpoint\\.url=(\\S+)$", Pattern.MULTILINE);

    private BrokerProcess() {
    }

    /** Arguments: its directory, the id of the cluster, and {@code standalone} if it is a cluster of one. */
    public static void main(String[] arguments) {
        ChildJvm.endWithParent();
        Path directory = Path.of(arguments[0]);
        String properties = directory.resolve("server.properties").toString();
        allowKeySet(Text.read(Path.of(properties)));
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

    /** Kafka reads no keys of tokens from an address that the process itself does not name. */
    private static void allowKeySet(String properties) {
        Matcher address = KEY_SET.matcher(properties);
        if (address.find()) {
            System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.urls", address.group(1));
            System.setProperty("org.apache.kafka.sasl.oauthbearer.allowed.files", address.group(1).replaceFirst("^file:(//)?", ""));
        }
    }
}
