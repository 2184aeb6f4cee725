// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.testbed.ChildJvm;
import io.winnow.testbed.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub as its users start it. */
class HubIT {

    @TempDir
    private Path directory;

    @Test
    void withoutBrokersAHubSaysWhatIsMissingAndEnds() throws IOException, InterruptedException {
        Path config = directory.resolve("empty.yaml");
        Text.write(config, "state: " + directory.resolve("none") + "\n");
        Process process = new ProcessBuilder(ChildJvm.commandIn(directory, Winnow.class, "--config", config.toString(), "hub"))
                .redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("publish.kafka.bootstrapServers is empty");
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
