// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.analyzer.capability.Confidence;
import io.winnow.collector.record.Capability;
import io.winnow.testbed.Application;
import io.winnow.testbed.CProgram;
import io.winnow.testbed.OciSpec;
import io.winnow.testbed.Rootfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs in containers as engines make them: on overlayfs, with files that have capabilities, as root, as a user, and in a user namespace. Each is
 * learned with Docker's capabilities and sysctls; under the advice alone it does the same, and without any one of the advised capabilities it does
 * not. Needs root, BPF, runc and crun.
 */
class HeldCapabilitiesIT {

    private static final int USER = 1000;
    private static final int FIRST_MAPPED = 300_000;
    private static final Map<Capability, Confidence> NOTHING = Map.of();

    private static final Map<String, Case> CASES = cases();
    private static final Map<String, Learning.Lesson> LESSONS = new LinkedHashMap<>();

    private static CProgram actions;
    private static CProgram held;
    private static Rootfs rootfs;
    private static Rootfs mapped;
    private static Confining confining;

    /**
     * A program and who runs it.
     *
     * @param command for a shell
     * @param needs what it needs, and how sure that is
     * @param userNamespace its container has a user namespace of its own
     */
    private record Case(String runtime, String command, Map<Capability, Confidence> needs, boolean userNamespace, UnaryOperator<OciSpec> environment) {

        Application application(String name) {
            List<String> granted = new ArrayList<>(OciSpec.DOCKER_CAPABILITIES);
            needs.keySet().stream().map(Enum::name).filter(each -> !granted.contains(each)).forEach(granted::add);
            OciSpec spec = OciSpec.of("/bin/sh", "-c", command + " && echo done").withCapabilities(granted).withTmpfs("/tmp").withTmpfs("/run").withDockerNetwork();
            OciSpec namespaced = userNamespace ? spec.withUserNamespace(FIRST_MAPPED).withSysctl("net.ipv4.ping_group_range", "0 65535") : spec;
            return new Application(name, "", userNamespace ? mapped : rootfs, environment.apply(namespaced), OptionalInt.empty(), "TERM", () -> "");
        }

        Case as(int uid) {
            return new Case(runtime, command, needs, userNamespace, spec -> environment.apply(spec).withUser(uid, uid));
        }

        Case mapped() {
            return new Case(runtime, command, needs, true, environment);
        }

        Case under(String other) {
            return new Case(other, command, needs, userNamespace, environment);
        }
    }

    private static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        // these two stay for a moment: of root's processes the executed file is looked at while its container is there
        Case web = of("bind-80 port80 && sleep 1", held(Capability.CAP_NET_BIND_SERVICE));
        cases.put("setcap-root", web);
        cases.put("setcap-user", web.as(USER));
        cases.put("setcap-mapped", web.mapped());
        cases.put("setcap-mapped-user", web.mapped().as(USER));
        cases.put("setcap-crun", web.under("crun"));
        cases.put("setcap-no-new-privileges", new Case("runc", web.command, web.needs, false, spec -> spec.withUser(USER, USER).withNoNewPrivileges(true)));
        Case ping = of("ping -q -c 1 127.0.0.1 >/dev/null && sleep 1", held(Capability.CAP_NET_RAW));
        cases.put("ping-root", ping);
        cases.put("ping-user", ping.as(USER));
        cases.put("capset", of("held", all(Confidence.KEPT, Capability.CAP_NET_BIND_SERVICE)));
        cases.put("capset-mapped", of("held", all(Confidence.KEPT, Capability.CAP_NET_BIND_SERVICE)).mapped());
        cases.put("ambient", of("setpriv --inh-caps=+net_raw --ambient-caps=+net_raw /bin/true", held(Capability.CAP_NET_RAW)));
        Map<Capability, Confidence> changeOfUser = new EnumMap<>(decisive(Capability.CAP_SETGID, Capability.CAP_SETUID));
        changeOfUser.putAll(held(Capability.CAP_NET_RAW));
        cases.put("ambient-as-another", of("setpriv --reuid 1000 --regid 1000 --clear-groups --inh-caps=+net_raw --ambient-caps=+net_raw /bin/true", changeOfUser));
        cases.put("setuid", of("own-id", NOTHING).as(USER));
        cases.put("chown-mapped", of("touch /tmp/file && chown 33:33 /tmp/file", decisive(Capability.CAP_CHOWN)).mapped());
        cases.put("chown-mapped-crun", of("touch /tmp/file && chown 33:33 /tmp/file", decisive(Capability.CAP_CHOWN)).mapped().under("crun"));
        Case files = of("[ -r /etc/hosts ] && ! [ -w /usr ] && [ ! -e /none ] && id -u && ls / >/dev/null && mkdir /tmp/directory", NOTHING);
        cases.put("access-user", files.as(USER));
        cases.put("access-root", of("[ -r /etc/hosts ] && [ ! -e /none ] && id -u && ls / >/dev/null && mkdir /srv/d && rmdir /srv/d", NOTHING));
        cases.put("access-mapped", of("[ -r /etc/hosts ] && [ ! -e /none ] && id -u && ls / >/dev/null && mkdir /srv/d && rmdir /srv/d", NOTHING).mapped());
        cases.put("access-asks", of("[ -r /srv/closed ]", Map.of(Capability.CAP_DAC_READ_SEARCH, Confidence.ASKED)));
        cases.put("sandbox", of("unshare --user --map-root-user --uts hostname sandbox", held(Capability.CAP_SETFCAP)));
        cases.put("sandbox-user", of("unshare --user --map-root-user --uts hostname sandbox", NOTHING).as(USER));
        cases.put("sandbox-mapped", of("unshare --user --map-root-user --uts hostname sandbox", NOTHING).mapped().as(USER));
        return cases;
    }

    private static Case of(String command, Map<Capability, Confidence> needs) {
        return new Case("runc", command, needs, false, spec -> spec);
    }

    private static Map<Capability, Confidence> held(Capability... capabilities) {
        return all(Confidence.HELD, capabilities);
    }

    private static Map<Capability, Confidence> decisive(Capability... capabilities) {
        return all(Confidence.DECISIVE, capabilities);
    }

    private static Map<Capability, Confidence> all(Confidence confidence, Capability... capabilities) {
        Map<Capability, Confidence> all = new EnumMap<>(Capability.class);
        Stream.of(capabilities).forEach(each -> all.put(each, confidence));
        return all;
    }

    static List<String> names() {
        return List.copyOf(CASES.keySet());
    }

    @BeforeAll
    static void learn() throws IOException {
        actions = CProgram.compile("actions", source("actions.c"));
        held = CProgram.compile("held", source("held.c"));
        rootfs = capable(files().onOverlay());
        mapped = capable(files().mapped(FIRST_MAPPED).onOverlay());
        try (Learning learning = new Learning("held-")) {
            CASES.forEach((name, each) -> LESSONS.put(name, learning.learn(each.runtime(), each.application(name))));
        }
        confining = new Confining();
    }

    private static Rootfs files() {
        return Rootfs.create()
                .programs("/bin/sh", "/bin/ping", "/bin/ls", "/usr/bin/id", "/bin/mkdir", "/bin/rmdir", "/usr/bin/touch", "/bin/chown", "/bin/true",
                        "/usr/bin/setpriv", "/usr/bin/unshare", "/bin/hostname",
                        "/bin/sleep")
                .program(actions.executable(), "/usr/bin/bind-80")
                .program(held.executable(), "/usr/bin/held")
                .program(Path.of("/usr/bin/id"), "/usr/bin/own-id")
                .directory("/srv", "rwxr-xr-x")
                .file("/srv/closed", "", "---------").owner("/srv/closed", 33, 33);
    }

    private static Rootfs capable(Rootfs files) {
        return files.mode("/usr/bin/own-id", "4755")
                .fileCapabilities("/usr/bin/bind-80", "cap_net_bind_service=+ep")
                .fileCapabilities("/bin/ping", "cap_net_raw=+ep");
    }

    @AfterAll
    static void close() {
        Stream.of(confining, rootfs, mapped, actions, held).filter(Objects::nonNull).forEach(each -> {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void adviceIsWhatTheProgramNeedsAndHowSureThatIs(String name) throws Exception {
        Case each = CASES.get(name);
        Learning.Lesson lesson = LESSONS.get(name);
        assertThat(lesson.output()).endsWith("done\n");
        assertThat(lesson.advice().capabilities().needed()).as("%s", lesson.advice().capabilities().uses()).isEqualTo(each.needs());
        Set<Capability> advised = lesson.advice().capabilities().add();

        Confining.Outcome confined = confining.run(each.runtime(), each.application(name), lesson.advice().seccomp(), advised);
        assertThat(confined.refused()).isEmpty();
        assertThat(confined.output()).isEqualTo(lesson.output());
        for (Capability one : advised) {
            Set<Capability> less = EnumSet.copyOf(advised);
            less.remove(one);
            assertThat(confining.run(each.runtime(), each.application(name), lesson.advice().seccomp(), less).output()).as("without " + one)
                    .isNotEqualTo(lesson.output());
        }
    }

    private static String source(String name) throws IOException {
        try (var in = HeldCapabilitiesIT.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
