// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Isolation.Namespace;
import java.util.function.Function;

/**
 * A rule of good posture. A new one is a row here, a check, and a row in docs/posture.md.
 *
 * <p>A rule's id is part of what other programs read: it does not change.
 */
public enum PostureRule {
    PRIVILEGED("privileged", Severity.CRITICAL, "The container is privileged",
            "start it without --privileged; add the one capability, device or mount that it needs",
            Standards.of("5.5", "5.2.2", PodSecurityLevel.BASELINE), PrivilegeChecks::privileged),
    CAPABILITY_ADDED("capability-added", Severity.HIGH, "Capabilities were granted beyond Docker's default",
            "drop ALL and add what `winnow export` says is needed", Standards.of("5.4", "5.2.9", PodSecurityLevel.BASELINE), PrivilegeChecks::added),
    CAPABILITY_UNUSED("capability-unused", Severity.LOW, "Capabilities were granted and never used",
            "drop ALL and add what `winnow export` says is needed", Standards.of("5.4", "5.2.10", PodSecurityLevel.RESTRICTED), PrivilegeChecks::unused),
    ROOT("root", Severity.MEDIUM, "The entrypoint runs as the host's root",
            "set a user in the image or with --user (runAsNonRoot), or give the container a user namespace",
            Standards.of("4.1", "5.2.7", PodSecurityLevel.RESTRICTED), PrivilegeChecks::root),
    NEW_PRIVILEGES("new-privileges", Severity.MEDIUM, "Programs may gain privileges when they are executed",
            "start it with --security-opt no-new-privileges (allowPrivilegeEscalation: false)",
            Standards.of("5.26", "5.2.6", PodSecurityLevel.RESTRICTED), PrivilegeChecks::newPrivileges),
    SET_ID_PROGRAM("set-id-program", Severity.MEDIUM, "A set-user-id or set-group-id program gave its caller another identity",
            "take the bit away in the image (chmod a-s), or start it with no-new-privileges",
            Standards.of("4.8", "5.2.6", PodSecurityLevel.RESTRICTED), PrivilegeChecks::setIdPrograms),
    SECCOMP("seccomp", Severity.HIGH, "No seccomp profile filters the system calls",
            "use the engine's default profile, or the one that `winnow export` writes",
            Standards.of("5.22", "5.6.2", PodSecurityLevel.RESTRICTED), ModuleChecks::seccomp),
    APPARMOR("apparmor", Severity.MEDIUM, "The host has AppArmor, and no profile confines the container",
            "use the engine's default profile, or one made from `winnow export --format apparmor`",
            Standards.of("5.2", "5.6.3", PodSecurityLevel.BASELINE), ModuleChecks::apparmor),
    SELINUX("selinux", Severity.MEDIUM, "The host has SELinux, and no type confines the container",
            "start it without label=disable, and the engine with SELinux on",
            Standards.of("5.3", "5.6.3", PodSecurityLevel.BASELINE), ModuleChecks::selinux),
    HOST_PID("host-pid", Severity.HIGH, "The container sees the host's processes",
            "start it without --pid=host (hostPID)", Standards.of("5.16", "5.2.3", PodSecurityLevel.BASELINE), NamespaceChecks.of(Namespace.PID)),
    HOST_NETWORK("host-network", Severity.HIGH, "The container uses the host's network",
            "start it without --network=host (hostNetwork), and publish the ports that it serves",
            Standards.of("5.10", "5.2.5", PodSecurityLevel.BASELINE), NamespaceChecks.of(Namespace.NETWORK)),
    HOST_IPC("host-ipc", Severity.MEDIUM, "The container uses the host's shared memory and queues",
            "start it without --ipc=host (hostIPC)", Standards.of("5.17", "5.2.4", PodSecurityLevel.BASELINE), NamespaceChecks.of(Namespace.IPC)),
    HOST_UTS("host-uts", Severity.LOW, "The container uses the host's name",
            "start it without --uts=host", Standards.of("5.21", ""), NamespaceChecks.of(Namespace.UTS)),
    HOST_CGROUP("host-cgroup", Severity.LOW, "The container sees the host's cgroups",
            "start it with --cgroupns=private", Standards.of("", ""), NamespaceChecks.of(Namespace.CGROUP)),
    HOST_USERS("host-users", Severity.MEDIUM, "The container uses the host's users though its engine gives containers users of their own",
            "start it without --userns=host", Standards.of("5.31", ""), NamespaceChecks::users),
    WRITABLE_ROOT("writable-root", Severity.LOW, "The root file system can be written",
            "start it with --read-only (readOnlyRootFilesystem: true) and volumes for what it writes", Standards.of("5.13", "5.6.3"), MountChecks::writableRoot),
    RUNTIME_SOCKET("runtime-socket", Severity.CRITICAL, "The container can reach the socket of a container engine",
            "take the mount away: who may ask the engine is root on the host", Standards.of("5.32", "5.2.12", PodSecurityLevel.BASELINE), MountChecks::sockets),
    HOST_PATH("host-path", Severity.CRITICAL, "The container sees a sensitive directory of the host",
            "mount a volume, or the one file that it needs, read-only", Standards.of("5.6", "5.2.12", PodSecurityLevel.BASELINE), MountChecks::paths),
    SHARED_MOUNT("shared-mount", Severity.MEDIUM, "Mounts that the container makes appear on the host",
            "mount with the propagation rslave or rprivate", Standards.of("5.20", ""), MountChecks::shared),
    DEVICE("device", Severity.HIGH, "The container has devices of the host",
            "take --device away, or give the one device that it needs", Standards.of("5.18", ""), DeviceChecks::devices),
    KERNEL_PATHS("kernel-paths", Severity.MEDIUM, "Files of the kernel are open that engines hide or make read-only",
            "start it without systempaths=unconfined (procMount: Default)", Standards.of("", "5.6.3", PodSecurityLevel.BASELINE), DeviceChecks::kernelPaths),
    ENGINE_TCP("engine-tcp", Severity.CRITICAL, "The Docker engine takes requests from the network",
            "listen on the unix socket only, and use ssh:// from afar; at the least set tlsverify", Standards.of("2.7", ""), Scope.HOST, HostChecks::listeners);

    /** What a rule is about. */
    public enum Scope {
        CONTAINER,
        HOST
    }

    private final String id;
    private final Severity worst;
    private final String title;
    private final String remedy;
    private final Standards standards;
    private final Scope scope;
    private final Function<PostureSubject, Judgement> check;

    PostureRule(String id, Severity worst, String title, String remedy, Standards standards, Function<PostureSubject, Judgement> check) {
        this(id, worst, title, remedy, standards, Scope.CONTAINER, check);
    }

    PostureRule(String id, Severity worst, String title, String remedy, Standards standards, Scope scope, Function<PostureSubject, Judgement> check) {
        this.id = id;
        this.worst = worst;
        this.title = title;
        this.remedy = remedy;
        this.standards = standards;
        this.scope = scope;
        this.check = check;
    }

    /** The name in documents. */
    public String id() {
        return id;
    }

    /** The severity of its worst evidence. */
    public Severity worst() {
        return worst;
    }

    /** What is wrong, in a sentence. */
    public String title() {
        return title;
    }

    /** What to do about it. */
    public String remedy() {
        return remedy;
    }

    public Standards standards() {
        return standards;
    }

    public Scope scope() {
        return scope;
    }

    /** Whether a privileged container breaks it because it is privileged. */
    boolean partOfPrivileged() {
        return switch (this) {
            case CAPABILITY_ADDED, CAPABILITY_UNUSED, SECCOMP, APPARMOR, SELINUX, DEVICE, KERNEL_PATHS -> true;
            default -> false;
        };
    }

    Judgement check(PostureSubject subject) {
        return check.apply(subject);
    }
}
