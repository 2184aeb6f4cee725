// SPDX-License-Identifier: Apache-2.0
/* snapshot.c - the state of one slot. */
#include <errno.h>
#include <string.h>

#include "internal.h"

#define CELLS ((size_t)WINNOW_STAGES * WINNOW_ABIS)

static void bits__of(const volatile uint8_t *bytes, uint64_t *words)
{
	for (int word = 0; word < WINNOW_WORDS; word++) {
		uint64_t bits = 0;

		for (int bit = 0; bit < 64; bit++)
			bits |= (uint64_t)(bytes[word * 64 + bit] != 0) << bit;
		words[word] = bits;
	}
}

/*
 * The window goes first, fast_path second; the programs set them in the opposite order. So a call between the two
 * exchanges is counted in one window or the other, and its fast_path bit is never set in a window that does not have
 * it.
 */
static void window__take(struct winnow *winnow, volatile struct winnow_slot *slot, struct winnow_snapshot *snapshot)
{
	volatile uint64_t *window = &slot->window[0][0][0];
	volatile uint64_t *fast_path = &slot->fast_path[0][0][0];
	uint64_t *taken = &snapshot->window[0][0][0];

	for (size_t i = 0; i < CELLS * WINNOW_WORDS; i++) {
		taken[i] = __atomic_exchange_n(&window[i], 0, __ATOMIC_SEQ_CST);
		if (!(slot->mode & WINNOW_MODE_WATCH))
			__atomic_store_n(&fast_path[i], 0, __ATOMIC_SEQ_CST);
	}
	if (!(slot->mode & WINNOW_MODE_WATCH))
		task_caches__invalidate(winnow);
}

int64_t winnow_snapshot(int64_t handle, int32_t index, int32_t generation, int32_t close_window, void *destination,
			int64_t capacity)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);
	struct winnow_snapshot *snapshot = destination;
	struct winnow_item_state *items;
	size_t from, to, size;
	uint64_t removed;

	if (!slot)
		return slot__error(winnow, index);
	from = items__from(winnow, (uint32_t)index, (uint32_t)generation);
	to = from;
	while (to < winnow->item_count && winnow->items[to].key.slot == (uint32_t)index &&
	       winnow->items[to].key.generation == (uint32_t)generation)
		to++;
	size = sizeof(*snapshot) + (to - from) * sizeof(*items);
	if ((uint64_t)capacity < size)
		return error__set(ENOSPC, "a snapshot of %zu bytes does not fit into %lld", size, (long long)capacity);

	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->size = (uint32_t)size;
	snapshot->slot = (uint32_t)index;
	snapshot->time = clock__boot();
	snapshot->cgroup_id = slot->cgroup_id;
	snapshot->generation = (uint32_t)generation;
	snapshot->mode = slot->mode;
	snapshot->window_opened = slot->window_opened ? slot->window_opened : slot->created;
	snapshot->created = slot->created;
	/*
	 * Read before the sets: a removed cgroup adds nothing to them. It may have added items after these were read.
	 */
	removed = __atomic_load_n(&slot->removed, __ATOMIC_ACQUIRE);
	if (removed && removed <= winnow->items_read)
		snapshot->flags |= WINNOW_SNAPSHOT_FINAL;
	if (close_window) {
		window__take(winnow, slot, snapshot);
		snapshot->flags |= WINNOW_SNAPSHOT_WINDOW;
		slot->window_number++;
		slot->window_opened = snapshot->time;
	}
	/* a program that was delayed since before the slot was watched may have set its bit after the policy */
	if (slot->mode & WINNOW_MODE_WATCH)
		fast_path__update(winnow, slot);
	snapshot->window_number = slot->window_number;
	/* After the window, so that what is in a window is always in the set. */
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		for (int abi = 0; abi < WINNOW_ABIS; abi++)
			bits__of(slot->seen[stage][abi], snapshot->seen[stage][abi]);
	for (int kind = 0; kind < WINNOW_RUNTIME_CALL_SETS; kind++)
		bits__of(slot->runtime_calls[kind], snapshot->runtime_calls[kind]);
	snapshot->notes = slot->notes;
	snapshot->entrypoint = slot->entrypoint;
	snapshot->serving = slot->serving;
	for (int reason = 0; reason < WINNOW_LOSSES; reason++)
		snapshot->lost[reason] = slot->lost[reason];
	snapshot->produced = slot->produced;

	items = (struct winnow_item_state *)(snapshot + 1);
	for (size_t i = from; i < to; i++, items++) {
		const struct item_entry *entry = &winnow->items[i];

		items->item = entry->key.item;
		items->count = entry->value.count;
		items->first = entry->value.first;
		items->last = entry->value.last;
		items->tgid = entry->value.tgid;
		items->flags = entry->value.flags;
	}
	snapshot->item_count = (uint32_t)(to - from);
	return (int64_t)size;
}
