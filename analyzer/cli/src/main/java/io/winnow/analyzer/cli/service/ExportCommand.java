// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.export.ArtifactLayout;
import io.winnow.analyzer.cli.export.ExportDirectory;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.FileOption;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow export}: the suggested profile. */
@Command(
        name = "export",
        description = {
            "Write the profile suggested for a workload, or those of all into a directory.",
            "With --all, DIR gets a folder for each namespace, and for what is no pod's, host. In each are a file for each container of a workload, for all versions of its"
                    + " image, and a kustomization.yaml. What did not change is not written, what is gone is removed, and what is not Winnow's is left alone."
        },
        mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer>, Answered {

    /** Empty: as it is by default. */
    private static final Set<String> ALL_TAKE = Set.of("", ExportFormat.SPO.id(), ExportFormat.DOCKER.id());

    /** What the help and the shell's completion offer. */
    static final class Formats implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Stream.concat(ExportFormat.ids().stream(), Stream.of(ArtifactLayout.FORMAT)).iterator();
        }
    }

    /** The same for the levels of tolerance. */
    static final class Tolerances implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Stream.of(Tolerance.values()).map(Tolerance::label).iterator();
        }
    }

    @ParentCommand
    private CommandContext context;

    @Mixin
    private SocketOption socket;

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = WorkloadCommand.NAMES)
    private String workload;

    @Option(names = "--all", description = "Write the profiles of all workloads into the directory that --directory names.")
    private boolean all;

    @Option(names = "--frozen", description = "With --all: only of workloads that are frozen.")
    private boolean onlyFrozen;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "", completionCandidates = Formats.class,
            description = {
                "Form of the profile: ${COMPLETION-CANDIDATES}.",
                "apparmor and selinux are hints: files are not observed.",
                "in-toto is a statement of what the profile rests on; artifact an OCI image layout with both, for --directory.",
                "Default: docker, which containerd and podman take as well; with --all spo, of what is no pod's docker. --all takes these two."
            })
    private String format;

    @Option(names = "--runtime", paramLabel = "NAME", split = ",",
            description = "Runtimes that the container must start under, as runc,crun; by default those it was seen under.")
    private List<String> runtimes = List.of();

    @Option(names = "--allow", paramLabel = "SYSCALL", split = ",", description = "Allow this system call, too, whatever was seen.")
    private List<String> allow = List.of();

    @Option(names = "--block", paramLabel = "SYSCALL", split = ",", description = "Refuse this system call, whatever was seen; outweighs --allow.")
    private List<String> block = List.of();

    @Option(names = "--exec-sessions", description = "Allow what exec sessions did, too: docker exec, exec probes.")
    private boolean execSessions;

    @Option(names = "--no-clone3",
            description = "Answer clone3 with \"not implemented\" though it was used: the C library then takes clone, whose flags a filter sees.")
    private boolean withoutClone3;

    @Option(names = "--tolerance", paramLabel = "LEVEL", defaultValue = "", completionCandidates = Tolerances.class,
            description = {
                "What to allow beyond what was seen: exact (nothing), siblings (calls that are the same work of the kernel), or reach (also harmless calls"
                        + " that its programs can make).",
                "Default: advice.tolerance of the service, which is siblings unless it is configured."
            })
    private String tolerance;

    @Option(names = "--log", description = "Have the kernel log what the filter refuses.")
    private boolean log;

    @Option(names = "--force", description = "Write it though the baseline lacks so much that the profile may break what it was learned from.")
    private boolean force;

    @Option(names = "--quiet", description = "Leave out the notes on what the profile allows, which otherwise go to standard error.")
    private boolean silent;

    @Mixin
    private FileOption file;

    @Option(names = {"-d", "--directory"}, paramLabel = "DIR",
            description = {
                "With --all: write the profiles there. With docker-run or podman-run: write the profile there, which the printed command then names.",
                "With artifact: write the image layout there."
            })
    private Path directory;

    @Spec
    private CommandSpec spec;

    /** The service writes no file for its client. */
    @Override
    public boolean answeredByService() {
        return !file.isGiven() && directory == null && !all;
    }

    @Override
    public Integer call() throws ApiException {
        check();
        String asked = !format.isEmpty() ? format : all ? ExportFormat.SPO.id() : ExportFormat.DOCKER.id();
        ProfileRequest request = new ProfileRequest(asked, runtimes, allow, block, execSessions, withoutClone3, log, force, tolerance);
        ApiClient client = socket.client(context);
        if (all) {
            return report(new ExportDirectory(directory.toAbsolutePath().normalize()).write(client, request, onlyFrozen));
        }
        if (format.equals(ArtifactLayout.FORMAT)) {
            ArtifactLayout.Digests digests = new ArtifactLayout(directory.toAbsolutePath().normalize()).write(client, workload, request);
            file.write("profile    " + digests.profile() + "\nstatement  " + digests.statement() + "\n", spec.commandLine().getOut());
            return noted(client, request.withFormat(ExportFormat.DOCKER.id()));
        }
        String profile = directory == null ? client.profile(workload, request) : new RunCommandLine(client, workload, request).write(directory);
        file.write(profile, spec.commandLine().getOut());
        return noted(client, request);
    }

    private int noted(ApiClient client, ProfileRequest request) throws ApiException {
        if (!silent) {
            note(client.notes(workload, request));
        }
        return ExitCode.OK;
    }

    private void check() {
        if (all == (workload != null)) {
            throw new ParameterException(spec.commandLine(), "give either a WORKLOAD or --all");
        }
        if (all && (directory == null || file.isGiven())) {
            throw new ParameterException(spec.commandLine(), "--all writes a directory: name it with --directory, and no file");
        }
        if (all && !ALL_TAKE.contains(format)) {
            throw new ParameterException(spec.commandLine(), "--all writes the format spo or docker");
        }
        if (format.equals(ArtifactLayout.FORMAT) && directory == null) {
            throw new ParameterException(spec.commandLine(), "--format artifact writes a directory: name it with --directory");
        }
        if (onlyFrozen && !all) {
            throw new ParameterException(spec.commandLine(), "--frozen is for --all");
        }
    }

    private int report(ExportDirectory.Outcome outcome) {
        PrintWriter out = spec.commandLine().getOut();
        outcome.written().forEach(path -> out.println("written: " + path));
        outcome.removed().forEach(path -> out.println("removed: " + path));
        out.println(outcome.written().size() + " written, " + outcome.removed().size() + " removed, " + outcome.unchanged() + " unchanged");
        StandardOutput.flush(out);
        note(outcome.notes());
        note(outcome.refused().stream().map(path -> path + " is not written: what is there is not Winnow's; move it away").toList());
        return outcome.refused().isEmpty() ? ExitCode.OK : ExitCode.FAILURE;
    }

    private void note(List<String> notes) {
        PrintWriter err = spec.commandLine().getErr();
        notes.forEach(note -> err.println(TerminalText.printable("winnow: note: " + note)));
        err.flush();
    }
}
