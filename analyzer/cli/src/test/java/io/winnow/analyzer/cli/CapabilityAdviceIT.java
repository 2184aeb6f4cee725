// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.record.Capability;
import io.winnow.testbed.Application;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Small programs that each need certain capabilities. Each is learned with Docker's capabilities, and what it needs beyond them; the advice has
 * to be exactly what is expected. With the advice alone it does the same, and without any one of the advised it does not. Needs root, BPF and runc.
 */
class CapabilityAdviceIT {

    private static final Map<String, Action> ACTIONS = actions();
    private static final Map<String, Learning.Lesson> LESSONS = new LinkedHashMap<>();
    private static final Path TABLE = Path.of("target", "capabilities.md");

    private static CProgram program;
    private static Rootfs rootfs;
    private static Confining confining;

    /**
     * A program.
     *
     * @param command for a shell
     * @param needs what it needs, as CAP_NAME
     * @param environment of the container
     */
    private record Action(String command, Set<String> needs, UnaryOperator<OciSpec> environment) {

        Application application(String name) {
            List<String> granted = new ArrayList<>(OciSpec.DOCKER_CAPABILITIES);
            needs.stream().filter(each -> !granted.contains(each) && !each.equals("CAP_DAC_READ_SEARCH")).forEach(granted::add);
            OciSpec spec = OciSpec.of("/bin/sh", "-c", command + " && echo done").withCapabilities(granted).withTmpfs("/tmp");
            return new Application(name, "", rootfs, environment.apply(spec), OptionalInt.empty(), "TERM", () -> "");
        }
    }

    private static Map<String, Action> actions() {
        Map<String, Action> actions = new TreeMap<>();
        actions.put("memory", action("actions memory"));
        actions.put("shell", action("for i in 1 2 3; do (true); done; cat /etc/hosts | sort >/tmp/sorted"));
        actions.put("clock", action("actions clock", "SYS_TIME"));
        actions.put("port-80", new Action("actions port80", names("NET_BIND_SERVICE"), OciSpec::withPrivateNetwork));
        actions.put("packet", action("actions packet", "NET_RAW"));
        actions.put("ping", action("ping -q -c 1 127.0.0.1 >/dev/null", pingNeeds()));
        actions.put("audit", action("actions audit", "AUDIT_WRITE"));
        actions.put("kill", action("actions kill", "KILL", "SETUID"));
        actions.put("chown", action("touch /tmp/file && chown www-data:www-data /tmp/file", "CHOWN"));
        actions.put("chmod", action("chmod 755 /srv/file && ls -ln /srv/file", "FOWNER"));
        actions.put("chmod-setgid", action("chmod 2755 /srv/file && ls -ln /srv/file", "FOWNER", "FSETID"));
        actions.put("mknod", action("mknod /tmp/null c 1 3", "MKNOD"));
        actions.put("chroot", action("chroot / /bin/true", "SYS_CHROOT"));
        actions.put("gosu", action("gosu www-data:www-data id", "SETGID", "SETUID"));
        actions.put("nice", action("nice -n -5 true 2>&1 | { ! grep . ; }", "SYS_NICE"));
        actions.put("mount", action("mount -t tmpfs none /mnt", "SYS_ADMIN"));
        actions.put("sysctl", new Action("sysctl -q -w net.ipv4.ip_forward=1", names("NET_ADMIN"),
                spec -> spec.withPrivateNetwork().withWritableSysctls()));
        actions.put("read", action("cat /etc/shadow", "DAC_READ_SEARCH"));
        actions.put("list", action("ls /srv/private", "DAC_READ_SEARCH"));
        actions.put("write", action("echo more >>/srv/log", "DAC_OVERRIDE"));
        actions.put("unpack", action("dpkg-deb -x /srv/package.deb /tmp/unpacked && ls -ln /tmp/unpacked/opt", "CHOWN", "FOWNER", "FSETID"));
        return actions;
    }

    private static Action action(String command, String... needs) {
        return new Action(command, names(needs), spec -> spec);
    }

    private static Set<String> names(String... names) {
        return Stream.of(names).map(name -> "CAP_" + name).collect(Collectors.toSet());
    }

    /** The kernel lets the groups of this range ping, and everybody else with CAP_NET_RAW. */
    private static String[] pingNeeds() {
        try {
            String[] range = Files.readString(Path.of("/proc/sys/net/ipv4/ping_group_range")).strip().split("\\s+");
            boolean root = Long.parseLong(range[0]) == 0;
            return root ? new String[0] : new String[] {"NET_RAW"};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> names() {
        return List.copyOf(ACTIONS.keySet());
    }

    @BeforeAll
    static void learn() throws IOException {
        program = CProgram.compile("actions", source());
        rootfs = Rootfs.create()
                .programs("/bin/sh", "/bin/cat", "/usr/bin/sort", "/bin/chown", "/bin/chmod", "/usr/bin/touch", "/bin/mknod", "/bin/true", "/usr/bin/id",
                        "/usr/sbin/chroot", "/usr/sbin/gosu", "/usr/bin/nice", "/bin/mount", "/usr/sbin/sysctl", "/bin/ping", "/bin/ls", "/bin/grep",
                        "/usr/bin/dpkg-deb", "/bin/tar")
                .program(program.executable(), "/usr/bin/actions")
                .directory("/mnt", "rwxr-xr-x")
                .file("/etc/shadow", "root:*:19000:0:99999:7:::\n", "rw-r-----").owner("/etc/shadow", 42, 42)
                .file("/srv/file", "a user's\n").owner("/srv/file", 33, 33)
                .file("/srv/log", "more\n", "rw-------").owner("/srv/log", 33, 33)
                .directory("/srv/private", "rwx------").owner("/srv/private", 33, 33)
                .onOverlay();
        packageWithFilesOfOthers();
        try (Learning learning = new Learning("needs-")) {
            ACTIONS.forEach((name, action) -> LESSONS.put(name, learning.learn("runc", action.application(name))));
        }
        confining = new Confining();
        Files.createDirectories(TABLE.getParent());
        Files.write(TABLE, List.of("| action | command | expected | advised |", "|---|---|---|---|"));
    }

    @AfterAll
    static void close() {
        Stream.of(confining, rootfs, program).filter(Objects::nonNull).forEach(each -> {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void adviceIsExactlyWhatTheProgramNeeds(String name) throws Exception {
        Action action = ACTIONS.get(name);
        Learning.Lesson lesson = LESSONS.get(name);
        assertThat(lesson.output()).endsWith("done\n");
        Set<Capability> advised = lesson.advice().capabilities().add();
        assertThat(advised.stream().map(Enum::name)).as("%s", lesson.advice().capabilities().uses()).containsExactlyInAnyOrderElementsOf(action.needs());
        assertThat(lesson.advice().capabilities().warnings().stream().filter(warning -> warning.startsWith("CAP_SYS_ADMIN ")))
                .hasSize(advised.contains(Capability.CAP_SYS_ADMIN) ? 1 : 0);

        Confining.Outcome confined = confining.run("runc", action.application(name), lesson.advice().seccomp(), advised);
        assertThat(confined.refused()).isEmpty();
        assertThat(confined.output()).isEqualTo(lesson.output());
        for (Capability each : advised) {
            Set<Capability> less = EnumSet.copyOf(advised);
            less.remove(each);
            assertThat(confining.run("runc", action.application(name), lesson.advice().seccomp(), less).output()).as("without " + each)
                    .isNotEqualTo(lesson.output());
        }
        print(name, action, advised);
    }

    private static void print(String name, Action action, Set<Capability> advised) throws IOException {
        String line = "| %s | `%s` | %s | %s |".formatted(name, action.command().replace("|", "\\|"), list(action.needs().stream()),
                list(advised.stream().map(Enum::name)));
        Files.writeString(TABLE, line + "\n", StandardOpenOption.APPEND);
        System.out.println(line);
    }

    private static String list(Stream<String> capabilities) {
        String text = capabilities.map(name -> name.substring("CAP_".length())).sorted().collect(Collectors.joining(" "));
        return text.isEmpty() ? "none" : text;
    }

    /** Files of other owners, one of them with the set-group-ID bit. */
    private static void packageWithFilesOfOthers() throws IOException {
        Path tree = Files.createDirectories(rootfs.path().resolve("srv/tree"));
        Files.createDirectories(tree.resolve("DEBIAN"));
        Files.writeString(tree.resolve("DEBIAN/control"), "Package: actions\nVersion: 1\nArchitecture: all\nMaintainer: Test\nDescription: a test\n");
        Files.createDirectories(tree.resolve("opt"));
        Files.writeString(tree.resolve("opt/data"), "data\n");
        Files.writeString(tree.resolve("opt/tool"), "tool\n");
        rootfs.owner("/srv/tree/opt/data", 33, 33).owner("/srv/tree/opt/tool", 65534, 65534);
        Shell.run("chmod", "2755", tree.resolve("opt/tool").toString()).orThrow();
        Shell.run("touch", "-d", "@1700000000", tree.resolve("opt/data").toString(), tree.resolve("opt/tool").toString()).orThrow();
        Shell.run("dpkg-deb", "--build", tree.toString(), rootfs.path().resolve("srv/package.deb").toString()).orThrow();
    }

    private static String source() throws IOException {
        try (var in = CapabilityAdviceIT.class.getResourceAsStream("actions.c")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
