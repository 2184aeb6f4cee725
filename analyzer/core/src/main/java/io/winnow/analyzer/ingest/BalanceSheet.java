// SPDX-License-Identifier: Apache-2.0
package io.winnow.analyzer.ingest;

import io.winnow.collector.record.Loss;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Keeps produced = delivered + lost per slot and generation. Slots that are over are summed up, so that the sheet stays bounded however
 * many containers come and go.
 */
final class BalanceSheet {

    /** More slots than the tracer has by default, so that only slots that are long over are summed up early. */
    static final int MAX_SLOTS = 8192;

    private final Map<SlotId, Account> open = new LinkedHashMap<>();
    private Balance closed;

    BalanceSheet(List<SlotBalance> open, Balance closed) {
        open.forEach(slot -> this.open.put(slot.slot(), new Account(slot)));
        this.closed = closed;
    }

    void delivered(SlotId slot) {
        if (slot.index() != 0) { // the host has no snapshot to balance against
            account(slot).delivered++;
        }
    }

    void snapshot(Event.Snapshot snapshot) {
        Account account = account(snapshot.slot());
        // a snapshot that is read again after a newer one says less
        account.produced = Math.max(account.produced, snapshot.produced());
        account.lost = Math.max(account.lost, snapshot.lost().getOrDefault(Loss.RING_FULL, 0L));
        account.finished |= snapshot.last();
    }

    /** The maps were made anew: nothing more comes of the slots of another epoch. */
    void epoch(long epoch) {
        closeIf(slot -> slot.slot().epoch() != epoch);
    }

    List<SlotBalance> open() {
        return open.values().stream().map(Account::balance).toList();
    }

    /** The sum of the slots that are over and no longer listed. */
    Balance closed() {
        return closed;
    }

    private Account account(SlotId slot) {
        Account known = open.get(slot);
        if (known != null) {
            return known;
        }
        if (open.size() >= MAX_SLOTS) {
            evict();
        }
        Account fresh = new Account(new SlotBalance(slot, 0, 0, 0, false));
        open.put(slot, fresh);
        return fresh;
    }

    /** Much at a time, so that it is seldom done. */
    private void evict() {
        closeIf(SlotBalance::finished);
        int surplus = open.size() - MAX_SLOTS / 2;
        if (surplus > 0) {
            Set<SlotId> eldest = new HashSet<>(List.copyOf(open.keySet()).subList(0, surplus));
            closeIf(balance -> eldest.contains(balance.slot()));
        }
    }

    private void closeIf(Predicate<SlotBalance> over) {
        open.values().removeIf(account -> {
            SlotBalance balance = account.balance();
            boolean closes = over.test(balance);
            if (closes) {
                closed = closed.plus(balance);
            }
            return closes;
        });
    }

    private static final class Account {

        private final SlotId slot;
        private long produced;
        private long delivered;
        private long lost;
        private boolean finished;

        Account(SlotBalance start) {
            slot = start.slot();
            produced = start.produced();
            delivered = start.delivered();
            lost = start.lost();
            finished = start.finished();
        }

        SlotBalance balance() {
            return new SlotBalance(slot, produced, delivered, lost, finished);
        }
    }
}
