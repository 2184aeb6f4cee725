// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.winnow.collector.container.Identification.Found;
import io.winnow.collector.container.Identification.HostNoise;
import io.winnow.collector.container.Identification.NotYet;
import io.winnow.collector.document.ContainerKind;
import io.winnow.collector.document.Grants;
import io.winnow.collector.document.Grants.Seccomp;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.flyweight.Payloads;
import io.winnow.collector.record.SlotKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerIdentifierTest {

    private static final String ID = HostFixture.ID;

    @TempDir
    Path directory;

    private HostFixture host;

    @BeforeEach
    void makeHost() throws Exception {
        host = new HostFixture(directory);
        host.program("usr/sbin/runc", "runc version 1.1.5+ds1\\ncommit: x\\n");
        host.program("usr/bin/crun", "crun version 1.8.1\\ncommit: y\\n");
    }

    @AfterEach
    void closeHost() {
        host.close();
    }

    private CgroupRef cgroup(String path) throws IOException {
        return host.cgroup(path);
    }

    private Identification identify(String path) throws IOException {
        return host.identifier().identify(cgroup(path), CgroupSpan.NOW);
    }

    private ContainerDescription found(String path) throws IOException {
        Identification identification = identify(path);
        assertThat(identification).isInstanceOf(Found.class);
        return ((Found) identification).description();
    }

    @Test
    void plainRuncIsMatchedByTheCgroupInItsState() throws Exception {
        host.file("bundles/web/config.json", HostFixture.config("\"nginx\",\"-g\"", HostFixture.PRIVATE_PIDS + ",\"seccomp\":{}", "\"team\":\"a\""));
        host.process(42, 777, "/winnow-demo/nginx");
        host.cgroup("/winnow-demo/nginx");
        host.runcState("run/runc", "web", 42, 777, "/unified/winnow-demo/nginx", "/bundles/web");
        ContainerDescription web = found("/winnow-demo/nginx");
        assertThat(web.id()).isEqualTo("web");
        assertThat(web.name()).isEqualTo("web");
        assertThat(web.kind()).isEqualTo(ContainerKind.CONTAINER);
        assertThat(web.runtime()).isEqualTo(new RuntimeIdentity("runc", "1.1.5+ds1"));
        assertThat(web.command()).containsExactly("nginx", "-g");
        assertThat(web.labels()).isEqualTo(Map.of("team", "a"));
        assertThat(web.grants().bounding()).containsExactly("CAP_CHOWN", "CAP_NET_RAW");
        assertThat(web.grants().effective()).containsExactly("CAP_CHOWN");
        assertThat(web.grants().seccomp()).isEqualTo(Seccomp.FILTER);
        assertThat(web.grants().noNewPrivileges()).isTrue();
        assertThat(web.grants().uid()).isEqualTo(33);
        assertThat(web.grants().pidNamespace()).isEqualTo(Sharing.PRIVATE);
        assertThat(web.complete()).isTrue();
        assertThat(found("/winnow-demo/nginx/below").id()).isEqualTo("web");
        assertThat(identify("/winnow-demo/nginx2")).isInstanceOf(NotYet.class);
    }

    @Test
    void crunIsMatchedByItsCgroupPath() throws Exception {
        host.crun("run/crun", "cache", "/system.slice/crun-cache.scope", 42, 777, HostFixture.config("\"redis\"", "", ""));
        ContainerDescription cache = found("/system.slice/crun-cache.scope");
        assertThat(cache.id()).isEqualTo("cache");
        assertThat(cache.runtime()).isEqualTo(new RuntimeIdentity("crun", "1.8.1"));
        assertThat(cache.grants().pidNamespace()).isEqualTo(Sharing.HOST);
        assertThat(cache.grants().seccomp()).isEqualTo(Seccomp.NONE);
    }

    @Test
    void crunWithoutCgroupPathIsMatchedByItsProcess() throws Exception {
        host.crun("run/crun", "cache", "", 42, 777, HostFixture.config("\"redis\"", "", ""));
        host.process(42, 777, "/winnow/cache");
        assertThat(found("/winnow/cache").id()).isEqualTo("cache");
        assertThat(found("/winnow/cache").grants().known()).isTrue();
    }

    @Test
    void aProcessIdThatIsUsedAgainMatchesNothing() throws Exception {
        host.crun("run/crun", "cache", "", 42, 777, HostFixture.config("\"redis\"", "", ""));
        host.process(42, 778, "/winnow/cache");
        assertThat(identify("/winnow/cache")).isInstanceOf(NotYet.class);
    }

    @Test
    void aContainerInTheRootCgroupDoesNotOwnTheHost() throws Exception {
        host.crun("run/crun", "cache", "", 42, 777, HostFixture.config("\"redis\"", "", ""));
        host.process(42, 777, "/");
        assertThat(identify("/anything")).isInstanceOf(NotYet.class);
    }

    @Test
    void nameAndImageAreReadFromDockersOwnDataRoot() throws Exception {
        String bundle = "srv/exec/containerd/daemon/io.containerd.runtime.v2.task/moby/" + ID;
        host.runc("run/docker/runtime-runc/moby", ID, "/docker/" + ID, "/" + bundle);
        host.file(bundle + "/config.json", "{\"process\":{\"args\":[\"/entry\"]},\"root\":{\"path\":\"/srv/data/100000.100000/overlay2/abc/merged\"}}");
        host.file("srv/data/100000.100000/containers/" + ID + "/config.v2.json",
                "{\"Name\":\"/web-1\",\"Image\":\"sha256:abc\",\"Config\":{\"Image\":\"nginx:1.27\"}}");
        ContainerDescription web = found("/docker/" + ID);
        assertThat(web.name()).isEqualTo("web-1");
        assertThat(web.image()).isEqualTo("nginx:1.27");
        assertThat(web.command()).containsExactly("/entry");
    }

    @Test
    void theCommandIsReadFromDockersOwnFileIfTheRuntimesStateIsGone() throws Exception {
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json",
                "{\"Name\":\"/web-1\",\"Image\":\"sha256:abc\",\"Path\":\"nginx\",\"Args\":[\"-g\",\"daemon off;\"],\"Config\":{\"Image\":\"nginx:1.27\"}}");
        assertThat(found("/docker/" + ID).command()).containsExactly("nginx", "-g", "daemon off;");
    }

    @ParameterizedTest
    @CsvSource({"--exec-root=/srv/exec, {}", "--exec-root /srv/exec, {}", "--config-file=/srv/daemon.json, '{\"exec-root\":\"/srv/exec\"}'"})
    void theExecRootOfARunningDockerIsFound(String flags, String settings) throws Exception {
        host.file("srv/daemon.json", settings);
        host.daemon(50, "dockerd " + flags, "pid:[1]");
        host.runc("srv/exec/runtime-runc/moby", ID, "/docker/" + ID, "/bundle");
        host.file("bundle/config.json", HostFixture.config("\"/entry\"", HostFixture.PRIVATE_PIDS, ""));
        ContainerDescription container = found("/docker/" + ID);
        assertThat(container.command()).containsExactly("/entry");
        assertThat(container.complete()).isTrue();
    }

    @Test
    void aProcessInAContainerThatCallsItselfDockerdIsNotBelieved() throws Exception {
        host.daemon(50, "dockerd --exec-root=/srv/exec", "pid:[2]");
        host.runc("srv/exec/runtime-runc/moby", ID, "/docker/" + ID, "/bundle");
        host.file("bundle/config.json", HostFixture.config("\"/entry\"", HostFixture.PRIVATE_PIDS, ""));
        assertThat(found("/docker/" + ID).command()).isEmpty();
    }

    @Test
    void nameAndImageAreReadFromPodmansOwnStorage() throws Exception {
        host.runc("run/runc", ID, "/libpod_parent/libpod-" + ID, "/srv/storage/overlay-containers/" + ID + "/userdata");
        host.file("srv/storage/overlay-containers/" + ID + "/userdata/config.json",
                "{\"process\":{\"args\":[\"/entry\"]},\"root\":{\"path\":\"/srv/storage/overlay/abc/merged\"}}");
        host.file("srv/storage/overlay-containers/containers.json",
                "[{\"id\":\"" + ID + "\",\"names\":[\"web\"],\"image\":\"abc\",\"metadata\":\"{\\\"image-name\\\":\\\"localhost/web:1\\\"}\"}]");
        ContainerDescription web = found("/libpod_parent/libpod-" + ID);
        assertThat(web.name()).isEqualTo("web");
        assertThat(web.image()).isEqualTo("localhost/web:1");
    }

    @Test
    void theLabelsOfAPodAreReadFromItsPauseContainer() throws Exception {
        String pause = "f".repeat(64);
        host.runc("run/runc", ID, "/kubepods/crio-" + ID, "/srv/storage/overlay-containers/" + ID + "/userdata");
        host.file("run/containers/storage/overlay-containers/" + ID + "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.pod.name\":\"web-0\","
                + "\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.cri-o.SandboxID\":\"" + pause + "\"}}");
        host.file("run/containers/storage/overlay-containers/" + pause + "/userdata/config.json", "{\"annotations\":{\"io.kubernetes.cri-o.Labels\":"
                + "\"{\\\"app\\\":\\\"web\\\",\\\"io.kubernetes.pod.namespace\\\":\\\"kube-system\\\",\\\"n\\\":7}\"}}");
        assertThat(found("/kubepods/crio-" + ID).labels()).containsEntry("io.kubernetes.pod.namespace", "shop").containsEntry("io.winnow.pod-label/app", "web")
                .doesNotContainKeys("app", "io.winnow.pod-label/io.kubernetes.pod.namespace", "io.winnow.pod-label/n");
    }

    @Test
    void whatABuildRunsIsKnownAsSuch() throws Exception {
        host.runc("run/runc", "buildah-buildah894187974", "/buildah-buildah894187974", "/var/tmp/buildah894187974");
        assertThat(found("/buildah-buildah894187974").manager()).isEqualTo("buildah");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/docker/buildkit/j71pd4yx4chsy9p1w5yzo42sa", "/buildkit/j71pd4yx4chsy9p1w5yzo42sa"})
    void whatBuildKitRunsIsKnownAsSuch(String cgroup) throws Exception {
        host.runc("run/runc", "j71pd4yx4chsy9p1w5yzo42sa", cgroup, "/var/lib/docker/buildkit/executor/j71pd4yx4chsy9p1w5yzo42sa");
        assertThat(found(cgroup).manager()).isEqualTo("buildkit");
        assertThat(found(cgroup).id()).isEqualTo("j71pd4yx4chsy9p1w5yzo42sa");
    }

    @Test
    void whatBuildKitHasContainerdRunIsKnownAsSuch() throws Exception {
        host.runc("run/containerd/runc/buildkit", "j71pd4yx4chsy9p1w5yzo42sa", "/any/j71pd4yx4chsy9p1w5yzo42sa", "/b");
        assertThat(found("/any/j71pd4yx4chsy9p1w5yzo42sa").manager()).isEqualTo("buildkit");
    }

    private static final String OF_USER = "/user.slice/user-%d.slice/user@%d.service/user.slice/libpod-" + ID + ".scope";

    /** State and storage of a podman that this user runs without root. */
    private void rootless(int user) throws Exception {
        String home = "home/u/.local/share/containers/storage/";
        host.file("run/user/" + user + "/crun/" + ID + "/config.json",
                "{\"process\":{\"args\":[\"top\"]},\"root\":{\"path\":\"/" + home + "overlay/abc/merged\"}}");
        host.file("run/user/" + user + "/crun/" + ID + "/status", "{\"pid\":42}");
        host.file(home + "overlay-containers/containers.json",
                "[{\"id\":\"" + ID + "\",\"names\":[\"box\"],\"image\":\"fedc\",\"metadata\":\"{\\\"image-name\\\":\\\"localhost/box:1\\\"}\"}]");
        for (String owned : List.of("run/user/" + user, home + "overlay-containers/containers.json")) {
            Files.setAttribute(directory.resolve(owned), "unix:uid", user);
        }
    }

    @Test
    void whatAUserRunsWithoutRootIsReadFromThatUsersFiles() throws Exception {
        rootless(1000);
        ContainerDescription box = found(OF_USER.formatted(1000, 1000) + "/container");
        assertThat(box.manager()).isEqualTo("podman/1000");
        assertThat(box.name()).isEqualTo("box");
        assertThat(box.image()).isEqualTo("localhost/box:1");
        assertThat(box.imageDigest()).isEqualTo("fedc");
        assertThat(box.command()).containsExactly("top");
        assertThat(box.runtime().name()).isEqualTo("crun");
        assertThat(box.complete()).isTrue();
    }

    @Test
    void oneUsersFilesSayNothingAboutAnothersContainer() throws Exception {
        rootless(1000);
        assertThat(found(OF_USER.formatted(1001, 1001)).command()).isEmpty();
        assertThat(found(OF_USER.formatted(1001, 1001)).manager()).isEqualTo("podman/1001");
        Files.setAttribute(directory.resolve("run/user/1000"), "unix:uid", 1001);
        assertThat(found(OF_USER.formatted(1000, 1000)).command()).isEmpty();
        assertThat(found("/machine.slice/libpod-" + ID + ".scope").image()).isEmpty();
    }

    @Test
    void aUsersFilesLeadToNoFileOfAnother() throws Exception {
        rootless(1000);
        host.file("root/bundle/config.json", HostFixture.config("\"secret\"", "", ""));
        Files.move(directory.resolve("run/user/1000/crun/" + ID), directory.resolve("run/user/1000/crun/moved"));
        Files.createSymbolicLink(directory.resolve("run/user/1000/crun/" + ID), directory.resolve("run/user/1000/crun/moved"));
        assertThat(found(OF_USER.formatted(1000, 1000)).command()).as("through a link").isEmpty();
        Files.delete(directory.resolve("run/user/1000/crun/" + ID));
        host.runcState("run/user/1000/runc", ID, 42, 777, "/w", "/root/bundle");
        assertThat(found(OF_USER.formatted(1000, 1000)).command()).as("through a bundle").isEmpty();
    }

    @Test
    void aMachineOfSystemdIsCalledByItsName() throws Exception {
        ContainerDescription machine = found("/machine.slice/machine-web\\x2d1.scope/payload/system.slice/nginx.service");
        assertThat(machine.id()).isEqualTo("web-1");
        assertThat(machine.name()).isEqualTo("web-1");
        assertThat(machine.manager()).isEqualTo("systemd-nspawn");
        assertThat(machine.kind()).isEqualTo(ContainerKind.CONTAINER);
        assertThat(identify("/machine.slice/systemd-nspawn@web.service/supervisor")).isInstanceOf(HostNoise.class);
    }

    @Test
    void nameImageAndLabelsAreReadFromDocker() throws Exception {
        host.runc("run/docker/runtime-runc/moby", ID, "/system.slice/docker-" + ID + ".scope", "/run/containerd/io.containerd.runtime.v2.task/moby/" + ID);
        host.file("run/containerd/io.containerd.runtime.v2.task/moby/" + ID + "/config.json",
                HostFixture.config("\"/entry\"", HostFixture.PRIVATE_PIDS, ""));
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":\"/web-1\",\"Image\":\"sha256:abc\","
                + "\"Config\":{\"Image\":\"nginx:1.27\",\"Labels\":{\"com.docker.compose.service\":\"web\"}}}");
        ContainerDescription web = found("/system.slice/docker-" + ID + ".scope");
        assertThat(web.manager()).isEqualTo("docker");
        assertThat(web.name()).isEqualTo("web-1");
        assertThat(web.image()).isEqualTo("nginx:1.27");
        assertThat(web.imageDigest()).isEqualTo("sha256:abc");
        assertThat(web.labels()).containsEntry("com.docker.compose.service", "web");
        assertThat(web.command()).containsExactly("/entry");
        assertThat(web.runtime().name()).isEqualTo("runc");
        assertThat(web.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/custom/", "/ecs/0123456789abcdef0123456789abcdef/", "/"})
    void nameAndImageAreReadFromDockersFilesUnderAnyParent(String parent) throws Exception {
        host.runc("run/docker/runtime-runc/moby", ID, parent + ID, "/b");
        host.file("b/config.json", HostFixture.config("\"/entry\"", HostFixture.PRIVATE_PIDS, ""));
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":\"/web-1\",\"Config\":{\"Image\":\"nginx:1.27\"}}");
        ContainerDescription web = found(parent + ID);
        assertThat(web.id()).isEqualTo(ID);
        assertThat(web.manager()).isEqualTo("docker");
        assertThat(web.name()).isEqualTo("web-1");
        assertThat(web.image()).isEqualTo("nginx:1.27");
        assertThat(web.command()).containsExactly("/entry");
        assertThat(web.complete()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "docker, run/docker/runtime-runc/moby", "docker, run/docker/runtime-crun/moby", "docker, run/containerd/runc/moby",
        "containerd, run/containerd/runc/default", "'', run/runc"})
    void theDirectoryOfARuntimesStateShowsTheManagerIfTheManagersFilesAreGone(String manager, String stateRoot) throws Exception {
        host.runc(stateRoot, ID, "/custom/" + ID, "/b");
        assertThat(found("/custom/" + ID).manager()).isEqualTo(manager);
    }

    @ParameterizedTest
    @CsvSource({"containerd, default", "containerd, k8s.io", "docker, moby"})
    void aBundleOfContainerdShowsTheManagerOfAnId(String manager, String namespace) throws Exception {
        assertThat(identify("/any/" + ID)).isInstanceOf(NotYet.class);
        host.file("run/containerd/io.containerd.runtime.v2.task/" + namespace + "/" + ID + "/config.json", HostFixture.config("\"x\"", "", ""));
        assertThat(found("/any/" + ID).manager()).isEqualTo(manager);
        assertThat(found("/any/" + ID).command()).containsExactly("x");
    }

    @Test
    void anIdThatIsFreelyChosenIsNotTakenForThatOfAnotherNamespace() throws Exception {
        host.file("run/containerd/io.containerd.runtime.v2.task/a/web/config.json", HostFixture.config("\"others\"", "", ""));
        host.file("b/config.json", HostFixture.config("\"own\"", "", ""));
        host.runc("run/containerd/runc/b", "web", "/b/web", "/b");
        assertThat(found("/b/web").manager()).isEqualTo("containerd");
        assertThat(found("/b/web").command()).containsExactly("own");
    }

    @Test
    void criPassesNamesAsAnnotations() throws Exception {
        host.runc("run/containerd/runc/k8s.io", ID, "/kubepods.slice/kubepods-podx.slice/cri-containerd-" + ID + ".scope", "/nowhere");
        host.file("run/containerd/io.containerd.runtime.v2.task/k8s.io/" + ID + "/config.json", HostFixture.config("\"x\"",
                "\"namespaces\":[{\"type\":\"pid\",\"path\":\"/proc/9/ns/pid\"}]",
                "\"io.kubernetes.cri.container-name\":\"app\",\"io.kubernetes.cri.image-name\":\"reg/app:2\",\"io.kubernetes.cri.sandbox-namespace\":\"shop\""));
        ContainerDescription app = found("/kubepods.slice/kubepods-podx.slice/cri-containerd-" + ID + ".scope");
        assertThat(app.manager()).isEqualTo("containerd");
        assertThat(app.name()).isEqualTo("app");
        assertThat(app.image()).isEqualTo("reg/app:2");
        assertThat(app.labels()).containsEntry("io.kubernetes.cri.sandbox-namespace", "shop");
        assertThat(app.grants().pidNamespace()).isEqualTo(Sharing.JOINED);
    }

    /** nerdctl passes its labels, those of compose among them, as annotations. */
    @Test
    void nerdctlPassesNamesAsAnnotations() throws Exception {
        host.runc("run/containerd/runc/default", ID, "/system.slice/nerdctl-" + ID + ".scope", "/run/containerd/io.containerd.runtime.v2.task/default/" + ID);
        host.file("run/containerd/io.containerd.runtime.v2.task/default/" + ID + "/config.json", HostFixture.config("\"nginx\"", HostFixture.PRIVATE_PIDS,
                "\"nerdctl/name\":\"shop-web-1\",\"com.docker.compose.project\":\"shop\",\"com.docker.compose.service\":\"web\""));
        ContainerDescription web = found("/system.slice/nerdctl-" + ID + ".scope");
        assertThat(web.manager()).isEqualTo("containerd");
        assertThat(web.name()).isEqualTo("shop-web-1");
        assertThat(web.labels()).containsEntry("com.docker.compose.service", "web");
        assertThat(web.command()).containsExactly("nginx");
    }

    /** A pod on the host's network: its containers join the network of its pause container, by a path. */
    @Test
    void aNamespaceOfAnotherProcessIsTheHostsIfItIsThatOfItsFirst() throws Exception {
        host.runc("run/containerd/runc/k8s.io", ID, "/kubepods/besteffort/podx/" + ID, "/run/containerd/io.containerd.runtime.v2.task/k8s.io/" + ID);
        host.file("run/containerd/io.containerd.runtime.v2.task/k8s.io/" + ID + "/config.json", HostFixture.config("\"x\"", "\"namespaces\":[{\"type\":\"mount\"},"
                + "{\"type\":\"pid\"},{\"type\":\"network\",\"path\":\"/proc/7/ns/net\"},{\"type\":\"ipc\",\"path\":\"/proc/7/ns/ipc\"},"
                + "{\"type\":\"uts\",\"path\":\"/proc/../7/ns/uts\"}]", ""));
        host.namespace(1, "net", 1);
        host.namespace(7, "net", 1);
        host.namespace(1, "ipc", 2);
        host.namespace(7, "ipc", 3);
        Isolation isolation = found("/kubepods/besteffort/podx/" + ID).grants().isolation();
        assertThat(isolation.sharing(Namespace.NETWORK)).isEqualTo(Sharing.HOST);
        assertThat(isolation.sharing(Namespace.IPC)).isEqualTo(Sharing.JOINED);
        assertThat(isolation.sharing(Namespace.UTS)).as("no path of a process").isEqualTo(Sharing.JOINED);
        assertThat(isolation.sharing(Namespace.PID)).isEqualTo(Sharing.PRIVATE);
    }

    @Test
    void crioPassesNamesAsAnnotations() throws Exception {
        host.runc("run/runc", ID, "/kubepods.slice/kubepods-podx.slice/crio-" + ID + ".scope", "/run/containers/storage/overlay-containers/" + ID + "/userdata");
        host.file("run/containers/storage/overlay-containers/" + ID + "/userdata/config.json", HostFixture.config("\"x\"", "",
                "\"io.kubernetes.container.name\":\"app\",\"io.kubernetes.pod.name\":\"web-0\",\"io.kubernetes.pod.namespace\":\"shop\","
                        + "\"io.kubernetes.cri-o.ImageName\":\"reg/app:2\",\"io.kubernetes.cri-o.ImageRef\":\"reg/app@sha256:" + "1f".repeat(32) + "\""));
        ContainerDescription app = found("/kubepods.slice/kubepods-podx.slice/crio-" + ID + ".scope");
        assertThat(app.manager()).isEqualTo("cri-o");
        assertThat(app.name()).isEqualTo("app");
        assertThat(app.image()).isEqualTo("reg/app:2");
        assertThat(app.imageDigest()).isEqualTo("sha256:" + "1f".repeat(32));
        assertThat(app.labels()).containsEntry("io.kubernetes.pod.name", "web-0");
        assertThat(app.complete()).isTrue();
    }

    /** CRI-O copies a pod's annotations to its containers, and calls an image that was started by its id by no name. */
    @Test
    void anAnnotationOfAPodDoesNotNameAnotherPod() throws Exception {
        host.runc("run/runc", ID, "/kubepods.slice/kubepods-podx.slice/crio-" + ID + ".scope", "/run/containers/storage/overlay-containers/" + ID + "/userdata");
        host.file("run/containers/storage/overlay-containers/" + ID + "/userdata/config.json", HostFixture.config("\"x\"", "",
                "\"io.kubernetes.container.name\":\"app\",\"io.kubernetes.pod.name\":\"web-0\",\"io.kubernetes.pod.namespace\":\"shop\","
                        + "\"io.kubernetes.cri-o.Image\":\"1f1f\",\"io.kubernetes.cri-o.ImageName\":\"\",\"io.kubernetes.cri.container-name\":\"etcd\","
                        + "\"io.kubernetes.cri.image-name\":\"etcd:3\",\"io.kubernetes.cri.sandbox-namespace\":\"kube-system\""));
        ContainerDescription app = found("/kubepods.slice/kubepods-podx.slice/crio-" + ID + ".scope");
        assertThat(app.name()).isEqualTo("app");
        assertThat(app.image()).isEqualTo("1f1f");
        assertThat(app.labels()).containsEntry("io.kubernetes.pod.namespace", "shop").doesNotContainKey("io.kubernetes.cri.sandbox-namespace");
    }

    /** Docker gives a container the labels of its image; the kubelet's adapter names its containers k8s_CONTAINER_POD_…. */
    @ParameterizedTest
    @CsvSource({"web-1, false", "k8s_nginx_web-0_shop_5b5e07db_0, true"})
    void aLabelOfAnImageDoesNotMakeAContainerAPods(String name, boolean kubelets) throws Exception {
        host.runc("run/docker/runtime-runc/moby", ID, "/docker/" + ID, "/b");
        host.file("b/config.json", HostFixture.config("\"nginx\"", HostFixture.PRIVATE_PIDS, ""));
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":\"/" + name + "\",\"Config\":{\"Image\":\"nginx:1.27\",\"Labels\":{"
                + "\"io.kubernetes.pod.namespace\":\"shop\",\"io.kubernetes.cri.sandbox-namespace\":\"kube-system\",\"team\":\"a\"}}}");
        ContainerDescription web = found("/docker/" + ID);
        assertThat(web.labels()).containsEntry("team", "a").doesNotContainKey("io.kubernetes.cri.sandbox-namespace");
        assertThat(web.labels().containsKey("io.kubernetes.pod.namespace")).isEqualTo(kubelets);
    }

    @ParameterizedTest
    @CsvSource({"/machine.slice/libpod-ID.scope, /container", "/system.slice/web.service/libpod-payload-ID, ''"})
    void podmanKeepsNamesInItsStorage(String cgroup, String below) throws Exception {
        String path = cgroup.replace("ID", ID);
        host.crun("run/crun", ID, path, 42, 777, "{}");
        host.file("run/containers/storage/overlay-containers/" + ID + "/userdata/config.json", HostFixture.config("\"top\"", HostFixture.PRIVATE_PIDS, ""));
        host.file("var/lib/containers/storage/overlay-containers/containers.json",
                "[{\"id\":\"other\",\"names\":[\"no\"]},{\"id\":\"" + ID + "\",\"names\":[\"box\"],\"image\":\"fedcba\","
                        + "\"metadata\":\"{\\\"image-name\\\":\\\"docker.io/library/busybox:latest\\\"}\"}]");
        ContainerDescription box = found(path + below);
        assertThat(box.manager()).isEqualTo("podman");
        assertThat(box.name()).isEqualTo("box");
        assertThat(box.image()).isEqualTo("docker.io/library/busybox:latest");
        assertThat(box.command()).containsExactly("top");
        assertThat(box.runtime().name()).isEqualTo("crun");
    }

    @Test
    void whatIsKnownLateIsIncompleteBefore() throws Exception {
        ContainerIdentifier identifier = host.identifier();
        CgroupRef cgroup = cgroup("/docker/" + ID);
        ContainerDescription bare = ((Found) identifier.identify(cgroup, CgroupSpan.NOW)).description();
        assertThat(bare.id()).isEqualTo(ID);
        assertThat(bare.complete()).isFalse();
        assertThat(bare.grants().known()).isFalse();
        host.file("b/config.json", HostFixture.config("\"x\"", "", ""));
        host.runc("run/docker/runtime-runc/moby", ID, "/docker/" + ID, "/b");
        assertThat(((Found) identifier.identify(cgroup, CgroupSpan.NOW)).description().complete()).isTrue();
    }

    @Test
    void whatWinnowRunsItselfIsAWorkloadToWhomExpectsItOnly() throws Exception {
        ExpectedCgroups expected = new ExpectedCgroups();
        ContainerIdentifier identifier = host.identifier(expected);
        for (String path : List.of(ExpectedCgroups.COMMANDS + "1-ab", ExpectedCgroups.VERIFICATIONS + "1-ab", ExpectedCgroups.VERIFICATIONS + "1-ab/below")) {
            assertThat(identifier.identify(cgroup(path), CgroupSpan.NOW)).isInstanceOf(HostNoise.class);
            expected.expect(path, ContainerKind.CONTAINER, "ls", List.of("ls"));
            assertThat(identifier.identify(cgroup(path), CgroupSpan.NOW)).isInstanceOf(Found.class);
            expected.forget(path);
        }
        assertThat(identifier.identify(cgroup("/winnow-shop"), CgroupSpan.NOW)).isInstanceOf(NotYet.class);
    }

    @Test
    void commandsAndChosenUnitsAreWorkloads() throws Exception {
        ExpectedCgroups expected = new ExpectedCgroups();
        ContainerIdentifier identifier = host.identifier(expected, "nginx.service");
        expected.expect("/winnow/run-1", ContainerKind.COMMAND, "ls", List.of("ls", "-l"));
        ContainerDescription command = ((Found) identifier.identify(cgroup("/winnow/run-1"), CgroupSpan.NOW)).description();
        assertThat(command.kind()).isEqualTo(ContainerKind.COMMAND);
        assertThat(command.id()).isEqualTo("run-1");
        assertThat(command.command()).containsExactly("ls", "-l");
        expected.forget("/winnow/run-1");
        assertThat(identifier.identify(cgroup("/winnow/run-1"), CgroupSpan.NOW)).isInstanceOf(NotYet.class);

        ContainerDescription unit = ((Found) identifier.identify(cgroup("/system.slice/nginx.service"), CgroupSpan.NOW)).description();
        assertThat(unit.kind()).isEqualTo(ContainerKind.UNIT);
        assertThat(unit.id()).isEqualTo("nginx.service");
        assertThat(identifier.identify(cgroup("/system.slice/cron.service"), CgroupSpan.NOW)).isInstanceOf(HostNoise.class);
        assertThat(identifier.identify(cgroup("/user.slice/user-0.slice/session-1.scope"), CgroupSpan.NOW)).isInstanceOf(HostNoise.class);
    }

    @Test
    void aUnitHasWhatSystemdGivesIt() throws Exception {
        host.program("usr/bin/systemctl", "NoNewPrivileges=yes\\nCapabilityBoundingSet=cap_net_bind_service cap_setuid cap_unheard_of\\nSystemCallFilter=\\nUser=www-data\\n");
        CgroupRef cgroup = cgroup("/system.slice/nginx.service");
        Grants grants = ((Found) host.identifier("nginx.service").identify(cgroup, CgroupSpan.NOW)).description().grants();
        assertThat(grants.known()).isTrue();
        assertThat(grants.bounding()).containsExactly("CAP_NET_BIND_SERVICE", "CAP_SETUID");
        assertThat(grants.noNewPrivileges()).isTrue();
        assertThat(grants.seccomp()).isEqualTo(Seccomp.NONE);
        host.program("usr/bin/systemctl", "System has not been booted with systemd as init system (PID 1). Can't operate.\\n");
        assertThat(((Found) host.identifier("nginx.service").identify(cgroup, CgroupSpan.NOW)).description().grants()).isEqualTo(Grants.UNKNOWN);
    }

    @Test
    void aStateThatLeadsOutOfItsDirectoryIsNotFollowed() throws Exception {
        Path secret = Files.writeString(directory.resolve("secret.json"), HostFixture.config("\"stolen\"", "", ""));
        Path bundle = Files.createDirectories(directory.resolve("run/containerd/io.containerd.runtime.v2.task/moby/" + ID));
        Files.createSymbolicLink(bundle.resolve("config.json"), secret);
        Path linked = directory.resolve("run/containers/storage/overlay-containers");
        Files.createDirectories(linked);
        Path outside = Files.createDirectories(directory.resolve("outside/userdata"));
        Files.copy(secret, outside.resolve("config.json"));
        Files.createSymbolicLink(linked.resolve(ID), outside.getParent());
        assertThat(found("/docker/" + ID).command()).isEmpty();
    }

    @Test
    void untrustedStateFilesAreIgnored() throws Exception {
        String deep = "[".repeat(100_000);
        host.file("run/runc/deep/state.json", deep);
        host.file("run/runc/number/state.json", "5");
        host.file("run/runc/types/state.json", "{\"cgroup_paths\":[1],\"init_process_pid\":\"x\",\"config\":7}");
        host.file("run/runc/empty/state.json", "");
        new ProcessBuilder("mkfifo", Files.createDirectories(directory.resolve("run/runc/pipe")).resolve("state.json").toString()).start().waitFor();
        try (var file = new java.io.RandomAccessFile(
                Files.createDirectories(directory.resolve("run/runc/large")).resolve("state.json").toFile(), "rw")) {
            file.setLength(JsonFile.MAX_BYTES + 1L);
        }
        host.runc("run/runc", "web", "/w", "/b");
        assertThat(found("/w").id()).isEqualTo("web");
        assertThat(identify("/x")).isInstanceOf(NotYet.class);
    }

    @Test
    void untrustedNamesArePassedOnAsTheyAre() throws Exception {
        String untrusted = "\\u001b[31m</script>\\n\\\"';--";
        host.runc("run/runc", "web", "/w", "/b");
        host.file("b/config.json", HostFixture.config("\"" + untrusted + "\"", "", "\"" + untrusted + "\":\"" + untrusted + "\""));
        assertThat(found("/w").command()).containsExactly("\u001b[31m</script>\n\"';--");
    }

    @Test
    void howeverMuchAContainerIsCalledItsDocumentHasCapacityForIt() throws Exception {
        String labels = IntStream.range(0, 4000).mapToObj(i -> "\"label-" + i + "\":\"" + "\\u0001".repeat(200) + "\"").collect(Collectors.joining(","));
        host.runc("run/docker/runtime-runc/moby", ID, "/docker/" + ID, "/b");
        host.file("b/config.json", HostFixture.config("\"/app\",\"" + "\\u0001".repeat(500_000) + "\"", "", labels + ",\"team\":\"shop\""));
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json",
                "{\"Name\":\"" + "\\u0001".repeat(500_000) + "\",\"Config\":{\"Image\":\"" + "\\u0001".repeat(500_000) + "\"}}");
        ContainerDescription container = found("/docker/" + ID);
        assertThat(container.command()).startsWith("/app");
        assertThat(container.labels()).containsEntry("team", "shop");
        byte[] document = Payloads.encode(container.metadata(new SlotKey(1, 1), cgroup("/docker/" + ID), "node", 1, false));
        assertThat(document.length).isBetween(1_000_000, 4_000_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/user.slice/mine/docker-%s.scope", "/user.slice/mine/%s", "/user.slice/mine/further/docker-%s.scope"})
    void aNameThatAUserCanGiveACgroupIsNoProofOfBeingSomebodysContainer(String path) throws Exception {
        host.file("run/containerd/io.containerd.runtime.v2.task/moby/" + ID + "/config.json", HostFixture.config("\"/entry\"", "", ""));
        host.file("var/lib/docker/containers/" + ID + "/config.v2.json", "{\"Name\":\"/web-1\",\"Config\":{\"Image\":\"nginx:1.27\"}}");
        host.cgroup("/user.slice/mine");
        Files.setPosixFilePermissions(host.directory("/user.slice/mine"), PosixFilePermissions.fromString("rwxrwxrwx"));
        CgroupRef gone = new CgroupRef(77, path.formatted(ID));
        assertThat(host.identifier().identify(gone, CgroupSpan.NOW)).isInstanceOf(NotYet.class);
        if (!path.contains("/further/")) { // which would be the user's, too
            assertThat(identify(path.formatted(ID))).isInstanceOf(NotYet.class);
        }
        assertThat(found("/docker/" + ID).name()).isEqualTo("web-1");
    }

    @Test
    void namesThatAreNoFileNamesLeadNowhere() {
        for (String name : new String[] {"..", ".", "", "a/b", "/etc", "a\0b", "\ud800"}) {
            assertThat(JsonFile.below(directory, name, "config.json")).isEmpty();
        }
        assertThat(JsonFile.below(directory, "config.json")).hasValue(directory.resolve("config.json"));
    }

    @Test
    void aRuntimeThatIsReplacedIsAskedAgain() throws Exception {
        RuntimeVersions versions = new RuntimeVersions(host.paths().binaries());
        assertThat(versions.of("runc")).isEqualTo("1.1.5+ds1");
        host.program("usr/sbin/runc", "runc version 1.3.3\\n");
        Files.setLastModifiedTime(directory.resolve("usr/sbin/runc"), java.nio.file.attribute.FileTime.fromMillis(1));
        assertThat(versions.of("runc")).isEqualTo("1.3.3");
        assertThat(versions.of("youki")).isEmpty();
    }

    /** The kernel reports nothing of a directory before there is a watch on it. */
    @Test
    void theStateThatThereIsIsReadBeforeTheWatchBegins() throws Exception {
        host.crun("run/crun", "cache", "/system.slice/crun-cache.scope", 42, 777, HostFixture.config("\"redis\"", "", ""));
        ContainerIdentifier identifier = host.identifier();
        identifier.watch();
        assertThat(identifier.changes()).isEqualTo(1);
    }
}
