// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli;

import io.winnow.analyzer.cli.baselines.DiffCommand;
import io.winnow.analyzer.cli.baselines.ExplainCommand;
import io.winnow.analyzer.cli.baselines.MergeCommand;
import io.winnow.analyzer.cli.baselines.RehearseCommand;
import io.winnow.analyzer.cli.baselines.ReplayCommand;
import io.winnow.analyzer.cli.composition.BuildInfo;
import io.winnow.analyzer.cli.config.CommandContext;
import io.winnow.analyzer.cli.config.Durations;
import io.winnow.analyzer.cli.config.Settings;
import io.winnow.analyzer.cli.config.SettingsLoader;
import io.winnow.analyzer.cli.finding.FindingsCommand;
import io.winnow.analyzer.cli.observe.ProfileCommand;
import io.winnow.analyzer.cli.observe.TopCommand;
import io.winnow.analyzer.cli.observe.TraceCommand;
import io.winnow.analyzer.cli.reach.ReachCommand;
import io.winnow.analyzer.cli.sequence.SequencesCommand;
import io.winnow.analyzer.cli.service.AcceptCommand;
import io.winnow.analyzer.cli.service.ContainersCommand;
import io.winnow.analyzer.cli.service.ExportCommand;
import io.winnow.analyzer.cli.service.ForgetCommand;
import io.winnow.analyzer.cli.service.FreezeCommand;
import io.winnow.analyzer.cli.service.PendingCommand;
import io.winnow.analyzer.cli.service.PostureCommand;
import io.winnow.analyzer.cli.service.RejectCommand;
import io.winnow.analyzer.cli.service.StatusCommand;
import io.winnow.analyzer.cli.service.ThawCommand;
import io.winnow.analyzer.cli.service.ViolationsCommand;
import io.winnow.analyzer.cli.service.WorkloadsCommand;
import io.winnow.analyzer.cli.terminal.CommandException;
import io.winnow.analyzer.cli.terminal.Ending;
import io.winnow.analyzer.cli.terminal.StandardOutput;
import io.winnow.analyzer.cli.terminal.TerminalText;
import io.winnow.analyzer.cli.verify.VerifyCommand;
import io.winnow.analyzer.http.client.ApiClient;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The {@code winnow} command. */
@Command(
        name = "winnow",
        description = "What does this container really need, and did it just do anything else?",
        mixinStandardHelpOptions = true,
        versionProvider = BuildInfo.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DoctorCommand.class,
            SetupCommand.class,
            PurgeCommand.class,
            ProfileCommand.class,
            TopCommand.class,
            TraceCommand.class,
            RunCommand.class,
            CollectCommand.class,
            AnalyzeCommand.class,
            HubCommand.class,
            ReplayCommand.class,
            StatusCommand.class,
            WorkloadsCommand.class,
            ContainersCommand.class,
            PostureCommand.class,
            ExportCommand.class,
            FreezeCommand.class,
            PendingCommand.class,
            AcceptCommand.class,
            RejectCommand.class,
            ThawCommand.class,
            ForgetCommand.class,
            FindingsCommand.class,
            ViolationsCommand.class,
            DiffCommand.class,
            ExplainCommand.class,
            RehearseCommand.class,
            MergeCommand.class,
            VerifyCommand.class,
            ReachCommand.class,
            SequencesCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:it worked",
            "1:it did not; the message says why; of diff, explain, rehearse, verify, replay --against and sequences check: the answer is no",
            "2:the command line or the configuration is wrong",
            "3:this host cannot: no privilege, no BTF, an old kernel",
            "4:no answer: from `winnow run` on its socket, or from the broker",
            "5:no such workload or container",
            "6:`winnow posture --fail-on`: there are findings of that severity, or worse",
            "7:the same: there are none, but rules of that severity could not be judged; of `winnow reach`: the calls are no upper bound",
            "125:`winnow verify`, or `winnow profile`, `top` or `trace` with a COMMAND, failed itself; otherwise these pass on the command's own code",
            "126:`winnow profile`, `top` or `trace`: the COMMAND may not be executed",
            "127:the same: there is no such COMMAND"
        })
public final class Winnow implements CommandContext, Runnable {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Configuration (YAML). Settings also come from the environment: api.socket from WINNOW_API_SOCKET.")
    private Path config;

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "More log, and stack traces.")
    private boolean verbose;

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;
    private Settings settings;

    private final Optional<ApiClient> service;

    private Winnow(Map<String, String> environment, Optional<ApiClient> service) {
        this.environment = environment;
        this.service = service;
    }

    public static void main(String[] args) {
        Ending.exit(commandLine(System.getenv()).execute(args));
    }

    /** The command line over an environment. */
    public static CommandLine commandLine(Map<String, String> environment) {
        Winnow winnow = new Winnow(environment, Optional.empty());
        CommandLine commandLine = commandLine(winnow);
        commandLine.setExecutionStrategy(parsed -> {
            Logging.start(winnow.verbose);
            int code = new CommandLine.RunLast().execute(parsed);
            flush(commandLine);
            return code;
        });
        return commandLine;
    }

    /** The command line over the service itself, whatever socket its options name. */
    public static CommandLine commandLine(ApiClient service) {
        return commandLine(new Winnow(Map.of(), Optional.of(service)));
    }

    private static CommandLine commandLine(Winnow winnow) {
        CommandLine commandLine = new CommandLine(winnow);
        Failures failures = new Failures(winnow);
        commandLine.setExecutionExceptionHandler(failures);
        commandLine.setParameterExceptionHandler(failures);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExpandAtFiles(false);
        commandLine.registerConverter(Duration.class, Winnow::duration);
        commandLine.registerConverter(Path.class, Winnow::path);
        return commandLine;
    }

    private static Duration duration(String text) {
        try {
            return Durations.parse(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException(e.getMessage());
        }
    }

    /** Elsewhere an empty path means the working directory. */
    private static Path path(String text) {
        try {
            if (!text.isEmpty()) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new CommandLine.TypeConversionException("\"" + TerminalText.printable(text) + "\" is not a path");
        }
        throw new CommandLine.TypeConversionException("the path is empty");
    }

    /** Help and listings, too, fail if they cannot be written. */
    private static void flush(CommandLine commandLine) {
        try {
            StandardOutput.flush(commandLine.getOut());
        } catch (CommandException e) {
            throw new CommandLine.ExecutionException(commandLine, e.getMessage(), e);
        }
    }

    /** Without a command there is nothing to do. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
    }

    boolean verbose() {
        return verbose;
    }

    @Override
    public Settings settings() {
        if (settings == null) {
            settings = new SettingsLoader(environment).load(Optional.ofNullable(config));
        }
        return settings;
    }

    @Override
    public ApiClient client(Path socket) {
        return service.orElseGet(() -> new ApiClient(socket == null ? settings().api().socket() : socket));
    }
}
