// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A concrete seccomp profile: what the OCI runtime specification calls {@code linux.seccomp}. Immutable.
 *
 * <p>Docker's file form has rules that hold only for some capabilities, architectures or kernels; that is a {@code ProfileTemplate}, which
 * resolves to this.
 *
 * @param defaultAction for every call that no rule names
 * @param defaultErrno with ERRNO (0 to 4094) or TRACE (0 to 65535) as default; empty: the runtime's EPERM
 * @param architectures ABIs that the filter knows besides the host's own, which the runtimes always add; calls through any other kill
 * @param flags for loading the filter
 * @param rules in order
 */
public record SeccompProfile(
        Action defaultAction, OptionalInt defaultErrno, List<Architecture> architectures, Set<FilterFlag> flags, List<Rule> rules) {

    public SeccompProfile {
        Objects.requireNonNull(defaultAction, "defaultAction");
        Rule.requireErrno(defaultAction, defaultErrno);
        architectures = architectures.stream().distinct().toList();
        flags = sortedCopy(flags);
        rules = List.copyOf(rules);
    }

    /** A profile that answers EPERM to all but what its rules allow. */
    public static SeccompProfile refusing(List<Architecture> architectures, List<Rule> rules) {
        return new SeccompProfile(Action.ERRNO, OptionalInt.of(1), architectures, Set.of(), rules);
    }

    public SeccompProfile withFlags(Set<FilterFlag> newFlags) {
        return new SeccompProfile(defaultAction, defaultErrno, architectures, newFlags, rules);
    }

    /** @param errno that ERRNO as default action answers */
    public SeccompProfile withDefaultErrno(int errno) {
        return new SeccompProfile(defaultAction, OptionalInt.of(errno), architectures, flags, rules);
    }

    /**
     * The same for a rehearsal: what it would refuse because no rule names it, the kernel carries out and logs (Linux 4.14), in each ABI. What rules refuse they
     * refuse here too.
     */
    public SeccompProfile logging() {
        List<Architecture> every = List.of(Architecture.X86_64, Architecture.X86, Architecture.X32);
        return new SeccompProfile(Action.LOG, OptionalInt.empty(), every, Set.of(), rules.stream().filter(rule -> !isByDefault(rule)).toList());
    }

    public SeccompProfile withRules(List<Rule> newRules) {
        return new SeccompProfile(defaultAction, defaultErrno, architectures, flags, newRules);
    }

    /** What a filter returns to the kernel for a call that no rule names. */
    public int defaultAnswer() {
        return defaultAction.returnValue() | defaultAction.dataOf(defaultErrno);
    }

    /** Whether a rule without conditions says no more than the default does: a runtime leaves it out of the filter, and the profile only names its calls. */
    public boolean isByDefault(Rule rule) {
        return rule.args().isEmpty() && (rule.action().returnValue() | rule.action().dataOf(rule.errno())) == defaultAnswer();
    }

    /** Every name that a rule allows for at least some arguments, in order, each once. */
    public Set<String> allowedNames() {
        Set<String> names = new LinkedHashSet<>();
        for (Rule rule : rules) {
            if (rule.action().allows()) {
                names.addAll(rule.names());
            }
        }
        return Collections.unmodifiableSet(names);
    }

    private static Set<FilterFlag> sortedCopy(Collection<FilterFlag> flags) {
        List<FilterFlag> sorted = new ArrayList<>(flags);
        sorted.sort(null);
        return Collections.unmodifiableSet(new LinkedHashSet<>(sorted));
    }
}
