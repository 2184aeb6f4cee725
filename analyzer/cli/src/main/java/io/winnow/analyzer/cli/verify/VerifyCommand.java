// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.verify;

import io.winnow.analyzer.capability.CapabilityUse;
import io.winnow.analyzer.cli.baselines.BaselinesOption;
import io.winnow.analyzer.cli.baselines.CapabilityOptions;
import io.winnow.analyzer.cli.baselines.ProfileFile;
import io.winnow.analyzer.cli.composition.Composition;
import io.winnow.analyzer.cli.composition.LibseccompLibrary;
import io.winnow.analyzer.cli.composition.Preflight;
import io.winnow.analyzer.cli.composition.TemporaryDirectory;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.observe.Executables;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow verify}: does it run under this profile? */
@Command(
        name = "verify",
        description = {
            "Run a command or a container under a seccomp profile and a capability set, and report every call that was refused.",
            "A command runs under runc in a bundle made for it: on the host's own root file system, which is read-only unless --writable says"
                    + " otherwise (what is mounted below it stays as it is), and in the host's namespaces but for the mounts. A profile must then"
                    + " also allow what runc does behind the filter: suggestions made from a container do.",
            "A bundle is not changed: a copy of its config.json gets the profile and the capabilities, and no terminal.",
            "Refusals are listed in the order in which they came. What was refused AFTER another call may be how the program takes that: allow the"
                    + " other one and verify again. A capability that was asked for and refused is shown, but is no refusal: most programs go on without.",
            "A call that the profile answers with \"not implemented\" by a rule of its own, as clone3, is shown and is no refusal."
        },
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "winnow verify --profile FILE [OPTIONS] -- COMMAND [ARG…]",
            "       winnow verify --profile FILE [OPTIONS] --runtime NAME --bundle DIR"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:nothing was refused, and the command succeeded",
            "1:something was refused, or the command failed",
            "2:something is wrong with the command line, the profile or the bundle",
            "3:this host cannot: no privilege, no BTF, no runtime",
            "125:Winnow itself failed"
        })
public final class VerifyCommand implements Callable<Integer> {

    @ParentCommand
    private CommandContext context;

    @Option(names = "--profile", paramLabel = "FILE", required = true,
            description = "Profile of Docker, OCI or the Security Profiles Operator, or docker-default.")
    private String profile;

    @Mixin
    private CapabilityOptions capabilities;

    @Option(names = "--runtime", paramLabel = "NAME", defaultValue = "runc", description = "${COMPLETION-CANDIDATES}; a command needs runc. Default: ${DEFAULT-VALUE}")
    private VerifyRuntime.Name runtime;

    @Option(names = "--bundle", paramLabel = "DIR", description = "An OCI bundle: a directory with a config.json.")
    private Path bundle;

    @Option(names = "--no-new-privileges", description = "Run with no_new_privs.")
    private boolean noNewPrivileges;

    @Option(names = "--writable", description = "A command may write to the host's root file system.")
    private boolean writable;

    @Option(names = "--minimize", description = "Of a bundle: run it once more without each of its capabilities, and print the smallest set with which it ends"
            + " as it did. Each run finds what the one before left in the bundle's root file system.")
    private boolean minimize;

    @Option(names = "--timeout", paramLabel = "TIME", description = "End it after this time, as 30s or 5m.")
    private Duration timeout;

    @Mixin
    private OutputOption output;

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The command and its arguments, after --.")
    private List<String> command = List.of();

    @Spec
    private CommandSpec spec;

    /** What came of it. */
    private record Document(
            List<String> command, String runtime, int exitCode, List<Denials.Refused> refused, List<Denials.Refused> notImplementedOnPurpose,
            Set<Capability> capabilities, List<RefusedCapability> refusedCapabilities, Minimization.Result minimal) {}

    @Override
    @SuppressWarnings("try") // to be closed is all that a resource is for
    public Integer call() throws IOException, InterruptedException {
        requireOneThing();
        requireProgram();
        ProfileFile file = ProfileFile.read(profile);
        file.remarks().forEach(this::remark);
        try (TemporaryDirectory temporary = TemporaryDirectory.make()) {
            Path directory = Files.createDirectory(temporary.path().resolve("bundle"));
            Optional<Path> hostRoot = bundle == null ? Optional.of(Files.createDirectory(temporary.path().resolve("root"))) : Optional.empty();
            VerifyBundle wanted = wanted(hostRoot);
            Set<Capability> granted = wanted.capabilities();
            SeccompProfile seccomp = file.resolve(granted);
            LibseccompLibrary.find().flatMap(installed -> installed.remark(seccomp.allowedNames())).ifPresent(this::remark);
            VerifyRuntime.require(runtime);
            Preflight.requireTracing();
            VerifyRuntime caller = new VerifyRuntime(runtime, temporary.path().resolve("state"), hostRoot, hybrid());
            Verification.Run run = new Verification.Run(caller, wanted.withSeccomp(seccomp), directory, timeout, Redirect.INHERIT, process -> {});
            Verification verification = new Verification(new Composition(context.settings()));
            try (Ending.OnSignal ignored = Ending.onSignal(verification::interrupt); verification) {
                Verification.Result result = verification.run(run, spec.commandLine().getErr());
                List<Denials.Refused> refused = result.denials().refused(runtime.inForce(seccomp));
                if (!result.started() && refused.isEmpty()) {
                    throw new CommandException(ExitCode.USAGE, "the container did not start, and nothing that was refused is the reason: what "
                            + runtime + " says above is");
                }
                List<CapabilityUse> refusedCapabilities = verification.capabilityRefusals();
                Minimization.Runner without = fewer -> minimizationRun(verification, new Verification.Run(caller,
                        wanted.withCapabilities(fewer).withSeccomp(file.resolve(fewer)), directory, timeout, Redirect.DISCARD, process -> {}), file.resolve(fewer));
                Minimization.Result minimal = !minimize ? null : new Minimization(without, spec.commandLine().getErr())
                        .minimize(minimizationRun(result, seccomp), granted);
                return report(wanted, result.exitCode(), refused, refusedCapabilities, minimal);
            }
        }
    }

    private Minimization.Run minimizationRun(Verification verification, Verification.Run run, SeccompProfile profile) throws IOException, InterruptedException {
        return minimizationRun(verification.run(run, spec.commandLine().getErr()), profile);
    }

    private Minimization.Run minimizationRun(Verification.Result result, SeccompProfile profile) {
        return new Minimization.Run(result.exitCode(),
                result.denials().refused(runtime.inForce(profile)).stream().filter(each -> !each.onPurpose()).map(Denials.Refused::syscall).distinct().toList(),
                result.refusedChecks());
    }

    private void remark(String remark) {
        spec.commandLine().getErr().println("winnow: " + TerminalText.printable(profile + ": " + remark));
    }

    private void requireOneThing() {
        if (command.isEmpty() == (bundle == null)) {
            throw new CommandLine.ParameterException(spec.commandLine(), command.isEmpty()
                    ? "give a command after --, or a bundle with --bundle"
                    : "give either a command or --bundle");
        }
        if (minimize && bundle == null) {
            throw new CommandLine.ParameterException(spec.commandLine(), "--minimize needs a --bundle");
        }
        if (bundle == null && runtime != VerifyRuntime.Name.runc) {
            throw new CommandLine.ParameterException(spec.commandLine(), "a command runs under runc only: --runtime " + runtime + " needs a --bundle");
        }
    }

    private void requireProgram() {
        try {
            if (bundle == null) {
                Executables.require(command.get(0));
            }
        } catch (CommandException e) {
            throw new CommandException(ExitCode.USAGE, e.getMessage(), e);
        }
    }

    private VerifyBundle wanted(Optional<Path> hostRoot) throws IOException {
        VerifyBundle given = hostRoot.isPresent()
                ? VerifyBundle.of(command, CallerFile.read(), hostRoot.get(), writable)
                : VerifyBundle.of(bundle, BaselinesOption.content(bundle.resolve("config.json")));
        VerifyBundle confined = capabilities.given() ? given.withCapabilities(capabilities.from(given.capabilities())) : given;
        return noNewPrivileges ? confined.withNoNewPrivileges() : confined;
    }

    private static boolean hybrid() {
        return !Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers"));
    }

    private int report(VerifyBundle wanted, int code, List<Denials.Refused> all, List<CapabilityUse> capabilityRefusals, Minimization.Result minimal) {
        List<Denials.Refused> refused = all.stream().filter(each -> !each.onPurpose()).toList();
        List<Denials.Refused> onPurpose = all.stream().filter(Denials.Refused::onPurpose).toList();
        Document document = new Document(wanted.command(), runtime.name(), code, refused, onPurpose, wanted.capabilities(),
                capabilityRefusals.stream().map(RefusedCapability::of).toList(), minimal);
        try {
            output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        } catch (CommandException e) {
            throw new CommandException(ExitCode.PROFILE_FAILED, e.getMessage(), e);
        }
        return refused.isEmpty() && code == 0 ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private static void print(PrintWriter out, Document document) {
        if (!document.refused().isEmpty()) {
            table(out, document.refused());
            out.println();
        }
        if (!document.refusedCapabilities().isEmpty()) {
            capabilities(out, document.refusedCapabilities());
        }
        document.notImplementedOnPurpose().forEach(each -> out.println(TerminalText.printable(each.syscall() + " was answered with \"not implemented\", as the profile says")));
        out.println(document.refused().isEmpty() ? "Nothing was refused." : "Refused: " + document.refused().size() + " kinds of calls.");
        out.println("The " + (document.exitCode() == 0 ? "command succeeded." : "command ended with exit code " + document.exitCode() + "."));
        if (document.minimal() != null) {
            out.println();
            Minimization.print(out, document.minimal());
        }
        out.flush();
    }

    private static void capabilities(PrintWriter out, List<RefusedCapability> refused) {
        Columns columns = new Columns("CAPABILITY REFUSED", "SYSCALL", "COUNT", "STAGE", "BY");
        refused.forEach(each -> columns.row(each.capability().name(), each.syscall(), each.count(), each.stage(), each.executable()));
        columns.print(out);
        out.println();
    }

    private static void table(PrintWriter out, List<Denials.Refused> refused) {
        Columns columns = new Columns("SYSCALL", "ABI", "HOW", "COUNT", "STAGE", "AFTER", "BY", "ARGUMENTS");
        refused.forEach(each -> columns.row(each.syscall(), each.abi(), each.how(), each.count(), each.stage(), each.first() ? "-" : each.after(),
                each.executable().isEmpty() ? each.comm() : each.executable(), String.join(" ", each.arguments())));
        columns.print(out);
    }
}
