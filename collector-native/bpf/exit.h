/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* exit.h - the programs at the exit of a syscall: attached only while a slot wants them. */
#ifndef WINNOW_EXIT_H
#define WINNOW_EXIT_H

/*
 * Whether the task has more filters than its container's runtime loaded. The kernel does not show which of them
 * answered: the analyzer judges by the answer.
 */
static __always_inline bool task__has_own_filter(struct task_struct *task, const struct winnow_slot *slot, u8 stage)
{
	return stage != WINNOW_STAGE_SETUP && task__filters(task) > slot->filters;
}

/*
 * Whether seccomp answered a call that has no entry and this result. A supervisor may answer with any number, or a
 * signal may interrupt the wait for the answer. If a debugger skips a call, it sets the number to -1 or leaves the
 * result -ENOSYS; so does a SIGKILL that arrives while the debugger looks.
 */
static __always_inline bool call__was_refused(struct task_struct *task, u64 raw, s64 result, bool own)
{
	if (!BPF_CORE_READ(task, seccomp.mode) || (s32)raw == -1 || (result == -ENOSYS && BPF_CORE_READ(task, ptrace)))
		return false;
	return result == (s64)(s32)raw ||
	       ((result <= 0 || own) && !(result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK));
}

/*
 * Seccomp refuses before the tracepoint of the entry, so an exit without an entry is a refused call. Exceptions: calls
 * that were in progress when the task became known, the child's first return (the fork hook copies the parent's entry),
 * rt_sigreturn, and calls that a debugger skipped. During a takeover the programs of two collectors see each exit, the
 * earlier collector's first: the later one ignores what the earlier one reported.
 */
static __always_inline int syscall__exit(struct pt_regs *regs, long result, enum lane lane)
{
	struct evidence evidence = { .lane = lane };
	struct winnow_item item = {};
	struct task_struct *task;
	struct task_state *state;
	struct winnow_slot *slot;
	struct owner owner;
	u64 raw;
	u32 entered, generation;
	bool own;

	if (config.task_cache && task_cache__of(regs))
		return 0; /* no slot in a task cache wants its exits */
	task = task__current();
	state = task__state(task);
	if (!state)
		return 0;
	if (config.fallback)
		state->exit_mark = call__mark(regs, regs->orig_ax);
	generation = state->exit_generation;
	state->exit_generation = config.loader_generation;
	if (takeover && generation && (s32)(generation - config.loader_generation) < 0)
		return 0;
	task__owner(task, state, &owner);
	slot = owner.slot;
	/*
	 * if exits are not wanted, an entry stays noted: a call in progress when they become wanted is not a refused
	 * one
	 */
	if (!slot || !WINNOW_SLOT_WANTS_EXITS(slot))
		return 0;
	raw = regs->orig_ax;
	entered = state->entered;
	state->entered = 0;
	call__name(&item, task, raw);
	item.stage = slot__stage(slot, owner.origin);
	if (slot->mode & WINNOW_MODE_TRACE)
		trace__send(slot, owner.index, regs, item.abi, item.stage, item.nr, true, result);
	if (entered && (slot->mode & WINNOW_MODE_PROFILE) && state->entered_at) {
		/*
		 * by the entry's number: rt_sigreturn leaves -1 in orig_ax. A runtime's own steps are not the
		 * container's.
		 */
		call__name(&item, task, entered - 1);
		item.abi = state->abi; /* as it was at the entry: execve may change it */
		if (item.stage != WINNOW_STAGE_SETUP)
			profile__returned(slot, state, item.abi, item.nr, result);
		state->entered_at = 0; /* the next entry may not be timed */
	}
	own = task__has_own_filter(task, slot, item.stage);
	if (entered || !(slot->mode & WINNOW_MODE_DENIALS || own) || !call__was_refused(task, raw, result, own) ||
	    cpu__is_blind())
		return 0;

	item.kind = WINNOW_ITEM_DENIAL;
	/* KILL and TRAP leave the number itself as the result (seccomp_run_filters, arch syscall_rollback) */
	if (result == (long)(s32)raw && result)
		item.detail = WINNOW_DENIAL_SIGNAL;
	else
		item.detail = result < 0 ? -result & 0xffff : 0;
	if (own)
		item.detail |= WINNOW_DENIAL_OWN;
	evidence.task = task;
	evidence.regs = regs;
	evidence.result = result;
	evidence.urgent = 1;
	item__note(slot, owner.index, &item, &evidence, 1);
	return 0;
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit, struct pt_regs *regs, long result)
{
	return syscall__exit(regs, result, LANE_EXIT);
}

SEC("tp_btf/sys_exit")
int BPF_PROG(sys_exit_fallback, struct pt_regs *regs, long result)
{
	struct task_state *state = task__state(task__current());

	if (!state)
		return 0;
	if (state->exit_mark != call__mark(regs, regs->orig_ax)) {
		__sync_fetch_and_add(&caught, 1);
		syscall__exit(regs, result, LANE_EXIT_FALLBACK);
	}
	state->exit_mark = 0;
	return 0;
}

#endif
