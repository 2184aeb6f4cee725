/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* item.h - what was learned. */
#ifndef WINNOW_ITEM_H
#define WINNOW_ITEM_H

/*
 * Whether a slot that has `count` items of a kind may have one more. CPUs that ask at the same time may exceed a limit
 * by one each.
 */
static __always_inline bool items__allow(u32 budget, u32 count)
{
	return count < config.items_max[budget] && (count < config.items_reserved || items_pooled < config.items_pool);
}

static __always_inline void items__count(struct winnow_slot *slot, u32 budget, u32 count)
{
	__sync_fetch_and_add(&slot->items[budget], 1);
	if (count >= config.items_reserved)
		__sync_fetch_and_add(&items_pooled, 1);
}

/* Stores a new item if the slot's limits allow it. 0; -EEXIST: another CPU was first; else there is no place for it. */
static __always_inline int item__place(struct winnow_slot *slot, const struct winnow_item_key *key,
				       const struct winnow_item_value *fresh)
{
	u32 budget = item__budget(&key->item), count = slot->items[budget];
	int failed; /* int: before 6.4 only the lower half of the result is a number */

	if (!items__allow(budget, count))
		return -ENOSPC;
	failed = bpf_map_update_elem(&items, key, fresh, BPF_NOEXIST);
	if (!failed)
		items__count(slot, budget, count);
	return failed;
}

/*
 * Notes an item: a new one is stored and sent; a known one is counted. If `repeat` is set, a known item is sent again,
 * at most once in config.repeat_interval. Returns 1 if it was new.
 */
static __noinline int item__note(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
				 struct evidence *evidence, u32 repeat)
{
	struct winnow_item_key key = {};
	struct winnow_item_value *value;
	u64 now = bpf_ktime_get_boot_ns();
	struct outgoing *outgoing;
	int failed;

	if (!slot || !item || !evidence)
		return 0;
	key.slot = index;
	key.generation = slot->generation;
	key.item = *item;
	value = bpf_map_lookup_elem(&items, &key);
	if (value) {
		__sync_fetch_and_add(&value->count, 1);
		value->last = now;
		value->flags |= evidence->flags & WINNOW_FLAG_SET_ID;
		if (!value->emitted || (repeat && now - value->emitted > config.repeat_interval)) {
			/* two CPUs may both send: a record is repeated, and nothing is lost */
			evidence->count = value->count;
			if (!value->emitted)
				evidence->flags |= WINNOW_FLAG_FIRST;
			if (observation__send(index, item, evidence))
				value->emitted = now;
		}
		return 0;
	}
	evidence->flags |= WINNOW_FLAG_FIRST;
	evidence->count = 1;
	outgoing = outgoing__get(evidence->lane);
	if (!outgoing)
		return 0;
	outgoing->fresh.count = 1;
	outgoing->fresh.first = now;
	outgoing->fresh.last = now;
	outgoing->fresh.emitted = 0;
	outgoing->fresh.caller = evidence->caller;
	outgoing->fresh.tgid = bpf_get_current_pid_tgid() >> 32;
	outgoing->fresh.flags = evidence->flags;
	failed = item__place(slot, &key, &outgoing->fresh);
	if (failed == -EEXIST) { /* another CPU was first */
		value = bpf_map_lookup_elem(&items, &key);
		if (value)
			__sync_fetch_and_add(&value->count, 1);
		return 0;
	}
	if (failed) {
		slot__lose(slot, WINNOW_LOSS_ITEMS_FULL);
		return 0;
	}
	if (observation__send(index, item, evidence)) {
		value = bpf_map_lookup_elem(&items, &key);
		if (value)
			value->emitted = now;
	}
	return 1;
}

#define VALUE_KNOWN 0
#define VALUE_NEW 1
#define VALUE_BEYOND 2 /* its set is full, or there is no place for it */

/*
 * Notes an item of a set whose values the container chooses. If the set is full, it becomes an item with the flag
 * UNCONSTRAINED, and no further value is stored. The set's size is the count of the item with WINNOW_ARGUMENT_SET in
 * its arg.
 */
static __noinline int item__note_bounded(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
					 struct evidence *evidence)
{
	struct winnow_item_key key = {};
	struct winnow_item_value *set, fresh = {};

	if (!slot || !item || !evidence)
		return VALUE_KNOWN;
	key.slot = index;
	key.generation = slot->generation;
	key.item = *item;
	if (bpf_map_lookup_elem(&items, &key)) {
		item__note(slot, index, item, evidence, 0);
		return VALUE_KNOWN;
	}
	key.item.arg |= WINNOW_ARGUMENT_SET;
	key.item.detail = 0;
	set = bpf_map_lookup_elem(&items, &key);
	if (!set) {
		fresh.first = bpf_ktime_get_boot_ns();
		fresh.last = fresh.first;
		item__place(slot, &key, &fresh);
		set = bpf_map_lookup_elem(&items, &key);
		if (!set) {
			slot__lose(slot, WINNOW_LOSS_ITEMS_FULL);
			return VALUE_BEYOND;
		}
	}
	if (set->count >= WINNOW_ARGUMENT_VALUES_MAX) {
		set->flags |= WINNOW_FLAG_UNCONSTRAINED | (evidence->flags & WINNOW_FLAG_SET_ID);
		return VALUE_BEYOND;
	}
	if (!item__note(slot, index, item, evidence, 0))
		return VALUE_BEYOND;
	__sync_fetch_and_add(&set->count, 1);
	return VALUE_NEW;
}

#endif
