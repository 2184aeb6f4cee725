// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.workload;

import java.util.Locale;

/**
 * What made a pod, and makes it again when it is gone.
 *
 * @param kind in lower case: {@code deployment}, {@code statefulset}, …; {@value #POD} if nothing does
 * @param name of it in its namespace
 */
public record PodOwner(String kind, String name) {

    /** The kind of a pod that nothing else made. */
    public static final String POD = "pod";

    public PodOwner {
        kind = kind.toLowerCase(Locale.ROOT);
    }

    /**
     * A pod of its own. A static pod ends with the name of its node, which replicas of it do not share.
     *
     * @param node the node's name, or empty
     */
    public static PodOwner pod(String name, String node) {
        String suffix = "-" + node.toLowerCase(Locale.ROOT);
        boolean ofNode = !node.isEmpty() && name.length() > suffix.length() && name.endsWith(suffix);
        return new PodOwner(POD, ofNode ? name.substring(0, name.length() - suffix.length()) : name);
    }
}
