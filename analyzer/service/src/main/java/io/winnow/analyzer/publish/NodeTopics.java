// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The topics of observations that nodes have of their own, {@code OBSERVATIONS.NODE}: if a node's principal may write to its own only, the topic says who
 * reports something, and no document has to be believed.
 *
 * @param base the topic of observations that is shared
 */
public record NodeTopics(String base) {

    /** What Kafka takes as a name of a topic. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]+");
    private static final int MAX_NAME = 249;

    /** @throws IllegalArgumentException if no topic can be called so */
    public String of(String node) {
        String topic = base + "." + node;
        if (!NAME.matcher(node).matches() || topic.length() > MAX_NAME) {
            throw new IllegalArgumentException("node " + node + " cannot have a topic of its own (hub.nodeTopics): the name takes letters, digits, '.', '_' and '-', and with "
                    + base + ". before it " + MAX_NAME + " characters at most; set node to one that does");
        }
        return topic;
    }

    /** All of them. */
    public Pattern all() {
        return Pattern.compile(Pattern.quote(base + ".") + NAME.pattern());
    }

    /** Whose it is; empty if it is no node's. */
    public Optional<String> node(String topic) {
        return all().matcher(topic).matches() ? Optional.of(topic.substring(base.length() + 1)) : Optional.empty();
    }

    /** The topics of a node. @throws IllegalArgumentException as {@link #of} */
    public static Map<EventStream, String> with(Map<EventStream, String> topics, String node) {
        Map<EventStream, String> own = new HashMap<>(topics);
        own.put(EventStream.OBSERVATIONS, new NodeTopics(topics.get(EventStream.OBSERVATIONS)).of(node));
        return own;
    }
}
