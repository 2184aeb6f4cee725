// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.violation;

import io.winnow.analyzer.ingest.SlotId;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.Loss;
import io.winnow.collector.record.Sha256;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Names of violations: node, slot and item, hashed. The slot's epoch makes them different after each new start of the kernel's maps; nothing
 * else in them depends on who reads when, so that a replay reports the same violation under the same name.
 */
public final class ViolationIds {

    /** The key of what a slot's budget of reports held back. */
    static final String HELD_BACK = "held-back";

    private static final int DIGITS = 32;

    private ViolationIds() {}

    /** The key of an item within its slot. */
    static String key(Item item) {
        return item.kind().label() + "/" + item.abi().label() + "/" + item.stage().label() + "/" + item.arg() + "/" + item.nr() + "/"
                + Long.toHexString(item.detail());
    }

    /** The key of a loss within its slot. */
    static String key(Loss reason) {
        return "loss/" + reason.label();
    }

    /** The id of the first report of an item in a slot. */
    public static String id(String node, SlotId slot, Item item) {
        return id(node, slot, key(item));
    }

    /** 32 hexadecimal digits. */
    static String id(String node, SlotId slot, String key) {
        return Sha256.hex(node + "\0" + slot + "\0" + key).substring(0, DIGITS);
    }

    /** The whole hash of an item, 64 hexadecimal digits; the same wherever and whenever the item was done. */
    public static String hash(Item item) {
        return hash(key(item));
    }

    /** The whole hash of several items together, in any order; other items have another hash. */
    public static String hash(Stream<Item> items) {
        return hash(items.map(ViolationIds::key).sorted().collect(Collectors.joining("\n")));
    }

    private static String hash(String key) {
        return Sha256.hex(key);
    }

    /** A later report of the same violation. */
    static String repetition(String id, long count) {
        return id + "-" + Long.toUnsignedString(count);
    }
}
