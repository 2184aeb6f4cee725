// SPDX-License-Identifier: Apache-2.0
/* slot.c - one slot by its name, the pair of index and generation. */
#include <errno.h>

#include "internal.h"

bool slot__is_taken(volatile struct winnow_slot *slot)
{
	return __atomic_load_n(&slot->created, __ATOMIC_ACQUIRE) && !slot->released;
}

volatile struct winnow_slot *slot__named(struct winnow *winnow, int32_t index, int32_t generation)
{
	volatile struct winnow_slot *slot;

	if (index <= 0 || (uint32_t)index >= winnow->slot_count) {
		error__set(EINVAL, "slot %d is not one of 1..%u", index, winnow->slot_count - 1);
		return NULL;
	}
	slot = winnow__slot(winnow, (uint32_t)index);
	if (slot->generation != (uint32_t)generation || !slot__is_taken(slot)) {
		error__set(ESTALE, "slot %d is no longer of generation %d", index, generation);
		return NULL;
	}
	return slot;
}

int slot__error(struct winnow *winnow, int32_t index)
{
	return index <= 0 || (uint32_t)index >= winnow->slot_count ? -EINVAL : -ESTALE;
}

/* What the CPUs know of their last tasks is out of date: see struct task_cache. */
void task_caches__invalidate(struct winnow *winnow)
{
	__atomic_fetch_add(&winnow->bpf->bss->task_cache_epoch, 1, __ATOMIC_SEQ_CST);
}

/* Which of the host's tasks are a slot's is out of date. */
void host__invalidate(struct winnow *winnow)
{
	__atomic_fetch_add(&winnow__slot(winnow, 0)->generation, 1, __ATOMIC_SEQ_CST);
	task_caches__invalidate(winnow);
}
