/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * task_cache.h - what each CPU caches of its last task, so that the common path calls no helper. See struct task_cache.
 */
#ifndef WINNOW_TASK_CACHE_H
#define WINNOW_TASK_CACHE_H

extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

/* Something that the task caches depend on has changed. */
static __always_inline void task_caches__invalidate(void)
{
	if (config.task_cache)
		__sync_fetch_and_add(&task_cache_epoch, 1);
}

/* NULL: this CPU has none. Without config.task_cache nothing is ever stored, so no cache is of any task. */
static __always_inline struct task_cache *task_cache__of_cpu(void)
{
	u32 cpu = bpf_get_smp_processor_id();

	return cpu < TASK_CACHES ? &task_caches[cpu] : NULL;
}

/* Returns this CPU's cache of the task with these registers. NULL: none, or it is out of date. */
static __always_inline struct task_cache *task_cache__of(struct pt_regs *regs)
{
	struct task_cache *cache = task_cache__of_cpu();

	if (!cache || cache->regs != (u64)regs || cache->epoch != task_cache_epoch)
		return NULL;
	return cache;
}

/* Caches what was just found of a 64-bit task; `epoch` was read before all of it. */
static __always_inline void task_cache__store(struct pt_regs *regs, struct task_struct *task,
					      const struct task_state *state, const struct winnow_slot *slot, u64 epoch)
{
	struct task_cache *cache = config.task_cache ? task_cache__of_cpu() : NULL;
	const u64 *words = slot->fast_path[slot__stage(slot, state->origin)][WINNOW_ABI_X86_64];

	/* if exits are wanted, each entry has to be noted in the task's state */
	if (!cache || WINNOW_SLOT_WANTS_EXITS(slot))
		return;
	cache->regs = (u64)regs;
	cache->task = (u64)task;
	cache->epoch = epoch;
	for (u32 word = 0; word < WINNOW_WORDS; word++)
		cache->fast_path[word] = words[word];
}

/* The common path if the CPU has the task cached: whether there is nothing to do for this call. */
static __always_inline bool task_cache__has_fast_path(struct pt_regs *regs, u64 nr)
{
	struct task_cache *cache = task_cache__of(regs);
	struct task_struct *task;
	u64 word = nr / 64;

	if (!cache)
		return false;
	bound(word);
	if (word >= WINNOW_WORDS)
		return false;
	bound(word);
	if (!(cache->fast_path[word] >> (nr % 64) & 1))
		return false;
	task = bpf_rdonly_cast((void *)cache->task, bpf_core_type_id_kernel(struct task_struct));
	return !(task->thread_info.status & TS_COMPAT);
}

#endif
