// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A host in a directory: the files that runtimes and managers write, as they write them. */
final class HostFixture {

    static final String ID = "0123456789abcdef".repeat(4);

    private final Path root;

    HostFixture(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    HostPaths paths() {
        return HostPaths.below(root);
    }

    CgroupFileSystem cgroups() {
        return new CgroupFileSystem(root.resolve("sys/fs/cgroup"), root.resolve("proc"));
    }

    ContainerIdentifier identifier(String... units) {
        return new ContainerIdentifier(paths(), cgroups(), new Commands(), java.util.Set.of(units));
    }

    void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    void program(String path, String output) throws IOException {
        file(path, "#!/bin/sh\nprintf '" + output + "'\n");
        Files.setPosixFilePermissions(root.resolve(path), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static String config(String args, String extraLinux, String annotations) {
        return "{\"ociVersion\":\"1.0.2\",\"process\":{\"user\":{\"uid\":33,\"gid\":33},\"args\":[" + args + "],\"noNewPrivileges\":true,"
                + "\"capabilities\":{\"bounding\":[\"CAP_CHOWN\",\"CAP_NET_RAW\",\"CAP_BOGUS\"],\"effective\":[\"CAP_CHOWN\"]}},"
                + "\"annotations\":{" + annotations + "},\"linux\":{" + extraLinux + "}}";
    }

    static final String PRIVATE_PIDS = "\"namespaces\":[{\"type\":\"mount\"},{\"type\":\"pid\"}]";

    /** runc's state of a container whose cgroup is at this path. */
    void runc(String root, String id, String cgroupPath, String bundle) throws IOException {
        file(root + "/" + id + "/state.json", "{\"id\":\"" + id + "\",\"init_process_pid\":42,\"init_process_start\":777,"
                + "\"cgroup_paths\":{\"\":\"/sys/fs/cgroup" + cgroupPath + "\",\"pids\":\"/sys/fs/cgroup/pids" + cgroupPath + "\"},"
                + "\"config\":{\"labels\":[\"a=b\",\"bundle=" + bundle + "\"]}}");
    }

    void crun(String root, String id, String cgroupPath, long pid, long startTicks, String config) throws IOException {
        file(root + "/" + id + "/status", "{\"pid\":" + pid + ",\"process-start-time\":" + startTicks + ",\"cgroup-path\":\"" + cgroupPath + "\",\"bundle\":\"/x\"}");
        file(root + "/" + id + "/config.json", config);
    }

    void process(long pid, long startTicks, String cgroupPath) throws IOException {
        file("proc/" + pid + "/stat", pid + " (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 " + startTicks + " 20 21");
        file("proc/" + pid + "/cgroup", "2:pids:/elsewhere\n0::" + cgroupPath + "\n");
    }
}
