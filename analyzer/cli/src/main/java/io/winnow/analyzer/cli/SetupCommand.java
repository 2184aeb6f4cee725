// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.composition.PinDirectory;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.collector.record.IoReason;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code winnow setup}: the directories of a collector and an analyzer that are two users. Each writes what is its own and reads what the other
 * writes; neither can replace a directory of the other's. Repeating it changes nothing.
 */
@Command(
        name = "setup",
        description = {
            "Make the directories for `winnow collect` and `winnow analyze` as two users, and give each to its user. Needs root.",
            "/run and /sys/fs/bpf are empty after a boot: run it before each start, as the systemd units in deploy/systemd do."
        },
        mixinStandardHelpOptions = true)
final class SetupCommand implements Callable<Integer> {

    /** The state directory is the superuser's; its group makes files there, and the sticky bit keeps each from the other's. Who may not list it passes. */
    private static final int SHARED = 01771;
    private static final int PASSED = 0751;
    private static final int READ_BY_GROUP = 02750;
    private static final int OWN = 0700;
    private static final int SEEN_BY_ALL = 0755;

    @ParentCommand
    private CommandContext context;

    @Option(names = "--analyzer", required = true, paramLabel = "USER[:GROUP]",
            description = "User of `winnow analyze`, by name or number. Its group, by default of the same name, reads the queue.")
    private String analyzer;

    @Option(names = "--collector", defaultValue = "0:0", paramLabel = "USER[:GROUP]", description = "User of `winnow collect`. Default: root.")
    private String collector;

    @Option(names = "--profiles", paramLabel = "DIRECTORY",
            description = "Give the analyzer also a directory for exported profiles, such as one below the kubelet's seccomp directory.")
    private Path profiles;

    @Spec
    private CommandSpec spec;

    /** A user and its group. */
    private record Account(UserPrincipal user, GroupPrincipal group) {}

    @Override
    public Integer call() {
        Settings settings = context.settings();
        Account reader = account(analyzer);
        Account writer = account(collector);
        Account root = account("0:0");
        make(settings.state(), new Account(root.user(), reader.group()), SHARED);
        make(settings.events().getParent(), new Account(root.user(), reader.group()), PASSED);
        make(settings.events(), new Account(writer.user(), reader.group()), READ_BY_GROUP);
        make(settings.control(), new Account(reader.user(), writer.group()), READ_BY_GROUP);
        make(settings.baselines(), reader, OWN);
        make(settings.api().socket().toAbsolutePath().getParent(), reader, SEEN_BY_ALL);
        if (profiles != null) {
            make(profiles, reader, SEEN_BY_ALL);
        }
        Path pins = settings.collector().pins();
        if (!pins.toString().isEmpty()) {
            PinDirectory.prepare(pins).ifPresent(directory -> make(directory, writer, OWN));
        }
        return ExitCode.OK;
    }

    private void make(Path directory, Account owner, int mode) {
        try {
            Files.createDirectories(directory);
            Path real = directory.toRealPath();
            if (real.getNameCount() < 2 || isShared(real)) {
                throw new CommandException(ExitCode.USAGE, real + " is the whole system's: configure a directory below it, for Winnow alone");
            }
            PosixFileAttributeView view = Files.getFileAttributeView(real, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
            view.setOwner(owner.user());
            view.setGroup(owner.group());
            Files.setAttribute(real, "unix:mode", mode);
            spec.commandLine().getOut().println(TerminalText.printable(directory + ": " + owner.user().getName() + ", group " + owner.group().getName()
                    + ", mode " + Integer.toOctalString(mode)));
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, directory + " cannot be given to " + owner.user().getName() + " (" + IoReason.of(e)
                    + "): run as root, on a file system that keeps owners", e);
        }
    }

    /** Whether everybody may write there, as in {@code /tmp}. */
    private static boolean isShared(Path directory) throws IOException {
        return ((Integer) Files.getAttribute(directory, "unix:mode") & 02) != 0;
    }

    private static Account account(String text) {
        String user = text.contains(":") ? text.substring(0, text.indexOf(':')) : text;
        String group = text.contains(":") ? text.substring(text.indexOf(':') + 1) : text;
        UserPrincipalLookupService names = FileSystems.getDefault().getUserPrincipalLookupService();
        try {
            return new Account(names.lookupPrincipalByName(user), names.lookupPrincipalByGroupName(group));
        } catch (UserPrincipalNotFoundException e) {
            throw new CommandException(ExitCode.USAGE, "there is no user or group \"" + e.getName() + "\": make it, or give USER:GROUP", e);
        } catch (IOException e) {
            throw new CommandException(ExitCode.FAILURE, "the users of this host cannot be read (" + IoReason.of(e) + "): give numbers", e);
        }
    }
}
