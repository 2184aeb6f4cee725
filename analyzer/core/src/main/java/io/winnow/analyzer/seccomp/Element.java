// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.seccomp;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * A part of an untrusted document, and its place there.
 *
 * @param node the part
 * @param place such as {@code syscalls[3].args[0].op}; empty for the whole
 */
record Element(JsonNode node, String place) {

    private static final int LONGEST_QUOTE = 60;
    private static final int MAX_ITEMS = 10_000;
    private static final BigInteger UNSIGNED_MAX = BigInteger.ONE.shiftLeft(Long.SIZE).subtract(BigInteger.ONE);

    ProfileFormatException fails(String problem) {
        return new ProfileFormatException(place, problem);
    }

    /** The keys of an object and what is there; what is null is left out. */
    Map<String, Element> fields() {
        if (!node.isObject()) {
            throw fails("an object is expected here, not " + kind());
        }
        Map<String, Element> fields = new LinkedHashMap<>();
        node.properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                fields.put(field.getKey(), new Element(field.getValue(), within(field.getKey())));
            }
        });
        return fields;
    }

    /**
     * What stands there under a key; empty if nothing does.
     *
     * @throws ProfileFormatException for a key that differs in case only: programs in Go regard it
     */
    Optional<Element> field(String key) {
        Map<String, Element> fields = fields();
        fields.forEach((other, element) -> {
            if (other.equalsIgnoreCase(key) && !other.equals(key)) {
                throw element.fails("write this key as " + key);
            }
        });
        return Optional.ofNullable(fields.get(key));
    }

    List<Element> items() {
        if (!node.isArray()) {
            throw fails("a list is expected here, not " + kind());
        }
        if (node.size() > MAX_ITEMS) {
            throw fails(node.size() + " entries are more than " + MAX_ITEMS);
        }
        List<Element> items = new ArrayList<>(node.size());
        for (JsonNode item : node) {
            items.add(new Element(item, place + "[" + items.size() + "]"));
        }
        return items;
    }

    String text() {
        if (!node.isTextual()) {
            throw fails("text is expected here, not " + kind());
        }
        return node.textValue();
    }

    /** Text that is wholly of that form. */
    String word(Pattern form, String what) {
        String text = text();
        if (!form.matcher(text).matches()) {
            throw fails(quoted(text) + " is not " + what);
        }
        return text;
    }

    /** What the text names. */
    <T> T named(Function<String, Optional<T>> names, String what) {
        String text = text();
        return names.apply(text).orElseThrow(() -> fails(quoted(text) + " is not " + what));
    }

    /** An unsigned number of 64 bits. */
    long unsigned() {
        if (!node.isIntegralNumber()) {
            throw fails("a whole number is expected here, not " + kind());
        }
        BigInteger value = node.bigIntegerValue();
        if (value.signum() < 0 || value.compareTo(UNSIGNED_MAX) > 0) {
            throw fails("the number is not 0 to " + UNSIGNED_MAX);
        }
        return value.longValue();
    }

    /** A number from 0 to the largest. */
    int number(int largest) {
        long value = unsigned();
        if (value < 0 || value > largest) {
            throw fails(Long.toUnsignedString(value) + " is not 0 to " + largest);
        }
        return (int) value;
    }

    /** Untrusted text for a message: one line, not too long. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("'");
        text.codePoints().limit(LONGEST_QUOTE).forEach(point -> quoted.appendCodePoint(isPlain(point) ? point : '?'));
        return quoted.append(text.codePointCount(0, text.length()) > LONGEST_QUOTE ? "…'" : "'").toString();
    }

    private static boolean isPlain(int point) {
        return point >= ' ' && point < 0x7f && point != '\'';
    }

    private String within(String key) {
        String name = key.matches("\\w{1,40}") ? key : quoted(key);
        return place.isEmpty() ? name : place + "." + name;
    }

    private String kind() {
        return switch (node.getNodeType()) {
            case OBJECT, POJO -> "an object";
            case ARRAY -> "a list";
            case STRING, BINARY -> "text";
            case NUMBER -> node.isIntegralNumber() ? "a number" : "a fraction";
            case BOOLEAN -> "true or false";
            case NULL, MISSING -> "nothing";
        };
    }
}
