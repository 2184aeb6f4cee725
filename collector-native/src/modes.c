// SPDX-License-Identifier: Apache-2.0
/* modes.c - the modes and the policy of a slot, and the fast_path bits that follow from them. */
#include <errno.h>
#include <string.h>

#include "internal.h"

/*
 * A fast_path bit means "nothing to do": the policy allows the call, and the call is not one that is always looked at.
 */
void fast_path__update(struct winnow *winnow, volatile struct winnow_slot *slot)
{
	static struct winnow_config table;
	static bool filled;
	bool changed = false;

	if (!filled) {
		traits__fill(&table);
		filled = true;
	}
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		for (int abi = 0; abi < WINNOW_ABIS; abi++)
			for (int word = 0; word < WINNOW_WORDS; word++) {
				uint64_t fast = 0;
				bool allowed = (slot->mode & WINNOW_MODE_WATCH) &&
					       !(slot->mode & WINNOW_MODES_TRACED) && stage != WINNOW_STAGE_SETUP;

				for (int bit = 0; allowed && bit < 64; bit++) {
					uint32_t slow = table.traits[abi][word * 64 + bit] & WINNOW_TRAITS_ARGUMENTS;

					if (stage == WINNOW_STAGE_START)
						slow |= table.traits[abi][word * 64 + bit] & WINNOW_TRAITS_SERVING;
					if (!slow)
						fast |= slot->policy[stage][abi][word] & (1ULL << bit);
				}
				/*
				 * mostly equal already: without a store the line stays in the caches of the CPUs that
				 * read it at each call
				 */
				if (slot->fast_path[stage][abi][word] == fast)
					continue;
				__atomic_store_n(&slot->fast_path[stage][abi][word], fast, __ATOMIC_RELEASE);
				changed = true;
			}
	if (changed)
		task_caches__invalidate(winnow);
}

/* Sets the mode; the exit hook and the task caches follow. */
int mode__set(struct winnow *winnow, volatile struct winnow_slot *slot, uint32_t mode)
{
	uint32_t changed = slot->mode ^ mode;

	slot->mode = mode;
	if (changed & WINNOW_MODE_CONFIRMED)
		host__invalidate(winnow); /* what runs below it becomes its own */
	if (changed & WINNOW_MODES_TRACED)
		fast_path__update(winnow, slot);
	if (!(changed & WINNOW_MODES_EXIT))
		return 0;
	task_caches__invalidate(winnow);
	return exits__update(winnow);
}

int winnow_slot_mode(int64_t handle, int32_t index, int32_t generation, int32_t set, int32_t clear)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);

	if (!slot)
		return slot__error(winnow, index);
	if ((set | clear) & WINNOW_MODE_WATCH)
		return error__set(EINVAL, "a slot is watched through winnow_slot_policy()");
	return mode__set(winnow, slot, (slot->mode | (uint32_t)set) & ~(uint32_t)clear);
}

int winnow_slot_policy(int64_t handle, int32_t index, int32_t generation, const void *words)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);

	if (!slot)
		return slot__error(winnow, index);
	if (words) {
		memcpy((void *)slot->policy, words, sizeof(slot->policy));
		__atomic_fetch_or(&slot->mode, WINNOW_MODE_WATCH, __ATOMIC_SEQ_CST);
	} else {
		__atomic_fetch_and(&slot->mode, ~(uint32_t)WINNOW_MODE_WATCH, __ATOMIC_SEQ_CST);
	}
	fast_path__update(winnow, slot);
	return 0;
}
