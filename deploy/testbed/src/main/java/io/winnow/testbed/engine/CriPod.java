// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A pod on the host's network that a CRI runtime keeps, with the labels and below the cgroup that the kubelet would give it. Closing it ends and removes it.
 * The numbers of fields are those of the CRI, version 1 (k8s.io/cri-api, pkg/apis/runtime/v1/api.proto).
 */
public final class CriPod implements AutoCloseable {
    /** Not the kubelet's own, which would end what it does not know below it. */
    static final String CGROUPS = "kubepods-testbed";

    private static final int HOST = 2;
    private static final String POD_LABELS = "io.kubernetes.pod.";
    private static final String CONTAINER_LABEL = "io.kubernetes.container.name";

    /** What the kubelet has the runtime hide and protect (k8s.io/kubernetes, pkg/securitycontext/util.go). */
    private static final List<String> HIDDEN = List.of("/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
            "/proc/sched_debug", "/proc/scsi", "/sys/firmware");
    private static final List<String> READ_ONLY = List.of("/proc/asound", "/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private final CriSocket runtime;
    private final Map<String, String> identity;
    private final CriMessage config;
    private final String id;

    /**
     * Has the runtime make the pod and its sandbox.
     *
     * @param labels of its own
     */
    CriPod(CriSocket runtime, String namespace, String name, String uid, Map<String, String> labels) {
        this.runtime = runtime;
        this.identity = Map.of(POD_LABELS + "namespace", namespace, POD_LABELS + "name", name, POD_LABELS + "uid", uid);
        Map<String, String> all = new HashMap<>(labels);
        all.putAll(identity);
        CriMessage security = new CriMessage().message(1, onHostsNetwork());
        config = new CriMessage()
                .message(1, new CriMessage().text(1, name).text(2, uid).text(3, namespace))
                .map(6, all)
                .message(8, new CriMessage().text(1, "/" + CGROUPS + "/besteffort/pod" + uid).message(2, security));
        id = runtime.call(CriSocket.RUNTIME, "RunPodSandbox", new CriMessage().message(1, config)).text(1);
    }

    private static CriMessage onHostsNetwork() {
        return new CriMessage().number(1, HOST);
    }

    /** Of its sandbox. */
    public String id() {
        return id;
    }

    /** Starts a container as the runtime's defaults have it. @return its id */
    public String start(String name, String image, String... command) {
        return start(name, image, new CriMessage(), command);
    }

    /** Starts one of user 33 without capabilities, with a read-only root and no new privileges, under the runtime's default seccomp profile. @return its id */
    public String startHardened(String name, String image, String... command) {
        CriMessage security = new CriMessage()
                .message(1, new CriMessage().text(2, "ALL"))
                .message(5, new CriMessage().number(1, 33))
                .yes(7)
                .yes(11)
                .message(15, new CriMessage().number(1, 0));
        return start(name, image, security, command);
    }

    private String start(String name, String image, CriMessage security, String... command) {
        Map<String, String> labels = new HashMap<>(identity);
        labels.put(CONTAINER_LABEL, name);
        security.message(3, onHostsNetwork()).texts(13, HIDDEN).texts(14, READ_ONLY);
        CriMessage container = new CriMessage()
                .message(1, new CriMessage().text(1, name))
                .message(2, new CriMessage().text(1, image))
                .texts(3, List.of(command))
                .map(9, labels)
                .message(15, new CriMessage().message(2, security));
        String started = runtime.call(CriSocket.RUNTIME, "CreateContainer", new CriMessage().text(1, id).message(2, container).message(3, config)).text(1);
        runtime.call(CriSocket.RUNTIME, "StartContainer", new CriMessage().text(1, started));
        return started;
    }

    /** Runs a further command in one of its containers. @return what it wrote */
    public String exec(String container, String... command) {
        CriAnswer answer = runtime.call(CriSocket.RUNTIME, "ExecSync", new CriMessage().text(1, container).texts(2, List.of(command)).number(3, 20));
        if (answer.number(3) != 0) {
            throw new IllegalStateException("exit=" + answer.number(3) + " stderr=" + answer.text(2));
        }
        return answer.text(1);
    }

    @Override
    public void close() {
        runtime.call(CriSocket.RUNTIME, "StopPodSandbox", new CriMessage().text(1, id));
        runtime.call(CriSocket.RUNTIME, "RemovePodSandbox", new CriMessage().text(1, id));
    }
}
