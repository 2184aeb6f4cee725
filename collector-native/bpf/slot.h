/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* slot.h - slots and their counters. */
#ifndef WINNOW_SLOT_H
#define WINNOW_SLOT_H

static __always_inline struct winnow_slot *slot__get(u32 index)
{
	return bpf_map_lookup_elem(&slots, &index);
}

/* Returns the slot if it still has this generation. NULL: it does not, or it is the host's. */
static __always_inline struct winnow_slot *slot__named(u32 index, u32 generation)
{
	struct winnow_slot *slot = index ? slot__get(index) : NULL;

	return slot && slot->generation == generation ? slot : NULL;
}

static __always_inline struct winnow_counters *counters__get(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&counters, &zero);
}

#define counters__add(field)                                                                                           \
	do {                                                                                                           \
		struct winnow_counters *c_ = counters__get();                                                          \
		if (c_)                                                                                                \
			__sync_fetch_and_add(&c_->field, 1);                                                           \
	} while (0)

static __always_inline void slot__lose(struct winnow_slot *slot, enum winnow_loss reason)
{
	__sync_fetch_and_add(&slot->lost[reason], 1);
}

/* Reserves space for a record of the slot. Counts it as produced, and as lost if the ring is full. */
static __always_inline void *slot__reserve(struct winnow_slot *slot, u64 size)
{
	void *record = bpf_ringbuf_reserve(&ring, size, 0);

	__sync_fetch_and_add(&slot->produced, 1);
	if (!record)
		slot__lose(slot, WINNOW_LOSS_RING_FULL);
	return record;
}

/*
 * Whether the slot may send an observation now; if not, it is counted as lost. Two CPUs at a time may count two as one:
 * the limit need not be exact.
 */
static __always_inline bool slot__may_send(struct winnow_slot *slot, u64 now)
{
	u64 second = now >> 30, sent = slot->sent;

	if (sent >> 32 != (u32)second)
		sent = second << 32;
	if ((u32)sent >= WINNOW_OBSERVATIONS_MAX) {
		__sync_fetch_and_add(&slot->produced, 1);
		slot__lose(slot, WINNOW_LOSS_RING_FULL);
		return false;
	}
	slot->sent = sent + 1;
	return true;
}

/* The stage that a task of this origin is in. */
static __always_inline u8 slot__stage(const struct winnow_slot *slot, u32 origin)
{
	return slot->stage_of[origin & (WINNOW_ORIGINS - 1)] & (WINNOW_STAGES - 1);
}

/* Whether there is nothing to do for this call of a task of this origin. */
static __always_inline bool slot__has_fast_path(const struct winnow_slot *slot, u32 origin, u32 abi, u64 nr)
{
	u64 word = nr / 64;

	bound(word);
	if (word >= WINNOW_WORDS)
		return false;
	bound(word);
	return slot->fast_path[slot__stage(slot, origin)][abi][word] & (1ULL << (nr % 64));
}

static __always_inline void header__fill(struct winnow_header *header, u16 type, u16 size, u32 index,
					 const struct winnow_slot *slot)
{
	header->type = type;
	header->size = size;
	header->slot = index;
	header->time = bpf_ktime_get_boot_ns();
	header->cgroup_id = slot->cgroup_id;
	header->generation = slot->generation;
	header->pad = 0;
}

/* An OR that is atomic if the kernel has it: other CPUs and the exchange by user space do not undo it. */
static __always_inline void bits__set(u64 *word, u64 bit)
{
	if (config.atomics)
		__sync_fetch_and_or(word, bit);
	else
		*(volatile u64 *)word |= bit;
}

#endif
