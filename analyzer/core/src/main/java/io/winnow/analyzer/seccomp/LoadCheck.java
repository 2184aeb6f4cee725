// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.SyscallTable;
import java.util.Arrays;

/** What runc and crun both refuse in a profile that is well-formed: such a profile lets nothing run, so that there is nothing to say about it. */
public final class LoadCheck {

    private static final String REFUSED = ": runc and crun refuse to load this; ";

    private LoadCheck() {}

    /**
     * Makes sure that the runtimes load a profile on x86-64.
     *
     * @throws ProfileFormatException if they do not
     */
    public static void require(SeccompProfile profile) {
        if (profile.defaultAction() == Action.NOTIFY) {
            throw new ProfileFormatException("defaultAction", "SCMP_ACT_NOTIFY is for rules only" + REFUSED + "name the calls that a listener decides");
        }
        profile.architectures().stream().filter(Architecture::bigEndian).findFirst().ifPresent(architecture -> {
            throw new ProfileFormatException(
                    "architectures", architecture.ociName() + " has another byte order than x86-64" + REFUSED + "leave it out");
        });
        if (profile.rules().stream().anyMatch(LoadCheck::asksAListenerAboutWrite)) {
            throw new ProfileFormatException("syscalls", "SCMP_ACT_NOTIFY for write stops the runtime itself" + REFUSED + "choose another action for write");
        }
        new AbiFilter(Abi.X86_64, profile, SyscallTable::number).refusedCalls().stream().filter(LoadCheck::known).findFirst().ifPresent(name -> {
            throw new ProfileFormatException("syscalls", "rules of " + name + " have the same conditions and different actions" + REFUSED + "leave out one");
        });
    }

    /** With conditions, crun may load it. */
    private static boolean asksAListenerAboutWrite(Rule rule) {
        return rule.action() == Action.NOTIFY && rule.args().isEmpty() && rule.names().contains("write");
    }

    /** The runtimes leave out names that libseccomp does not know. */
    private static boolean known(String name) {
        return Arrays.stream(Abi.values()).anyMatch(abi -> SyscallTable.number(abi, name).isPresent());
    }
}
