// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The compilers of AppArmor and SELinux take the hints; neither needs a kernel that enforces them. */
class ModuleHintsIT {

    /** What a policy has to have around a container's block, reduced to what the compiler asks for. */
    private static final String BASE = """
            (handleunknown allow)
            (mls true)
            (sid kernel) (sidorder (kernel))
            (class capability (%1$s)) (class capability2 (%2$s)) (class process (fork))
            (classorder (capability capability2 process))
            (user user) (userrole user role) (role role)
            (sensitivity s0) (sensitivityorder (s0)) (userrange user ((s0) (s0))) (userlevel user (s0))
            (type kernel) (roletype role kernel) (sidcontext kernel (user role kernel ((s0) (s0))))
            (block container (blockabstract container) (type process) (roletype role process) (allow process process (process (fork))))
            """;

    @TempDir
    private Path directory;

    @Test
    void apparmorTakesThem() throws Exception {
        Confinement programs = new Confinement("programs", Samples.PROFILE, EnumSet.allOf(Capability.class), false,
                new TreeSet<>(List.of("/usr/sbin/nginx", "/bin/sh", "relative", "/evil ix,\n  capability sys_admin")));
        String text = ExportFormat.APPARMOR.write(programs);
        assertThat(text).contains("/usr/sbin/nginx ix,").doesNotContain("evil").contains("2 with names");
        assertThat(apparmor(text)).isEmpty();
        assertThat(apparmor(ExportFormat.APPARMOR.write(Samples.web()))).isEmpty();
        Confinement docker = new Confinement("docker", DockerDefault.resolve(EnumSet.allOf(Capability.class)), EnumSet.allOf(Capability.class));
        assertThat(apparmor(ExportFormat.APPARMOR.write(docker))).isEmpty();
        for (String name : Samples.HOSTILE) {
            assertThat(apparmor(ExportFormat.APPARMOR.write(Samples.named(name)))).as(name).isEmpty();
        }
        assertThat(apparmor("profile wrong { capability no_such, }\n")).isNotEmpty();
    }

    @Test
    void selinuxTakesThem() throws Exception {
        assertThat(selinux(ExportFormat.SELINUX.write(Samples.web()))).isEmpty();
        Confinement all = new Confinement("all", Samples.PROFILE, EnumSet.allOf(Capability.class));
        assertThat(selinux(ExportFormat.SELINUX.write(all))).isEmpty();
        for (String name : Samples.HOSTILE) {
            assertThat(selinux(ExportFormat.SELINUX.write(Samples.named(name)))).as(name).isEmpty();
        }
        assertThat(selinux("(block wrong (blockinherit container) (allow process process (capability (no_such))))\n")).isNotEmpty();
    }

    private String apparmor(String profile) throws IOException, InterruptedException {
        return run("apparmor_parser", "--skip-kernel-load", "--skip-cache", "--quiet", write("profile", profile).toString());
    }

    private String selinux(String policy) throws IOException, InterruptedException {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        for (Capability capability : Capability.values()) {
            (capability.number() < 32 ? first : second).add(CapabilityNames.shortName(capability).toLowerCase(Locale.ROOT));
        }
        Path base = write("base.cil", BASE.formatted(String.join(" ", first), String.join(" ", second)));
        return run("secilc", "--output=" + directory.resolve("policy"), "--filecontexts=/dev/null", base.toString(), write("hints.cil", policy).toString());
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    /** What it says; empty where it takes the file. */
    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return process.exitValue() == 0 ? "" : "exit " + process.exitValue() + ": " + said;
    }
}
