// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.baseline;

import io.winnow.collector.document.Grants;
import io.winnow.collector.document.HostMount;
import io.winnow.collector.document.Isolation;
import io.winnow.collector.document.Isolation.Namespace;
import io.winnow.collector.document.Isolation.Sharing;
import io.winnow.collector.document.RuntimeIdentity;
import io.winnow.collector.record.Abi;
import io.winnow.collector.record.Capability;
import io.winnow.collector.record.Item;
import io.winnow.collector.record.ItemFlags;
import io.winnow.collector.record.ItemKind;
import io.winnow.collector.record.RuntimeCallsKind;
import io.winnow.collector.record.Stage;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Small baselines from a small world, so that they often meet; the same for the same seed. */
public final class RandomBaselines {

    private static final List<String> TEXTS = List.of("", "a", "/usr/sbin/nginx", "\u001b[31m\"\n</script>", "\u00e4\ud83d\ude00");

    private final Random random;

    public RandomBaselines(long seed) {
        random = new Random(seed);
    }

    public Baseline next() {
        BaselineBuilder builder = new BaselineBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            builder.see(item(), observations());
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            Set<Item> seen = new HashSet<>();
            for (int j = random.nextInt(3); j > 0; j--) {
                Item item = item();
                seen.add(item);
                builder.see(item, observations());
            }
            builder.replica("abc." + random.nextInt(3) + ".1", replica -> replica.withWindow(1 + random.nextInt(4), seen));
        }
        if (random.nextInt(3) == 0) {
            builder.miss(GapReason.values()[random.nextInt(GapReason.values().length)], random.nextInt(4));
        }
        if (random.nextInt(3) == 0) {
            builder.withoutFilter();
        }
        if (random.nextInt(3) == 0) {
            builder.whole();
        }
        if (random.nextInt(3) == 0) {
            builder.runtime(new RuntimeCallsKey(
                    new RuntimeIdentity(random.nextBoolean() ? "runc" : "crun", "1." + random.nextInt(2)),
                    RuntimeCallsKind.values()[random.nextInt(2)]));
        }
        if (random.nextInt(3) == 0) {
            builder.granted(Capability.values()[random.nextInt(4)]);
        }
        if (random.nextInt(3) == 0) {
            builder.underFilter(LearnedFilter.of("{\"defaultAction\":\"SCMP_ACT_ERRNO\",\"defaultErrnoRet\":" + random.nextInt(3) + "}"));
        }
        for (SectionKind<Flag> kind : List.of(SectionKind.OWNER_CONFIRMED, SectionKind.OWNER_GUESSED, SectionKind.PAUSE)) {
            if (random.nextInt(4) == 0) {
                builder.raise(kind);
            }
        }
        if (random.nextInt(3) == 0) {
            builder.join(SectionKind.LABELS, SelectedLabels.of(Map.of("k" + random.nextInt(2), "v" + random.nextInt(7), "version", text())));
        }
        if (random.nextInt(3) == 0) {
            builder.join(SectionKind.STARTED_FROM, new StartedFrom("w" + random.nextInt(3), 1 + random.nextInt(2)));
            Item item = item();
            Rejections rejections = Rejections.NONE.reject(item, text());
            builder.join(SectionKind.REJECTIONS, rejections.join(rejections.seen(item, text())));
            builder.join(SectionKind.NEWEST_GRANTS, new NewestGrants(1 + random.nextInt(2), grants()));
        }
        return builder.build();
    }

    private Grants grants() {
        Isolation isolation = new Isolation(
                true, random.nextBoolean(), Map.of(Namespace.PID, Sharing.HOST), random.nextInt(2), 0, List.of(0L), List.of(), random.nextBoolean(),
                List.of(new HostMount(TEXTS.get(random.nextInt(TEXTS.size())), "/x", true, false)), List.of(), false, List.of("/proc/kcore"), List.of(), "", "");
        return new Grants(true, List.of("CAP_CHOWN"), List.of(), Grants.Seccomp.FILTER, random.nextBoolean(), Isolation.Sharing.HOST, "", 0, isolation);
    }

    Item item() {
        ItemKind kind = ItemKind.values()[random.nextInt(ItemKind.values().length)];
        boolean plain = kind == ItemKind.SYSCALL;
        return new Item(
                kind,
                Abi.values()[random.nextInt(3)],
                Stage.values()[random.nextInt(4)],
                plain ? 0 : random.nextInt(3),
                random.nextInt(4),
                plain ? 0 : random.nextInt(4) - 1);
    }

    Observations observations() {
        int[] flags = {0, 0, ItemFlags.UNCONSTRAINED, ItemFlags.SET_ID, Observations.FALLBACK, Observations.BEYOND_FALLBACK};
        return new Observations(
                1_000 + random.nextInt(4),
                random.nextBoolean() ? 0 : 1_000 + random.nextInt(6),
                random.nextInt(4),
                flags[random.nextInt(flags.length)],
                random.nextBoolean() ? Optional.empty() : Optional.of(provenance()));
    }

    private Provenance provenance() {
        return new Provenance(1_000 + random.nextInt(3), text(), text(), text(), random.nextInt(2), random.nextInt(2));
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
