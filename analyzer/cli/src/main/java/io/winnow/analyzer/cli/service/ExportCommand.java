// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.advise.Tolerance;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.FileOption;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow export}: the suggested profile. */
@Command(name = "export", description = "Write the profile suggested for a workload.", mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer>, Answered {

    /** What the help and the shell's completion offer. */
    static final class Formats implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return ExportFormat.ids().iterator();
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

    @Parameters(paramLabel = "WORKLOAD", description = WorkloadCommand.NAMES)
    private String workload;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "docker", completionCandidates = Formats.class,
            description = {
                "Form of the profile: ${COMPLETION-CANDIDATES}.",
                "apparmor and selinux are hints: files are not observed.",
                "Default: ${DEFAULT-VALUE}, which containerd and podman take as well."
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
            description = "With docker-run or podman-run: write the profile there, which the printed command then names.")
    private Path directory;

    @Spec
    private CommandSpec spec;

    /** The service writes no file for its client. */
    @Override
    public boolean answeredByService() {
        return !file.isGiven() && directory == null;
    }

    @Override
    public Integer call() throws ApiException {
        ProfileRequest request = new ProfileRequest(format, runtimes, allow, block, execSessions, withoutClone3, log, force, tolerance);
        ApiClient client = socket.client(context);
        String profile = directory == null ? client.profile(workload, request) : new RunCommandLine(client, workload, request).write(directory);
        file.write(profile, spec.commandLine().getOut());
        if (!silent) {
            PrintWriter err = spec.commandLine().getErr();
            client.notes(workload, request).forEach(note -> err.println(TerminalText.printable("winnow: note: " + note)));
            err.flush();
        }
        return ExitCode.OK;
    }
}
