// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.posture;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What the rules say of a container, or of a host.
 *
 * @param findings the worst first
 * @param unknown what could not be judged
 */
public record Posture(List<BrokenRule> findings, List<Unknown> unknown) {

    /** The order of findings. */
    public static final Comparator<BrokenRule> WORST_FIRST = Comparator.comparing(BrokenRule::severity).reversed().thenComparing(BrokenRule::rule);

    public Posture {
        findings = List.copyOf(findings);
        unknown = List.copyOf(unknown);
    }

    /** Of a container. What being privileged brings with it is not reported beside that. */
    public static Posture of(PostureSubject subject) {
        Posture all = judge(subject, PostureRule.Scope.CONTAINER);
        boolean privileged = all.findings.stream().anyMatch(finding -> finding.rule() == PostureRule.PRIVILEGED);
        return privileged
                ? new Posture(all.findings.stream().filter(finding -> !finding.rule().partOfPrivileged()).toList(),
                        all.unknown.stream().filter(gap -> !gap.rule().partOfPrivileged()).toList())
                : all;
    }

    /** Of a host. @param host empty if nothing is known of it */
    public static Posture ofHost(Optional<HostInfo> host) {
        return judge(new PostureSubject(Grants.UNKNOWN, Use.UNKNOWN, host), PostureRule.Scope.HOST);
    }

    private static Posture judge(PostureSubject subject, PostureRule.Scope scope) {
        List<BrokenRule> findings = new ArrayList<>();
        List<Unknown> unknown = new ArrayList<>();
        for (PostureRule rule : PostureRule.values()) {
            if (rule.scope() == scope) {
                Judgement judgement = rule.check(subject);
                judgement.weaknesses().forEach(weakness -> findings.add(new BrokenRule(rule, weakness.severity(), weakness.evidence())));
                if (!judgement.unknown().isEmpty()) {
                    unknown.add(new Unknown(rule, judgement.unknown()));
                }
            }
        }
        findings.sort(WORST_FIRST);
        return new Posture(findings, unknown);
    }
}
