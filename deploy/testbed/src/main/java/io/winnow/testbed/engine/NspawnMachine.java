// SPDX-License-Identifier: Apache-2.0
package io.winnow.testbed.engine;

import io.winnow.testbed.Cgroup;
import io.winnow.testbed.Leftovers;
import io.winnow.testbed.Rootfs;
import io.winnow.testbed.Shell;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A container of {@code systemd-nspawn}, in a cgroup as systemd makes it for one: no systemd has to run here. Needs root.
 */
public final class NspawnMachine implements AutoCloseable {
    private static final String SLICE = "machine.slice";
    /* systemd.unit(5) */
    private static final String HYPHEN = "\\x2d";

    private final Cgroup cgroup;
    private final Process process;

    private NspawnMachine(Cgroup cgroup, Process process) {
        this.cgroup = cgroup;
        this.process = process;
        Leftovers.add(this);
    }

    /** @param name letters, digits and hyphens */
    public static NspawnMachine start(String name, Rootfs rootfs, String... command) {
        Cgroup cgroup = Cgroup.create(SLICE + "/machine-" + name.replace("-", HYPHEN) + ".scope");
        List<String> words = new ArrayList<>(List.of("sh", "-c", "echo $$ > \"$0\"/cgroup.procs && exec \"$@\"", cgroup.path().toString(),
                "systemd-nspawn", "--register=no", "--keep-unit", "--quiet", "--machine=" + name, "--directory=" + rootfs.path()));
        words.addAll(List.of(command));
        try {
            return new NspawnMachine(cgroup, new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run systemd-nspawn: run deploy/install-dependencies", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        cgroup.close();
        Path hierarchies = Cgroup.unified().getParent();
        if (Cgroup.hybrid()) { // it makes the same cgroups for systemd
            Shell.run("find", hierarchies.resolve("systemd").resolve(SLICE).toString(), "-depth", "-type", "d", "-exec", "rmdir", "{}", ";");
        }
        Shell.run("rmdir", Cgroup.unified().resolve(SLICE).toString());
        Leftovers.remove(this);
    }
}
