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
import java.util.Set;
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
            (typeattribute sandbox_net_domain)
            (block net_container (optional net_container_optional (typeattributeset sandbox_net_domain (process))))
            """;

    private static final List<String> HOSTS = List.of(
            "/proc/irq/0/smp_affinity", "/proc/fs/nfsd/x", "/proc/scsi/scsi", "/proc/sysvipc/shm", "/proc/slabinfo", "/proc/mtrr", "/proc/0",
            "/proc/sys/kernel/core_pattern", "/proc/sys/kernel/sysrq", "/proc/sys/kernel/so", "/proc/sys/kernel/shx", "/proc/sys/kernel/seccomp/actions_logged",
            "/proc/sys/kernel/sched_rt_runtime_us", "/proc/sys/kernel/yama/ptrace_scope", "/proc/sys/vm/overcommit_memory", "/proc/sys/k/x",
            "/proc/sys/net/ipv4/ip_forward", "/proc/sys/fs/binfmt_misc/register", "/proc/sys/fs/protected_symlinks", "/proc/sys/user/max_user_namespaces",
            "/sys/kernel/uevent_helper", "/sys/kernel/debug/x", "/sys/module/x/parameters/y", "/sys/power/state", "/sys/class/net/eth0/mtu", "/sys/x",
            "/sys/f/x", "/sys/fs/bpf/x", "/sys/fs/c/x", "/sys/fs/cgroups/x", "/sys/fs/cgrou/x", "/sys/fs/selinux/load", "/sys/fs/fuse/connections/1/abort",
            "/sys/devices/system/cpu/cpu0/online");
    private static final List<String> SECRET = List.of(
            "/proc/sysrq-trigger", "/proc/kcore", "/proc/kmem", "/proc/mem", "/sys/firmware/efi/efivars/x", "/sys/kernel/security/apparmor/profiles",
            "/sys/devices/virtual/powercap/intel-rapl/intel-rapl:0/energy_uj");
    private static final List<String> CONTAINERS = List.of(
            "/proc/1/oom_score_adj", "/proc/999/task/1000/comm", "/proc/20/attr/exec", "/proc/sys/kernel/shmmax", "/proc/sys/kernel/shm_rmid_forced",
            "/sys/fs/cgroup/x/cgroup.procs", "/sys/fs/cgroup/memory/x", "/etc/passwd", "/system/x", "/process", "/var/lib/sys/x");

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
        for (String name : Samples.UNTRUSTED) {
            assertThat(apparmor(ExportFormat.APPARMOR.write(Samples.named(name)))).as(name).isEmpty();
        }
        assertThat(apparmor("profile wrong { capability no_such, }\n")).isNotEmpty();
    }

    @Test
    void apparmorKeepsTheHostsFilesFromBeingWritten() throws Exception {
        CompiledAppArmor compiled = compiled(Samples.named("web"));
        for (String path : HOSTS) {
            assertThat(compiled.mayWrite(path)).as(path).isFalse();
            assertThat(compiled.mayRead(path)).as(path).isTrue();
        }
        for (String path : SECRET) {
            assertThat(compiled.mayWrite(path) || compiled.mayRead(path)).as(path).isFalse();
        }
        for (String path : CONTAINERS) {
            assertThat(compiled.mayWrite(path)).as(path).isTrue();
        }
    }

    @Test
    void apparmorOpensTheSettingsOfTheNetworkToWhoAdministersIt() throws Exception {
        Confinement administrator = new Confinement("vpn", Samples.PROFILE, Set.of(Capability.CAP_NET_ADMIN));
        assertThat(compiled(administrator).mayWrite("/proc/sys/net/ipv4/ip_forward")).isTrue();
        assertThat(compiled(administrator).mayWrite("/proc/sys/kernel/core_pattern")).isFalse();
        assertThat(compiled(administrator).mayWrite("/proc/sys/nets")).isFalse();
        assertThat(compiled(Samples.named("web")).mayWrite("/proc/sys/net/ipv4/ip_forward")).isFalse();
    }

    /** From AppArmor 4 on, runtimes may be confined by profiles of these names, and stop containers all the same. */
    @Test
    void apparmorLetsRuntimesStopTheContainer() {
        assertThat(ExportFormat.APPARMOR.write(Samples.named("web"))).contains(
                "  signal (receive) peer=unconfined,\n", "  signal (receive) peer=runc,\n", "  signal (receive) peer=crun,\n");
    }

    @Test
    void selinuxTakesThem() throws Exception {
        assertThat(selinux(ExportFormat.SELINUX.write(Samples.web()))).isEmpty();
        Confinement all = new Confinement("all", Samples.PROFILE, EnumSet.allOf(Capability.class));
        assertThat(selinux(ExportFormat.SELINUX.write(all))).isEmpty();
        String server = ExportFormat.SELINUX.write(new Confinement("server", DockerDefault.resolve(Set.of()), Set.of()));
        assertThat(server).contains("(blockinherit net_container)").contains("/net_container.cil");
        assertThat(selinux(server)).isEmpty();
        assertThat(ExportFormat.SELINUX.write(all)).as("no call that makes a socket").doesNotContain("net_container");
        for (String name : Samples.UNTRUSTED) {
            assertThat(selinux(ExportFormat.SELINUX.write(Samples.named(name)))).as(name).isEmpty();
        }
        assertThat(selinux("(block wrong (blockinherit container) (allow process process (capability (no_such))))\n")).isNotEmpty();
    }

    private String apparmor(String profile) throws IOException, InterruptedException {
        return run("apparmor_parser", "--skip-kernel-load", "--skip-cache", "--quiet", write("profile", profile).toString());
    }

    private CompiledAppArmor compiled(Confinement confinement) throws IOException, InterruptedException {
        Path profile = write("profile", ExportFormat.APPARMOR.write(confinement));
        Said dump = Said.by("apparmor_parser", "--skip-kernel-load", "--skip-cache", "--quiet", "--dump=dfa-states", profile.toString());
        assertThat(dump.exit()).as(dump.text()).isZero();
        return new CompiledAppArmor(dump.text());
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

    /** What it says; empty if it takes the file. */
    private static String run(String... command) throws IOException, InterruptedException {
        Said said = Said.by(command);
        return said.exit() == 0 ? "" : "exit " + said.exit() + ": " + said.text();
    }

    /** What a command said, errors included. */
    private record Said(int exit, String text) {

        static Said by(String... command) throws IOException, InterruptedException {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
            return new Said(process.exitValue(), text);
        }
    }
}
