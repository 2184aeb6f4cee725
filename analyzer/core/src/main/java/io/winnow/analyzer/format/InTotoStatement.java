// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.format;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.winnow.analyzer.seccomp.ProfileWriter;
import io.winnow.collector.record.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An in-toto statement, version 1, about a suggested profile: of which baseline it was made, how complete that is, and who decided about it. Its subjects are
 * the profile's artifact and the profile itself, so that it holds for these bytes and no others.
 */
final class InTotoStatement {

    static final String PREDICATE = "https://winnow.io/attestation/seccomp-profile/v1";

    private static final ProfileWriter WRITER = new ProfileWriter();

    private InTotoStatement() {}

    static String write(Confinement confinement) {
        byte[] profile = WRITER.write(confinement.seccomp()).getBytes(StandardCharsets.UTF_8);
        ObjectNode statement = JsonNodeFactory.instance.objectNode();
        statement.put("_type", "https://in-toto.io/Statement/v1");
        ArrayNode subjects = statement.putArray("subject");
        subject(subjects, SafeName.line(confinement.workload()), Sha256.hex(SeccompArtifact.manifest(profile)));
        subject(subjects, "profile.json", Sha256.hex(profile));
        statement.put("predicateType", PREDICATE);
        predicate(statement.putObject("predicate"), confinement, confinement.evidence());
        return WRITER.print(statement);
    }

    private static void subject(ArrayNode subjects, String name, String digest) {
        subjects.addObject().put("name", name).putObject("digest").put("sha256", digest);
    }

    private static void predicate(ObjectNode predicate, Confinement confinement, Evidence evidence) {
        predicate.put("workload", SafeName.line(confinement.workload()));
        text(predicate, "image", evidence.image());
        text(predicate, "state", evidence.state());
        ObjectNode baseline = predicate.putObject("baseline");
        if (!evidence.baseline().isEmpty()) {
            baseline.putObject("digest").put("sha256", evidence.baseline());
        }
        baseline.put("items", evidence.items());
        text(baseline, "firstSeen", evidence.firstSeen());
        text(baseline, "lastSeen", evidence.lastSeen());
        ObjectNode coverage = predicate.putObject("coverage");
        evidence.coverage().ifPresent(share -> coverage.put("atLeast", share));
        coverage.put("windows", evidence.windows()).put("starts", evidence.starts());
        list(coverage, "gaps", evidence.gaps());
        list(predicate, "runtimes", evidence.runtimes());
        list(predicate, "learnedUnder", evidence.filters());
        list(predicate, "capabilities", confinement.capabilities().stream().map(Enum::name).toList());
        predicate.put("noNewPrivileges", confinement.noNewPrivileges());
        list(predicate, "choices", evidence.choices());
        ArrayNode decisions = predicate.putArray("decisions");
        evidence.decisions().forEach(each -> decision(decisions.addObject(), each));
    }

    private static void decision(ObjectNode node, Evidence.Verdict decision) {
        node.put("time", decision.time()).put("action", decision.action()).put("by", SafeName.line(decision.by())).put("items", decision.items());
        text(node, "note", decision.note());
    }

    private static void text(ObjectNode node, String key, String text) {
        if (!text.isEmpty()) {
            node.put(key, SafeName.line(text));
        }
    }

    private static void list(ObjectNode node, String key, List<String> texts) {
        ArrayNode list = node.putArray(key);
        texts.forEach(text -> list.add(SafeName.line(text)));
    }
}
