// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.baselines;

import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.Columns;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.compare.Difference;
import io.winnow.analyzer.compare.Difference.CallDifference;
import io.winnow.analyzer.compare.ExposureDifference;
import io.winnow.analyzer.compare.FlagDifference;
import io.winnow.analyzer.compare.Side;
import io.winnow.analyzer.seccomp.FilterFlag;
import io.winnow.analyzer.store.WorkloadFile;
import io.winnow.collector.record.Capability;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow diff}: two things held against each other. */
@Command(
        name = "diff",
        description = {
            "Compare what two things let a container do. Each is a workload by name, a file (a baseline, or a profile of Docker, OCI or the"
                    + " Security Profiles Operator), or docker-default.",
            "A workload stands for what it was seen to do itself, without what a runtime needs to start it."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:both are the same; with --fail-on wider: B allows nothing that A does not",
            "1:they differ; with --fail-on wider: B allows more",
            "2:something is wrong with the command line or a file",
            "5:no such workload or file"
        })
public final class DiffCommand implements Callable<Integer> {

    /** What makes it fail. */
    enum FailOn {
        different,
        wider
    }

    @ParentCommand
    private CommandContext context;

    @Mixin
    private BaselinesOption baselines;

    @Mixin
    private CapabilityOptions capabilities;

    @Parameters(index = "0", paramLabel = "A", description = "What is compared with: the old, or the allowed.")
    private String a;

    @Parameters(index = "1", arity = "0..1", paramLabel = "B",
            description = "What is compared: the new, or the wanted. If it is left out,"
                    + " workload A is compared with the version of it before; if A means several versions, the newest is.")
    private String b;

    @Option(names = "--fail-on", paramLabel = "WHEN", defaultValue = "different",
            description = "different or wider: when the exit code is 1. Default: ${DEFAULT-VALUE}")
    private FailOn failOn;

    @Option(names = "--allow-narrower", description = "The same as --fail-on wider: a B that only takes away is good.")
    private boolean allowNarrower;

    @Mixin
    private OutputOption output;

    @Spec
    private CommandSpec spec;

    /** A call that differs, as documents have it. */
    private record Line(String abi, String syscall, String kind, String a, String b, boolean wider) {

        static Line of(CallDifference call) {
            String kind = switch (call.kind()) {
                case ONLY_A -> "only in A";
                case ONLY_B -> "only in B";
                case OTHER -> "other";
            };
            return new Line(call.abi().label(), call.syscall(), kind, call.a().text(), call.b().text(), call.wider());
        }
    }

    /** Flags that differ, as documents have them. */
    private record Flags(List<String> a, List<String> b, boolean wider) {

        private static final String NONE = "none: the runtime's own, which is SPEC_ALLOW or none";

        static Flags of(FlagDifference flags) {
            return flags.same() ? null : new Flags(names(flags.a()), names(flags.b()), flags.wider());
        }

        static String text(List<String> names) {
            return names.isEmpty() ? NONE : String.join(" ", names);
        }

        private static List<String> names(Set<FilterFlag> flags) {
            return flags.stream().map(FilterFlag::ociName).toList();
        }
    }

    /** The whole. */
    private record Document(
            String a, String b, boolean same, boolean wider, List<Line> syscalls, Flags flags, boolean capabilitiesCompared, List<Capability> capabilitiesOnlyInA,
            List<Capability> capabilitiesOnlyInB, ExposureDifference faults) {}

    @Override
    public Integer call() {
        List<Side> sides = b == null ? versions() : List.of(side(a), side(b));
        Difference difference = Difference.between(sides.get(0), sides.get(1));
        List<Line> lines = difference.calls().stream().map(Line::of).toList();
        Document document = new Document(difference.a(), difference.b(), difference.same(), difference.wider(), lines, Flags.of(difference.flags()),
                difference.capabilitiesCompared(), List.copyOf(difference.capabilitiesOnlyInA()), List.copyOf(difference.capabilitiesOnlyInB()),
                ExposureDifference.between(sides.get(0), sides.get(1)));
        output.write(spec.commandLine().getOut(), document, out -> print(out, document));
        boolean failed = allowNarrower || failOn == FailOn.wider ? difference.wider() : !difference.same();
        return failed ? ExitCode.DIFFERENT : ExitCode.OK;
    }

    private List<Side> versions() {
        List<Workload> versions = baselines.versionsUpTo(a, context);
        if (versions.size() < 2) {
            throw new CommandException(ExitCode.NOT_FOUND, "no version of workload \"" + a + "\" came before: name a second thing to compare");
        }
        return List.of(Side.of(versions.get(versions.size() - 2)), Side.of(versions.get(versions.size() - 1)));
    }

    private Side side(String text) {
        if (text.equals(ProfileFile.DOCKER_DEFAULT)) {
            Set<Capability> granted = capabilities.from(Capability.dockerDefault());
            return new Side(text, ProfileFile.read(text).resolve(granted), Optional.of(granted));
        }
        Optional<Path> file = BaselinesOption.file(text);
        if (file.isEmpty()) {
            return Side.of(baselines.named(text, context));
        }
        byte[] content = BaselinesOption.content(file.get());
        if (WorkloadFile.isOne(content)) {
            Workload workload = BaselinesOption.workload(file.get());
            Side side = Side.of(workload);
            return new Side(text + " (" + side.name() + ")", side.profile(), side.capabilities());
        }
        ProfileFile profile = ProfileFile.read(file.get(), content);
        profile.remarks().forEach(remark -> spec.commandLine().getErr().println("winnow: " + TerminalText.printable(text + ": " + remark)));
        Set<Capability> granted = capabilities.from(profile.capabilities().orElse(Capability.dockerDefault()));
        return new Side(text, profile.resolve(granted), profile.capabilities());
    }

    private static void print(PrintWriter out, Document document) {
        out.println(TerminalText.printable("A: " + document.a()));
        out.println(TerminalText.printable("B: " + document.b()));
        if (document.same()) {
            out.println("They are the same" + (document.capabilitiesCompared() ? "." : ", as far as system calls go: one says nothing about capabilities."));
            return;
        }
        out.println();
        Columns columns = new Columns("ABI", "SYSCALL", "DIFFERS", "A", "B");
        document.syscalls().forEach(line -> columns.row(line.abi(), line.syscall(), line.kind(), line.a(), line.b()));
        if (document.flags() != null) {
            columns.row("-", "(flags)", "other", Flags.text(document.flags().a()), Flags.text(document.flags().b()));
        }
        document.capabilitiesOnlyInA().forEach(capability -> columns.row("-", capability.name(), "only in A", "yes", "no"));
        document.capabilitiesOnlyInB().forEach(capability -> columns.row("-", capability.name(), "only in B", "no", "yes"));
        columns.print(out);
        out.println();
        out.println(document.wider() ? "B allows something that A does not." : "B allows nothing that A does not.");
        print(out, document.faults());
    }

    private static void print(PrintWriter out, ExposureDifference faults) {
        out.println("Of " + faults.known() + " known faults of the kernel that containers could reach, A leaves " + faults.a() + " and B " + faults.b() + ".");
        one(out, "Only A leaves ", faults.onlyInA());
        one(out, "Only B leaves ", faults.onlyInB());
    }

    private static void one(PrintWriter out, String words, List<String> ids) {
        if (!ids.isEmpty()) {
            out.println(words + String.join(", ", ids) + ".");
        }
    }
}
