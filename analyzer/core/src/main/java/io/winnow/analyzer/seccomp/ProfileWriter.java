// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.OptionalInt;

/**
 * Writes profiles as {@code linux.seccomp} of the OCI runtime specification, which Docker, containerd and podman take as a profile file,
 * and runc and crun in a {@code config.json}. The same profile gives the same bytes.
 */
public final class ProfileWriter {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectWriter PRETTY = JsonMapper.builder().build().writer(printer());

    /** The profile as a JSON document that ends with a line feed. */
    public String write(SeccompProfile profile) {
        return print(tree(profile));
    }

    /** A document of this program's making, as it is to be written: two spaces, line feeds. */
    public String print(ObjectNode document) {
        try {
            return PRETTY.writeValueAsString(document) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of plain nodes cannot be written", e);
        }
    }

    /** The profile as a tree, for a larger document. */
    public ObjectNode tree(SeccompProfile profile) {
        ObjectNode tree = NODES.objectNode();
        tree.put("defaultAction", profile.defaultAction().ociName());
        errno(tree, "defaultErrnoRet", profile.defaultErrno());
        if (!profile.architectures().isEmpty()) {
            ArrayNode architectures = tree.putArray("architectures");
            profile.architectures().forEach(architecture -> architectures.add(architecture.ociName()));
        }
        if (!profile.flags().isEmpty()) {
            ArrayNode flags = tree.putArray("flags");
            profile.flags().forEach(flag -> flags.add(flag.ociName()));
        }
        ArrayNode syscalls = tree.putArray("syscalls");
        profile.rules().forEach(rule -> syscalls.add(rule(rule)));
        return tree;
    }

    private static ObjectNode rule(Rule rule) {
        ObjectNode node = NODES.objectNode();
        ArrayNode names = node.putArray("names");
        rule.names().forEach(names::add);
        node.put("action", rule.action().ociName());
        errno(node, "errnoRet", rule.errno());
        if (!rule.args().isEmpty()) {
            ArrayNode args = node.putArray("args");
            rule.args().forEach(condition -> args.add(argument(condition)));
        }
        return node;
    }

    private static ObjectNode argument(ArgCondition condition) {
        ObjectNode node = NODES.objectNode();
        node.put("index", condition.index());
        node.put("value", unsigned(condition.value()));
        if (condition.operator() == Operator.MASKED_EQUAL) {
            node.put("valueTwo", unsigned(condition.valueTwo()));
        }
        node.put("op", condition.operator().ociName());
        return node;
    }

    private static void errno(ObjectNode node, String key, OptionalInt errno) {
        errno.ifPresent(number -> node.put(key, number));
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    private static DefaultPrettyPrinter printer() {
        DefaultIndenter lines = new DefaultIndenter("  ", "\n");
        return new DefaultPrettyPrinter().withObjectIndenter(lines).withArrayIndenter(lines);
    }
}
