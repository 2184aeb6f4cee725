// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.compare;

import io.winnow.analyzer.advise.Advice;
import io.winnow.analyzer.advise.Reason;
import io.winnow.analyzer.baseline.ArgumentSet;
import io.winnow.analyzer.baseline.Baseline;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.RuntimeCallSets;
import io.winnow.analyzer.baseline.RuntimeCallsKey;
import io.winnow.analyzer.baseline.Workload;
import io.winnow.analyzer.capability.CapabilityAdvice;
import io.winnow.analyzer.capability.CapabilityAdvisor;
import io.winnow.analyzer.capability.CapabilityUse;
import io.winnow.analyzer.capability.Confidence;
import io.winnow.analyzer.risk.CallRisks;
import io.winnow.analyzer.seccomp.DockerDefault;
import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.analyzer.violation.Summary;
import io.winnow.analyzer.workload.WorkloadId;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Denial;
import io.winnow.collector.record.Held;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that is known of why a workload has a system call or a capability.
 *
 * @param subject name of the call or capability
 * @param evidence in the order of the baseline; empty if the workload was not seen to use it
 * @param runtimeCallSets runtimes that do the call behind their filter
 * @param implied why the suggested profile allows it without an observation, one sentence each
 * @param dockerDefault what Docker's default says, in words
 * @param risks what an operator should know of it, one sentence each
 * @param confidence how sure it is that the capability is needed; empty if it is not advised, and for a system call
 */
public record Explanation(
        WorkloadId workload, String subject, List<Sign> evidence, List<RuntimeCallsKey> runtimeCallSets, List<String> implied, String dockerDefault,
        List<String> risks, Optional<Confidence> confidence) {

    private static final String CAPABILITY = "CAP_";
    private static final Set<Stage> STAGES = EnumSet.of(Stage.START, Stage.SERVE, Stage.EXEC);

    /**
     * One sign of it.
     *
     * @param what the call itself, a value of an argument, a refusal, or a check of a capability; in words
     * @param observations first and last seen, count, and who was the first
     */
    public record Sign(Stage stage, Abi abi, String what, Observations observations) {}

    public Explanation {
        Objects.requireNonNull(confidence, "confidence");
        evidence = List.copyOf(evidence);
        runtimeCallSets = List.copyOf(runtimeCallSets);
        implied = List.copyOf(implied);
        risks = List.copyOf(risks);
    }

    /** Whether anything says why it is there. */
    public boolean found() {
        return !evidence.isEmpty() || !runtimeCallSets.isEmpty() || !implied.isEmpty();
    }

    /**
     * Of a system call, as {@code mount}, or of a capability, as {@code CAP_SYS_ADMIN}, with or without its prefix, in any case.
     *
     * @param advice what is suggested for the workload
     * @throws IllegalArgumentException if neither has this name
     */
    public static Explanation of(Workload workload, RuntimeCallSets known, Advice advice, String subject) {
        String upper = subject.toUpperCase(Locale.ROOT);
        Optional<Capability> capability = Capability.find(upper.startsWith(CAPABILITY) ? upper : CAPABILITY + upper);
        if (capability.isPresent()) {
            return ofCapability(workload, capability.get());
        }
        if (upper.startsWith(CAPABILITY)) {
            throw new IllegalArgumentException("no capability is called \"" + subject + "\": check the spelling");
        }
        return ofSyscall(workload, known, advice, subject);
    }

    /** @throws IllegalArgumentException for a name that no ABI has */
    public static Explanation ofSyscall(Workload workload, RuntimeCallSets known, Advice advice, String syscall) {
        boolean exists = false;
        for (Abi abi : Abi.values()) {
            exists |= SyscallTable.number(abi, syscall).isPresent();
        }
        if (!exists) {
            throw new IllegalArgumentException("no system call is called \"" + syscall + "\": check the spelling");
        }
        Baseline baseline = workload.baseline();
        List<Sign> evidence = new ArrayList<>();
        baseline.items().forEach((item, observations) -> {
            if (item.stage() != Stage.SETUP && isAbout(item, syscall)) {
                evidence.add(new Sign(item.stage(), item.abi(), words(item), observations));
            }
        });
        List<RuntimeCallsKey> runtimeCallSets = new ArrayList<>();
        known.sets().forEach((key, set) -> {
            boolean does = SyscallTable.number(Abi.X86_64, syscall).stream().anyMatch(set.numbers()::contains);
            if (does && baseline.runtimeIdentities().contains(key.runtime())) {
                runtimeCallSets.add(key);
            }
        });
        List<String> risks = CallRisks.danger(syscall).map(risk -> syscall + ": it " + risk).stream().toList();
        return new Explanation(workload.id(), syscall, evidence, runtimeCallSets, implied(advice, syscall), dockerDefault(baseline, syscall), risks,
                Optional.empty());
    }

    public static Explanation ofCapability(Workload workload, Capability capability) {
        Baseline baseline = workload.baseline();
        CapabilityAdvice advice = new CapabilityAdvisor().advise(baseline, STAGES);
        List<Sign> evidence = new ArrayList<>();
        for (CapabilityUse use : advice.uses()) {
            if (use.capability() == capability) {
                evidence.add(new Sign(use.stage(), use.abi(), words(use), use.observations()));
            }
        }
        baseline.items(ItemKind.CAPABILITY).filter(entry -> entry.getKey().arg() == capability.number() && isNoUse(entry.getKey())).forEach(entry ->
                evidence.add(new Sign(entry.getKey().stage(), entry.getKey().abi(), noUse(entry.getKey()), entry.getValue())));
        String docker = (Capability.dockerDefault().contains(capability) ? "grants it" : "does not grant it")
                + (!baseline.grantsKnown() ? "" : baseline.granted().contains(capability) ? "; this workload had it" : "; this workload did not have it");
        List<String> risks = advice.add().contains(capability)
                ? advice.warnings().stream().filter(warning -> warning.startsWith(capability.name() + " ")).toList()
                : List.of();
        return new Explanation(workload.id(), capability.name(), evidence, List.of(), List.of(), docker, risks,
                Optional.ofNullable(advice.needed().get(capability)));
    }

    private static List<String> implied(Advice advice, String syscall) {
        return advice.syscalls().stream()
                .filter(call -> call.name().equals(syscall))
                .flatMap(call -> call.reasons().stream().filter(reason -> reason.implied() || reason.tolerated()).map(Reason::text))
                .toList();
    }

    private static boolean isAbout(Item item, String syscall) {
        return switch (item.kind()) {
            case SYSCALL, ARGUMENT, DENIAL, CAPABILITY, HELD -> SyscallTable.name(item.abi(), item.nr()).filter(syscall::equals).isPresent();
            case EXECUTABLE -> syscall.equals("execve") || syscall.equals("execveat");
            case IO_URING -> syscall.startsWith("io_uring_");
            case LEFT_CGROUP -> false;
        };
    }

    private static String words(Item item) {
        if (ArgumentSet.isSet(item)) {
            return item.kind() == ItemKind.EXECUTABLE ? "more programs than are kept" : "arg" + ArgumentSet.index(item) + ": more values than are kept";
        }
        return switch (item.kind()) {
            case SYSCALL -> "called";
            case ARGUMENT -> argument(item);
            case CAPABILITY -> "asks for " + Capability.find(item.arg()).map(Enum::name).orElse("capability " + item.arg())
                    + ((item.detail() & CapabilityCheck.GRANTED) == 0 ? ", refused" : ", granted");
            case DENIAL -> (Denial.isOwn(item.detail()) ? "answered inside the container with " : "refused with ")
                    + (Denial.isSignal(item.detail()) ? "a signal" : "errno " + Denial.errno(item.detail()));
            case IO_URING -> "io_uring opcode " + item.detail();
            case EXECUTABLE -> "runs a program";
            case LEFT_CGROUP -> "left the container's cgroup";
            case HELD -> "holds " + Held.capabilities(item);
        };
    }

    private static String argument(Item item) {
        String hex = "0x" + Long.toHexString(item.detail());
        String value = Summary.argument(item).value();
        return "arg" + ArgumentSet.index(item) + (ArgumentSet.isDanger(item) ? " has the dangerous part " : " = ") + (value.equals(hex) ? hex : hex + " " + value);
    }

    private static String words(CapabilityUse use) {
        return use.call() + ": " + verdict(use)
                + use.instead().map(enough -> ", " + enough.name() + " is enough").orElse("");
    }

    private static String verdict(CapabilityUse use) {
        return switch (use.verdict()) {
            case NEEDED -> use.confidence().filter(Confidence.ASKED::equals).isPresent() ? "only asks" : "needed";
            case HELD -> use.call().equals("execve") ? "held: its file has it" : "held: the program keeps or raises it";
            case REFUSED -> use.compared() ? "wanted to be held, and not granted" : "refused";
            case NOT_ITS_OWN -> "under another's credentials: the container was not granted it";
            case SUBSTITUTED, PROBED -> use.verdict().name().toLowerCase(Locale.ROOT);
        };
    }

    /** Checks that the advice leaves out, because they are no need whatever their verdict. */
    private static boolean isNoUse(Item item) {
        int noNeed = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN;
        return item.stage() != Stage.SETUP && ((item.detail() & noNeed) != 0 || !CapabilityCheck.countsAgainstGrants(item.detail()));
    }

    private static String noUse(Item item) {
        String call = Summary.syscall(item.abi(), item.nr());
        if ((item.detail() & CapabilityCheck.ACCOUNTING) != 0) {
            return call + ": memory accounting, never a need";
        }
        return (item.detail() & CapabilityCheck.OVERRIDDEN) != 0
                ? call + ": under another's credentials, never a need"
                : call + ": against another user namespace than the container's: a sandbox of its own";
    }

    private static String dockerDefault(Baseline baseline, String syscall) {
        SeccompProfile profile = DockerDefault.resolve(baseline.grantedOr(Capability.dockerDefault()));
        Abi abi = SyscallTable.number(Abi.X86_64, syscall).isPresent() ? Abi.X86_64 : Abi.I386;
        return new Answers(profile, abi).of(syscall).text();
    }
}
