// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.agent;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.NoRuntimeCallsException;
import io.winnow.analyzer.advise.Warning;
import io.winnow.analyzer.agent.evidence.EveryVersion;
import io.winnow.analyzer.agent.evidence.ProfileEvidence;
import io.winnow.analyzer.api.FaultException;
import io.winnow.analyzer.api.ProfileRequest;
import io.winnow.analyzer.api.Rendering;
import io.winnow.analyzer.baseline.GapReason;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.format.Confinement;
import io.winnow.analyzer.format.ExportException;
import io.winnow.analyzer.format.ExportFormat;
import io.winnow.collector.record.ItemKind;
import java.util.ArrayList;
import java.util.List;

/** The profiles that callers ask for. */
public final class Profiles {

    private final Suggestions suggestions;

    public Profiles(Suggestions suggestions) {
        this.suggestions = suggestions;
    }

    /** @throws FaultException if there is no such format */
    public static ExportFormat format(ProfileRequest request) {
        return ExportFormat.named(request.format()).orElseThrow(() -> FaultException.invalid(
                "unknown format \"" + request.format() + "\": known are " + String.join(", ", ExportFormat.ids())));
    }

    /** @throws FaultException if there can be no such profile, or it would break what it was learned from */
    public Rendering rendering(Workload workload, ExportFormat format, ProfileRequest request, RuntimeCallSets runtimeCalls) {
        requireWhole(workload, request);
        try {
            Confinement confinement = suggestions.confinement(workload, advice(workload, format, request, runtimeCalls));
            if (format == ExportFormat.IN_TOTO) {
                confinement = confinement.restingOn(ProfileEvidence.of(request.everyVersion() ? EveryVersion.unnamed(workload) : workload, suggestions.options(request)));
            }
            return new Rendering(format.contentType(), format.write(request.everyVersion() ? confinement.ofEveryVersion() : confinement));
        } catch (ExportException e) {
            throw FaultException.conflict(e.getMessage());
        }
    }

    /** What an operator should know before using it. */
    public List<String> notes(Workload workload, ExportFormat format, ProfileRequest request, RuntimeCallSets runtimeCalls) {
        return advice(workload, format, request, runtimeCalls).warnings().stream().map(Warning::text).toList();
    }

    /** A profile that lacks the start, or any call at all, ends what it is put on. */
    private static void requireWhole(Workload workload, ProfileRequest request) {
        List<String> reasons = new ArrayList<>(workload.baseline().breakingReasons().stream().map(GapReason::sentence).toList());
        if (workload.baseline().items(ItemKind.SYSCALL).findAny().isEmpty()) {
            reasons.add("no system call of it has been seen");
        }
        if (!reasons.isEmpty() && !request.force()) {
            throw FaultException.conflict("a profile of workload " + workload.id() + " would break what it was learned from: "
                    + String.join("; ", reasons) + ". Export it all the same with --force");
        }
    }

    /** systemd loads the filter itself, as the last thing before the program: nothing of a runtime has to pass it. */
    private Advice advice(Workload workload, ExportFormat format, ProfileRequest request, RuntimeCallSets runtimeCalls) {
        try {
            return format == ExportFormat.SYSTEMD ? suggestions.preview(workload, runtimeCalls, request) : suggestions.advice(workload, runtimeCalls, request);
        } catch (NoRuntimeCallsException e) {
            throw FaultException.conflict(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw FaultException.invalid(e.getMessage());
        }
    }
}
