// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.document;

import java.util.List;
import java.util.Set;

/**
 * What a container was given, by its configuration.
 *
 * @param known false if no configuration could be read: the rest is then empty
 * @param bounding capability names ({@code CAP_…}) of the bounding set
 * @param effective capability names of the effective set
 * @param seccomp whether the configuration has a seccomp profile
 * @param noNewPrivileges {@code no_new_privs}
 * @param pidNamespace whose pid namespace it runs in
 * @param filter the seccomp profile, {@code linux.seccomp} as compact JSON; empty if there is none, or none that is known
 * @param uid of the entrypoint, in the container; −1 if not known
 * @param isolation how it is separated from its host
 */
public record Grants(
        boolean known,
        List<String> bounding,
        List<String> effective,
        Seccomp seccomp,
        boolean noNewPrivileges,
        Isolation.Sharing pidNamespace,
        String filter,
        long uid,
        Isolation isolation) {

    /** Most characters of a filter: five times Docker's default. A longer one counts as not known. */
    public static final int MAX_FILTER = 1 << 16;

    public static final Grants UNKNOWN =
            new Grants(false, List.of(), List.of(), Seccomp.UNKNOWN, false, Isolation.Sharing.UNKNOWN, "", -1, Isolation.UNKNOWN);

    /** Whether system calls are filtered. */
    public enum Seccomp {
        NONE,
        FILTER,
        UNKNOWN
    }

    /** What a container was given, whose filter and isolation are not known. */
    public Grants(
            boolean known, List<String> bounding, List<String> effective, Seccomp seccomp, boolean noNewPrivileges, Isolation.Sharing pidNamespace,
            long uid) {
        this(known, bounding, effective, seccomp, noNewPrivileges, pidNamespace, "", uid, Isolation.UNKNOWN);
    }

    public Grants withIsolation(Isolation other) {
        return new Grants(known, bounding, effective, seccomp, noNewPrivileges, pidNamespace, filter, uid, other);
    }

    /** With these namespaces, which it joins, being the host's. */
    public Grants joining(Set<Isolation.Namespace> ofHost) {
        Isolation.Sharing pids = ofHost.contains(Isolation.Namespace.PID) ? Isolation.Sharing.HOST : pidNamespace;
        return new Grants(known, bounding, effective, seccomp, noNewPrivileges, pids, filter, uid, isolation.joining(ofHost));
    }

    public Grants withFilter(String other) {
        return new Grants(known, bounding, effective, seccomp, noNewPrivileges, pidNamespace, other, uid, isolation);
    }

    public Grants {
        bounding = bounding == null ? List.of() : List.copyOf(bounding);
        effective = effective == null ? List.of() : List.copyOf(effective);
        seccomp = seccomp == null ? Seccomp.UNKNOWN : seccomp;
        filter = filter == null || filter.length() > MAX_FILTER ? "" : filter;
        pidNamespace = pidNamespace == null ? Isolation.Sharing.UNKNOWN : pidNamespace;
        isolation = isolation == null ? Isolation.UNKNOWN : isolation;
    }
}
