// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTopicsTest {

    private final NodeTopics topics = new NodeTopics("winnow.observations");

    @ParameterizedTest
    @ValueSource(strings = {"node-1", "ip-10-0-0-1.eu.compute.internal", "A_b", "."})
    void theTopicOfANodeSaysWhoseItIs(String node) {
        assertThat(topics.node(topics.of(node))).contains(node);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "n\u00f6de", "a\n"})
    void aNodeThatNoTopicCanBeCalledAfterIsRefusedWithItsSetting(String node) {
        assertThatThrownBy(() -> topics.of(node)).hasMessageContaining("hub.nodeTopics");
    }

    @Test
    void aNameThatIsTooLongForATopicIsRefused() {
        assertThatThrownBy(() -> topics.of("a".repeat(230))).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"winnow.observations", "winnow.observations.", "winnowXobservations.node-1", "other.winnow.observations.node-1"})
    void otherTopicsAreNoNodes(String topic) {
        assertThat(topics.node(topic)).isEmpty();
        assertThat(topics.all().matcher(topic).matches()).isFalse();
    }

    @Test
    void ofTheTopicsOfANodeOnlyThatOfObservationsIsItsOwn() {
        Map<EventStream, String> own = NodeTopics.with(Map.of(EventStream.OBSERVATIONS, "o", EventStream.VIOLATIONS, "v"), "n");
        assertThat(own).isEqualTo(Map.of(EventStream.OBSERVATIONS, "o.n", EventStream.VIOLATIONS, "v"));
    }
}
