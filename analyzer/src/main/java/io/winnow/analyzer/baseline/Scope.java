// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.record.Abi;
import io.winnow.collector.record.CapabilityCheck;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.Set;

/**
 * What a frozen baseline covers. The entrypoint's tree is taken as one, whether it starts or serves; an exec session may also do what
 * the entrypoint's tree does. The runtime's own steps are nobody's news, refusals widen nothing, and a capability check is covered by
 * the same check with another verdict.
 */
final class Scope {

    private static final int NEVER_A_NEED = CapabilityCheck.ACCOUNTING | CapabilityCheck.OVERRIDDEN | CapabilityCheck.PROBE;

    private final Set<Item> ofEntrypoint = new HashSet<>();
    private final Set<Item> ofExecSessions = new HashSet<>();

    Scope(Baseline baseline) {
        for (Item item : baseline.items().keySet()) {
            Item key = key(item);
            ofExecSessions.add(key);
            if (item.stage() != Stage.EXEC) {
                ofEntrypoint.add(key);
            }
        }
    }

    boolean covers(Item item) {
        if (item.stage() == Stage.SETUP || item.kind() == ItemKind.DENIAL || neverANeed(item)) {
            return true;
        }
        Set<Item> known = item.stage() == Stage.EXEC ? ofExecSessions : ofEntrypoint;
        return known.contains(key(item)) || ArgumentSet.isBounded(item) && known.contains(key(ArgumentSet.setOf(item)));
    }

    /** The part of a baseline that lies outside. */
    Baseline beyond(Baseline later) {
        BaselineBuilder news = new BaselineBuilder();
        later.items().forEach((item, sighting) -> {
            if (!covers(item)) {
                news.see(item, sighting);
            }
        });
        return news.build();
    }

    private static boolean neverANeed(Item item) {
        return item.kind() == ItemKind.CAPABILITY && (item.detail() & NEVER_A_NEED) != 0;
    }

    private static Item key(Item item) {
        long detail = item.kind() == ItemKind.CAPABILITY ? item.detail() & ~CapabilityCheck.GRANTED : item.detail();
        int nr = item.kind() == ItemKind.CAPABILITY ? 0 : item.nr();
        Abi abi = item.kind() == ItemKind.CAPABILITY ? Abi.X86_64 : item.abi();
        return new Item(item.kind(), abi, Stage.START, item.arg(), nr, detail);
    }
}
