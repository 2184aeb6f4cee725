// SPDX-License-Identifier: Apache-2.0
package io.winnow.collector.container;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The limits of a CONTAINER document's texts. They are chosen by any user who may start a container, and a character takes up to six bytes
 * in JSON: all of them together stay below the 4 MiB of the queue's largest document.
 */
final class TextLimits {

    /** Characters of an id, a name, an image reference. */
    static final int TEXT = 4 << 10;
    /** Characters of a command's arguments together. */
    static final int COMMAND = 128 << 10;
    /** Characters of labels together: Kubernetes admits 256 KiB of annotations. */
    static final int LABELS = 320 << 10;

    private TextLimits() {}

    static String forText(String text) {
        return cut(text, TEXT);
    }

    /** The first ones; the last of them may be cut short. */
    static List<String> forCommand(List<String> arguments) {
        List<String> kept = new ArrayList<>();
        int left = COMMAND;
        for (String argument : arguments) {
            if (left <= 0) {
                break;
            }
            kept.add(cut(argument, left));
            left -= argument.length() + 1;
        }
        return kept;
    }

    /** If they exceed the limit, the shortest: those that name something. None is cut, since that would be another label. */
    static Map<String, String> forLabels(Map<String, String> labels) {
        if (labels.entrySet().stream().mapToLong(TextLimits::size).sum() <= LABELS) {
            return labels;
        }
        Map<String, String> kept = new LinkedHashMap<>();
        long left = LABELS;
        List<Map.Entry<String, String>> shortestFirst = labels.entrySet().stream()
                .sorted(Comparator.comparingLong(TextLimits::size).thenComparing(Map.Entry::getKey)).toList();
        for (Map.Entry<String, String> label : shortestFirst) {
            left -= size(label);
            if (left < 0) {
                break;
            }
            kept.put(label.getKey(), label.getValue());
        }
        return kept;
    }

    private static long size(Map.Entry<String, String> label) {
        return (long) label.getKey().length() + label.getValue().length() + 1;
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
