// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import io.winnow.analyzer.violation.Subject;
import io.winnow.analyzer.violation.Violation;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Makes events of violations. The subject is {@code WORKLOAD/CONTAINER-ID}, the key {@code CLUSTER/SUBJECT}: so the events of one container stay
 * in order, and a container that takes the name of one that has ended gets a key of its own.
 */
public final class ViolationEvents {

    private static final String PLAIN = "-._~:@+=,";
    private static final int LONGEST_SEGMENT = 256;

    private final String cluster;
    private final DocumentMapper documents = new DocumentMapper();

    /** @param cluster the cluster's name: first part of keys and sources */
    public ViolationEvents(String cluster) {
        this.cluster = cluster;
    }

    public PublishedEvent event(Violation violation) {
        Subject whose = violation.subject();
        String subject = path(whose.workload()) + "/" + segment(whose.container());
        return new PublishedEvent(
                EventStream.VIOLATIONS,
                violation.id(),
                URI.create("/winnow/" + segment(cluster) + "/" + segment(whose.node())),
                subject,
                violation.time(),
                segment(cluster) + "/" + subject,
                json(violation));
    }

    /** The document alone, as one line of JSON. */
    public byte[] json(Violation violation) {
        return documents.write(ViolationDocument.of(cluster, violation));
    }

    /** A workload's id is a path already; each of its parts is a segment of its own. */
    static String path(String id) {
        StringBuilder path = new StringBuilder();
        for (String part : id.split("/", -1)) {
            path.append(path.isEmpty() ? "" : "/").append(segment(part));
        }
        return path.toString();
    }

    /** Percent-encodes (RFC 3986 §2.1) what is not plain, so that a name can neither forge another key nor break a URI. */
    static String segment(String name) {
        StringBuilder out = new StringBuilder(name.length());
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 0x80 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16))).append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
            if (out.length() > LONGEST_SEGMENT) {
                break;
            }
        }
        return out.toString();
    }
}
