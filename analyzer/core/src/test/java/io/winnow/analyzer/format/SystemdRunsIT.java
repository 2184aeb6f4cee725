// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.winnow.testbed.CProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real systemd, in namespaces of its own, runs a service under the drop-in: what is restricted is refused as the drop-in says. Needs root. */
class SystemdRunsIT {

    private static final String PROBE = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <sched.h>
            #include <stdio.h>
            #include <sys/mman.h>
            #include <sys/prctl.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <unistd.h>

            static void print(const char *what, long result)
            {
            	printf("%s %d\\n", what, result < 0 ? errno : 0);
            }

            int main(void)
            {
            	print("clone3", syscall(SYS_clone3, NULL, 0));
            	print("unix", socket(AF_UNIX, SOCK_STREAM, 0));
            	print("inet", socket(AF_INET, SOCK_STREAM, 0));
            	print("unshare", unshare(CLONE_NEWUTS));
            	print("code", mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
            	print("written", mmap(NULL, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED ? -1 : 0);
            	printf("no_new_privs %d\\n", prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0));
            	printf("CAP_CHOWN %d\\n", prctl(PR_CAPBSET_READ, 0, 0, 0, 0));
            	return 0;
            }
            """;

    private static final String BOOT = """
            set -e
            mount --make-rprivate /
            mount -t tmpfs tmpfs /run
            mkdir -p /run/systemd/system/probe.service.d /run/winnow
            mount --bind "$0" /run/winnow
            cp "$0/probe.service" "$0/probe.target" /run/systemd/system
            cp "$0/winnow.conf" /run/systemd/system/probe.service.d
            exec env container=winnow /lib/systemd/systemd --system --unit=probe.target --log-target=console --show-status=no
            """;

    @TempDir
    private Path directory;

    @Test
    void aServiceUnderTheDropInIsRefusedWhatIsRestrictedAndNothingElse() throws Exception {
        try (CProgram probe = CProgram.compile("probe", PROBE)) {
            Files.copy(probe.executable(), directory.resolve("probe"));
            Files.writeString(directory.resolve("probe.service"), """
                    [Unit]
                    DefaultDependencies=no
                    [Service]
                    Type=oneshot
                    RestrictAddressFamilies=AF_INET
                    ExecStart=/run/winnow/probe
                    StandardOutput=file:/run/winnow/out
                    ExecStartPost=/bin/sh -c 'echo done >> /run/winnow/out'
                    """);
            Files.writeString(directory.resolve("probe.target"), "[Unit]\nDefaultDependencies=no\nWants=probe.service\n");
            Files.writeString(directory.resolve("winnow.conf"), ExportFormat.SYSTEMD.write(Samples.restricted()));

            assertThat(boot()).containsExactly(
                    "clone3 38", "unix 0", "inet 97", "unshare 1", "code 0", "written 1", "no_new_privs 1", "CAP_CHOWN 0", "done");
        }
    }

    /** Runs systemd until the service has ended; killed with all that it started, whatever comes. */
    private List<String> boot() throws IOException, InterruptedException {
        Path out = directory.resolve("out");
        Path log = directory.resolve("log");
        Process systemd = new ProcessBuilder(
                        "timeout", "-s", "KILL", "60", "unshare", "--fork", "--pid", "--mount", "--mount-proc", "--cgroup", "--kill-child",
                        "sh", "-c", BOOT, directory.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            await().atMost(Duration.ofSeconds(55)).untilAsserted(() ->
                    assertThat(Files.exists(out) ? Files.readAllLines(out) : List.of()).as(Files.readString(log)).endsWith("done"));
            return Files.readAllLines(out);
        } finally {
            systemd.descendants().forEach(ProcessHandle::destroyForcibly);
            systemd.destroyForcibly().waitFor();
        }
    }
}
