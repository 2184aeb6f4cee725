// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a container shall be, in the terms of the OCI runtime specification. Immutable: each {@code with…} gives a changed copy.
 *
 * @param args            the command and its arguments
 * @param environment     as NAME=value
 * @param uid             user id of the process
 * @param gid             group id of the process
 * @param capabilities    as CAP_NAME: bounding, permitted and effective set
 * @param noNewPrivileges whether setuid programs gain nothing
 * @param seccomp         an OCI {@code linux.seccomp} object, or null for an unconfined container
 * @param cgroup          the container's cgroup below the root of the hierarchy, or null for the runtime's own choice
 * @param privatePids     whether the container has a pid namespace of its own
 * @param privateNetwork  whether the container has a network namespace of its own; otherwise it shares the host's
 * @param annotations     free text by name
 */
public record OciSpec(List<String> args, List<String> environment, int uid, int gid, List<String> capabilities,
        boolean noNewPrivileges, JsonNode seccomp, String cgroup, boolean privatePids, boolean privateNetwork,
        Map<String, String> annotations) {

    /** The capabilities that Docker grants when it is not told otherwise. */
    public static final List<String> DOCKER_CAPABILITIES = List.of("CAP_AUDIT_WRITE", "CAP_CHOWN", "CAP_DAC_OVERRIDE",
            "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_MKNOD", "CAP_NET_BIND_SERVICE", "CAP_NET_RAW", "CAP_SETFCAP",
            "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT");

    public OciSpec {
        args = List.copyOf(args);
        environment = List.copyOf(environment);
        capabilities = List.copyOf(capabilities);
        annotations = Map.copyOf(annotations);
    }

    /**
     * A command as root with Docker's capabilities, unconfined, without no_new_privs, in namespaces of its own but for the
     * network: loopback is the host's, so that a test can talk to a server.
     */
    public static OciSpec of(String... args) {
        return new OciSpec(List.of(args), List.of("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), 0, 0,
                DOCKER_CAPABILITIES, false, null, null, true, false, Map.of());
    }

    public OciSpec withArgs(String... newArgs) {
        return new OciSpec(List.of(newArgs), environment, uid, gid, capabilities, noNewPrivileges, seccomp, cgroup, privatePids,
                privateNetwork, annotations);
    }

    public OciSpec withEnvironment(String... newEnvironment) {
        return new OciSpec(args, List.of(newEnvironment), uid, gid, capabilities, noNewPrivileges, seccomp, cgroup, privatePids,
                privateNetwork, annotations);
    }

    public OciSpec withUser(int newUid, int newGid) {
        return new OciSpec(args, environment, newUid, newGid, capabilities, noNewPrivileges, seccomp, cgroup, privatePids,
                privateNetwork, annotations);
    }

    public OciSpec withCapabilities(List<String> newCapabilities) {
        return new OciSpec(args, environment, uid, gid, newCapabilities, noNewPrivileges, seccomp, cgroup, privatePids,
                privateNetwork, annotations);
    }

    public OciSpec withNoNewPrivileges(boolean on) {
        return new OciSpec(args, environment, uid, gid, capabilities, on, seccomp, cgroup, privatePids, privateNetwork, annotations);
    }

    /** Null for an unconfined container. A profile in Docker's form goes through {@link DockerSeccomp} first. */
    public OciSpec withSeccomp(JsonNode oci) {
        return new OciSpec(args, environment, uid, gid, capabilities, noNewPrivileges, oci, cgroup, privatePids, privateNetwork,
                annotations);
    }

    public OciSpec withCgroup(String path) {
        return new OciSpec(args, environment, uid, gid, capabilities, noNewPrivileges, seccomp, path, privatePids, privateNetwork,
                annotations);
    }

    public OciSpec withPrivatePids(boolean on) {
        return new OciSpec(args, environment, uid, gid, capabilities, noNewPrivileges, seccomp, cgroup, on, privateNetwork,
                annotations);
    }

    public OciSpec withPrivateNetwork(boolean on) {
        return new OciSpec(args, environment, uid, gid, capabilities, noNewPrivileges, seccomp, cgroup, privatePids, on,
                annotations);
    }

    public OciSpec withAnnotation(String name, String value) {
        Map<String, String> more = new TreeMap<>(annotations);
        more.put(name, value);
        return new OciSpec(args, environment, uid, gid, capabilities, noNewPrivileges, seccomp, cgroup, privatePids, privateNetwork,
                more);
    }
}
