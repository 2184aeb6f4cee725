/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* memo.h - what each CPU remembers of the task that it runs, so that the common path calls no helper. See struct memo. */
#ifndef WINNOW_MEMO_H
#define WINNOW_MEMO_H

extern void *bpf_rdonly_cast(const void *object, u32 type) __ksym __weak;

/* Something changed that memos vouch for. */
static __always_inline void memos__forget(void)
{
	if (config.memo)
		__sync_fetch_and_add(&memo_epoch, 1);
}

/* What this CPU knows of the task whose registers these are; NULL: nothing, or no longer. */
static __always_inline struct memo *memo__of(struct pt_regs *regs)
{
	u32 zero = 0;
	struct memo *memo;

	if (!config.memo)
		return NULL;
	memo = bpf_map_lookup_elem(&memos, &zero);
	if (!memo || memo->regs != (u64)regs || memo->epoch != memo_epoch)
		return NULL;
	return memo;
}

/* Keeps what was just found; `epoch` was read before all of it. */
static __always_inline void memo__keep(struct pt_regs *regs, struct task_struct *task, const struct task_state *state,
				       const struct winnow_slot *slot, u64 epoch)
{
	u32 zero = 0;
	struct memo *memo;

	/* where exits are looked at, each entry has to be noted in the task's state */
	if (!config.memo || slot__wants_exits(slot))
		return;
	memo = bpf_map_lookup_elem(&memos, &zero);
	if (!memo)
		return;
	memo->regs = (u64)regs;
	memo->task = (u64)task;
	memo->epoch = epoch;
	memo->slot = state->slot;
	memo->generation = state->generation;
	memo->origin = state->origin;
}

/* The common path where the CPU knows the task: whether there is nothing to do for this call. */
static __always_inline bool memo__is_quiet(struct pt_regs *regs, u64 nr)
{
	struct memo *memo = memo__of(regs);
	struct task_struct *task;
	struct winnow_slot *slot;
	u32 abi;

	if (!memo)
		return false;
	slot = slot__get(memo->slot);
	if (!slot || slot->generation != memo->generation)
		return false;
	task = bpf_rdonly_cast((void *)memo->task, bpf_core_type_id_kernel(struct task_struct));
	abi = task->thread_info.status & TS_COMPAT ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;
	return slot__is_quiet(slot, memo->origin, abi, nr);
}

#endif
