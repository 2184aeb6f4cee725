// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.http.ApiException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code winnow export}: the suggested profile. */
@Command(name = "export", description = "Write the profile suggested for a workload.", mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    @ParentCommand
    private Winnow winnow;

    @Mixin
    private SocketOption socket;

    @Parameters(paramLabel = "WORKLOAD", description = "As `winnow workloads` names it, or one of its containers.")
    private String workload;

    @Option(names = "--format", paramLabel = "FORMAT", defaultValue = "docker",
            description = {
                "Form of the profile: docker, oci, spo, kubernetes, docker-run, podman-run, compose or systemd.",
                "Default: ${DEFAULT-VALUE}, which containerd and podman take as well."
            })
    private String format;

    @Option(names = "--runtime", paramLabel = "NAME", split = ",",
            description = "Runtimes that the container must start under, as runc,crun; by default those it was seen under.")
    private List<String> runtimes = List.of();

    @Option(names = {"-f", "--file"}, paramLabel = "FILE", description = "Write it there, whole or not at all; by default to standard output.")
    private Path file;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws ApiException {
        String profile = socket.client(winnow).profile(workload, format, runtimes);
        OutputFile.write(file, profile, spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
