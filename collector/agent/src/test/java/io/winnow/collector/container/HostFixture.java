// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A host in a directory: the files that runtimes and managers write, as they write them. */
public final class HostFixture implements AutoCloseable {

    static final String ID = "0123456789abcdef".repeat(4);

    private static final long PID = 42;
    private static final long START = 777;

    private final Path root;
    private final List<ContainerIdentifier> identifiers = new ArrayList<>();

    public HostFixture(Path root) {
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

    public ContainerIdentifier identifier(String... units) {
        return identifier(new ExpectedCgroups(), units);
    }

    ContainerIdentifier identifier(ExpectedCgroups expected, String... units) {
        ContainerIdentifier identifier = new ContainerIdentifier(paths(), cgroups(), expected, Set.of(units));
        identifiers.add(identifier);
        return identifier;
    }

    @Override
    public void close() {
        identifiers.forEach(ContainerIdentifier::close);
    }

    /** Makes a cgroup, unless it is there. */
    public CgroupRef cgroup(String path) throws IOException {
        Files.createDirectories(directory(path));
        return cgroups().at(path).orElseThrow();
    }

    Path directory(String cgroupPath) {
        return cgroups().directory(cgroupPath).orElseThrow();
    }

    /** As rmdir does. */
    void removeCgroup(String path) throws IOException {
        Files.delete(directory(path));
    }

    void remove(String path) throws IOException {
        try (Stream<Path> tree = Files.walk(root.resolve(path))) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    public void file(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    /** A process called dockerd, and the host's first one; words of its command line are separated by spaces. */
    void daemon(int pid, String commandLine, String pidNamespace) throws IOException {
        namespaces(1, "pid:[1]");
        namespaces(pid, pidNamespace);
        file("proc/" + pid + "/comm", "dockerd\n");
        file("proc/" + pid + "/cmdline", commandLine.replace(' ', '\0') + "\0");
    }

    private void namespaces(int pid, String pidNamespace) throws IOException {
        Path directory = Files.createDirectories(root.resolve("proc/" + pid + "/ns"));
        Files.createSymbolicLink(directory.resolve("pid"), Path.of(pidNamespace));
        Files.createSymbolicLink(directory.resolve("mnt"), Path.of("mnt:[1]"));
    }

    /** Has a process be in a namespace, such as {@code net}. */
    void namespace(int pid, String kind, int number) throws IOException {
        Path directory = Files.createDirectories(root.resolve("proc/" + pid + "/ns"));
        Files.createSymbolicLink(directory.resolve(kind), Path.of(kind + ":[" + number + "]"));
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

    /** runc's state of a container whose process is in this cgroup. */
    public void runc(String root, String id, String cgroupPath, String bundle) throws IOException {
        cgroup(cgroupPath);
        process(PID, START, cgroupPath);
        runcState(root, id, PID, START, cgroupPath, bundle);
    }

    /** The state alone. */
    void runcState(String root, String id, long pid, long start, String cgroupPath, String bundle) throws IOException {
        file(root + "/" + id + "/state.json", "{\"id\":\"" + id + "\",\"init_process_pid\":" + pid + ",\"init_process_start\":" + start + ","
                + "\"cgroup_paths\":{\"\":\"/sys/fs/cgroup" + cgroupPath + "\",\"pids\":\"/sys/fs/cgroup/pids" + cgroupPath + "\"},"
                + "\"config\":{\"labels\":[\"a=b\",\"bundle=" + bundle + "\"]}}");
    }

    /** crun's status of a container whose process is in this cgroup; empty if the cgroup was left to crun's caller. */
    void crun(String root, String id, String cgroupPath, long pid, long startTicks, String config) throws IOException {
        if (!cgroupPath.isEmpty()) {
            cgroup(cgroupPath);
            process(pid, startTicks, cgroupPath);
        }
        file(root + "/" + id + "/status", "{\"pid\":" + pid + ",\"process-start-time\":" + startTicks + ",\"cgroup-path\":\"" + cgroupPath + "\",\"bundle\":\"/x\"}");
        file(root + "/" + id + "/config.json", config);
    }

    void process(long pid, long startTicks, String cgroupPath) throws IOException {
        file("proc/" + pid + "/stat", pid + " (a) b (c) S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 " + startTicks + " 20 21");
        file("proc/" + pid + "/cgroup", "2:pids:/elsewhere\n0::" + cgroupPath + "\n");
    }
}
