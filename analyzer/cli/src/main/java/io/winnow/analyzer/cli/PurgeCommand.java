// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.DirectoryTree;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow purge}: what {@code winnow setup} made, and all that is in it, goes. Repeating it changes nothing. */
@Command(
        name = "purge",
        description = {
            "Remove what Winnow keeps on this host: the tracer in the kernel, the queues, what was learned, and the violations. Needs root.",
            "Stop `winnow collect` and `winnow analyze` first. Nothing brings it back; violations that were sent to Kafka stay there."
        },
        mixinStandardHelpOptions = true)
final class PurgeCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Option(names = "--yes", description = "Do it. Without, only list the directories.")
    private boolean confirmed;

    @Option(names = "--stay", description = "Then wait for the end, as the containers of a DaemonSet must.")
    private boolean stay;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = context.settings();
        List<Path> kept = List.of(settings.collector().pins(), settings.state(), settings.api().socket().toAbsolutePath().getParent());
        for (Path directory : kept) {
            if (!directory.toString().isEmpty() && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
                if (confirmed) {
                    remove(directory);
                }
                spec.commandLine().getOut().println(directory + (confirmed ? ": removed" : ": would be removed (--yes)"));
            }
        }
        spec.commandLine().getOut().flush();
        if (stay) {
            new CountDownLatch(1).await();
        }
        return ExitCode.OK;
    }

    /** A directory that is a mount point stays, empty. */
    private static void remove(Path directory) {
        try {
            DirectoryTree tree = new DirectoryTree(directory);
            if (isMountPoint(directory)) {
                tree.deleteContents();
            } else {
                tree.delete();
            }
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, directory + " cannot be removed (" + IoReason.of(e)
                    + "): stop the services, and run as root", e);
        }
    }

    private static boolean isMountPoint(Path directory) throws IOException {
        String line = " " + directory.toRealPath() + " ";
        try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
            return mounts.anyMatch(mount -> mount.contains(line));
        }
    }
}
