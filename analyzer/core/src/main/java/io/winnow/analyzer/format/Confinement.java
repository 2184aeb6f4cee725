// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import io.winnow.analyzer.seccomp.SeccompProfile;
import io.winnow.collector.record.Capability;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a workload should run under.
 *
 * @param workload whom it is for; untrusted text of any length, but not blank
 * @param plainName the same without the revision of its image
 * @param seccomp its profile
 * @param capabilities drop all, add these
 * @param noNewPrivileges whether it was learned with {@code no_new_privs}, so that it runs with it
 * @param neverWritesCode whether it never had memory that is both written and executed, and never made memory executable
 * @param harmlessInPart calls of the profile that are harmless only with the arguments that it allows, and that the workload was not seen to need: a form without
 *     conditions on arguments leaves them out
 * @param executables what it was seen to execute, as it was asked for: untrusted text; perhaps not all
 * @param evidence what the profile rests on, as far as a form says it
 */
public record Confinement(
        String workload,
        String plainName,
        SeccompProfile seccomp,
        Set<Capability> capabilities,
        boolean noNewPrivileges,
        boolean neverWritesCode,
        Set<String> harmlessInPart,
        SortedSet<String> executables,
        Evidence evidence) {

    public Confinement {
        Objects.requireNonNull(seccomp, "seccomp");
        if (workload.isBlank()) {
            throw new ExportException("the workload has no name");
        }
        EnumSet<Capability> ordered = EnumSet.noneOf(Capability.class);
        ordered.addAll(capabilities);
        capabilities = Collections.unmodifiableSet(ordered);
        harmlessInPart = Set.copyOf(harmlessInPart);
        executables = Collections.unmodifiableSortedSet(new TreeSet<>(executables));
    }

    /** One of which it is not said what it rests on. */
    public Confinement(
            String workload, String plainName, SeccompProfile seccomp, Set<Capability> capabilities, boolean noNewPrivileges, boolean neverWritesCode,
            Set<String> harmlessInPart, SortedSet<String> executables) {
        this(workload, plainName, seccomp, capabilities, noNewPrivileges, neverWritesCode, harmlessInPart, executables, Evidence.NONE);
    }

    /** One whose image has no revision. */
    public Confinement(
            String workload, SeccompProfile seccomp, Set<Capability> capabilities, boolean noNewPrivileges, SortedSet<String> executables) {
        this(workload, workload, seccomp, capabilities, noNewPrivileges, false, Set.of(), executables);
    }

    /** One of which no programs are known. */
    public Confinement(String workload, SeccompProfile seccomp, Set<Capability> capabilities, boolean noNewPrivileges) {
        this(workload, seccomp, capabilities, noNewPrivileges, Collections.emptySortedSet());
    }

    /** One that did not run with {@code no_new_privs}. */
    public Confinement(String workload, SeccompProfile seccomp, Set<Capability> capabilities) {
        this(workload, seccomp, capabilities, false);
    }

    /** The same for all revisions of its image, so that its name stays when a new one comes. */
    public Confinement ofEveryVersion() {
        return new Confinement(plainName, plainName, seccomp, capabilities, noNewPrivileges, neverWritesCode, harmlessInPart, executables, evidence);
    }

    public Confinement restingOn(Evidence reason) {
        return new Confinement(workload, plainName, seccomp, capabilities, noNewPrivileges, neverWritesCode, harmlessInPart, executables, reason);
    }

    /** The last part of the workload's name: its container's if Kubernetes named it, its service's if compose did. */
    String innermost() {
        return plainName.substring(plainName.lastIndexOf('/') + 1);
    }

    /** A name for files and objects; see {@link SafeName}. */
    String name() {
        return SafeName.of(workload);
    }
}
