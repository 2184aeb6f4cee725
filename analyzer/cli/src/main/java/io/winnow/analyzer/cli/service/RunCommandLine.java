// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.cli.terminal.OutputFile;
import io.winnow.analyzer.cli.terminal.ShellCommand;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The flags for {@code docker run} or {@code podman run} as a whole command, with the profile that they name written beside. */
final class RunCommandLine {

    private static final Map<String, String> PROGRAMS = Map.of("docker-run", "docker", "podman-run", "podman");
    private static final Pattern PROFILE = Pattern.compile("seccomp=([a-z0-9-]+\\.json)");

    private final ApiClient client;
    private final String workload;
    private final ProfileRequest request;

    RunCommandLine(ApiClient client, String workload, ProfileRequest request) {
        this.client = client;
        this.workload = workload;
        this.request = request;
    }

    /** Writes the profile into the directory, and returns the command line, up to the image. */
    String write(Path directory) throws ApiException {
        String program = PROGRAMS.get(request.format());
        if (program == null) {
            throw new CommandException(ExitCode.USAGE, "-d is for --format docker-run and podman-run: other formats are one file, which -f names");
        }
        String flags = client.profile(workload, request).strip();
        Matcher named = PROFILE.matcher(flags);
        if (!named.find()) {
            throw new CommandException(ExitCode.FAILURE, "the service names no profile file: is `winnow run` of another version?");
        }
        Path file = directory.toAbsolutePath().normalize().resolve(named.group(1));
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException e) {
            throw OutputFile.failed(file, e);
        }
        OutputFile.write(file, client.profile(workload, request.withFormat("docker")), new PrintWriter(Writer.nullWriter()));
        return program + " run " + flags.substring(0, named.start()) + ShellCommand.word("seccomp=" + file) + flags.substring(named.end()) + " IMAGE\n";
    }
}
