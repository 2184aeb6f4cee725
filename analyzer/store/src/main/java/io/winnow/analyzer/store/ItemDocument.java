// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.winnow.analyzer.baseline.Observations;
import io.winnow.analyzer.baseline.Provenance;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.Labels;
import io.winnow.collector.record.Stage;
import io.winnow.collector.record.SyscallTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The JSON form of an item and its observations. {@code syscall} and {@code capability} are for readers: the numbers count.
 *
 * @param detail unsigned, hexadecimal
 * @param first ISO 8601, to the nanosecond; so is {@code last}
 * @param windows in how many windows, per replica in the baseline's order
 */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record ItemDocument(
        String kind,
        String stage,
        String abi,
        int nr,
        String syscall,
        int arg,
        String capability,
        String detail,
        String first,
        String last,
        long count,
        List<String> flags,
        Actor by,
        List<Integer> windows) {

    private static final Map<Integer, String> FLAGS = Map.of(
            ItemFlags.UNCONSTRAINED, "unconstrained", ItemFlags.SET_ID, "set-id", Observations.FALLBACK, "fallback", Observations.BEYOND_FALLBACK, "beyond-fallback");

    /** The JSON form of a provenance. */
    @JsonInclude(JsonInclude.Include.NON_DEFAULT)
    record Actor(String time, String replica, String executable, String comm, int tgid, int containerTgid) {}

    static ItemDocument of(Item item, Observations observations, List<Integer> windows) {
        return new ItemDocument(
                item.kind().label(),
                item.stage().label(),
                item.abi().label(),
                item.nr(),
                namesCall(item.kind()) ? SyscallTable.name(item.abi(), item.nr()).orElse(null) : null,
                item.arg(),
                item.kind() == ItemKind.CAPABILITY ? Capability.find(item.arg()).map(Enum::name).orElse(null) : null,
                item.detail() == 0 ? null : Long.toHexString(item.detail()),
                TimeText.of(observations.first()),
                observations.last() == 0 ? null : TimeText.of(observations.last()),
                observations.count(),
                flags(observations.flags()),
                observations.provenance().map(ItemDocument::actor).orElse(null),
                windows.isEmpty() ? null : windows);
    }

    /** @throws IllegalArgumentException if something is not what it should be; the message names it */
    Item item() {
        return new Item(
                Labels.of(ItemKind.values(), ItemKind::label, kind),
                Labels.of(Abi.values(), Abi::label, abi),
                Labels.of(Stage.values(), Stage::label, stage),
                arg,
                nr,
                detail == null ? 0 : Long.parseUnsignedLong(detail, 16));
    }

    /** @throws IllegalArgumentException as {@link #item()} */
    Observations observations() {
        int bits = 0;
        for (String flag : flags == null ? List.<String>of() : flags) {
            bits |= FLAGS.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(flag))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("flag=" + flag + " is not known"))
                    .getKey();
        }
        Optional<Provenance> who = Optional.ofNullable(by)
                .map(actor -> new Provenance(
                        TimeText.nanos(actor.time()), orEmpty(actor.replica()), orEmpty(actor.executable()), orEmpty(actor.comm()), actor.tgid(),
                        actor.containerTgid()));
        return new Observations(TimeText.nanos(first), last == null ? 0 : TimeText.nanos(last), count, bits, who);
    }

    /** Windows by the replica's index. */
    Map<Integer, Integer> incidence(int replicas) {
        Map<Integer, Integer> byReplica = new HashMap<>();
        if (windows != null) {
            if (windows.size() > replicas) {
                throw new IllegalArgumentException("windows=" + windows.size() + " for replicas=" + replicas);
            }
            for (int i = 0; i < windows.size(); i++) {
                if (windows.get(i) != 0) {
                    byReplica.put(i, windows.get(i));
                }
            }
        }
        return byReplica;
    }

    private static Actor actor(Provenance who) {
        return new Actor(TimeText.of(who.time()), who.replica(), who.executable(), who.comm(), who.tgid(), who.containerTgid());
    }

    private static boolean namesCall(ItemKind kind) {
        return switch (kind) {
            case SYSCALL, ARGUMENT, CAPABILITY, DENIAL, HELD -> true;
            case IO_URING, EXECUTABLE, LEFT_CGROUP -> false;
        };
    }

    private static List<String> flags(int bits) {
        List<String> names = new ArrayList<>();
        FLAGS.forEach((bit, name) -> {
            if ((bits & bit) != 0) {
                names.add(name);
            }
        });
        names.sort(null);
        return names.isEmpty() ? null : names;
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }
}
