// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.cli.service;

import io.winnow.analyzer.api.PostureDocument;
import io.winnow.analyzer.cli.terminal.ExitCode;
import io.winnow.analyzer.http.client.ApiClient;
import io.winnow.analyzer.http.client.ApiException;
import io.winnow.analyzer.posture.Severity;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow posture}: what containers were granted that they should not have. */
@Command(
        name = "posture",
        description = {
            "Show what workloads were granted beside what they used, as findings with severity, evidence and remedy, and what is wrong with the host.",
            "What could not be judged is listed: it is a gap, and not a pass."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes with --fail-on:%n",
        exitCodeList = {
            "0:no finding of that severity, or worse, and each such rule could be judged",
            "6:there are such findings",
            "7:there are none, but rules of that severity could not be judged"
        })
public final class PostureCommand extends ServiceCommand {

    @Parameters(arity = "0..1", paramLabel = "WORKLOAD", description = "Show this one. " + WorkloadCommand.NAMES)
    private String workload;

    @Option(names = "--fail-on", paramLabel = "SEVERITY", description = "${COMPLETION-CANDIDATES}: end with 6 if there is such a finding, or a worse one.")
    private Severity failOn;

    private PostureDocument document;

    @Override
    protected void ask(ApiClient client) throws ApiException {
        document = workload == null ? client.posture() : client.posture(workload);
        show(document, out -> new PostureText(document).print(out));
    }

    @Override
    protected int exitCode() {
        if (failOn == null) {
            return ExitCode.OK;
        }
        boolean found = Stream.concat(document.host().findings().stream(), document.workloads().stream().flatMap(each -> each.findings().stream()))
                .anyMatch(finding -> counts(finding.severity()));
        boolean unknown = Stream.concat(document.host().unknown().stream(), document.workloads().stream().flatMap(each -> each.unknown().stream()))
                .anyMatch(gap -> counts(gap.severity()));
        return found ? ExitCode.FINDINGS : unknown ? ExitCode.NOT_JUDGED : ExitCode.OK;
    }

    private boolean counts(String severity) {
        return Severity.of(severity).compareTo(failOn) >= 0;
    }
}
