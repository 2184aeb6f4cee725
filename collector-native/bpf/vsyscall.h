/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * vsyscall.h - calls through the vsyscall page. The kernel emulates them when their instruction faults
 * (arch/x86/entry/vsyscall/vsyscall_64.c): seccomp sees them, and no tracepoint of system calls.
 */
#ifndef WINNOW_VSYSCALL_H
#define WINNOW_VSYSCALL_H

/* The call that an entry of the page stands for. */
static __always_inline u32 vsyscall__number(int entry)
{
	switch (entry) {
	case 0:
		return NR_x86_64_gettimeofday;
	case 1:
		return NR_x86_64_time;
	case 2:
		return NR_x86_64_getcpu;
	default:
		return WINNOW_SYSCALLS;
	}
}

static __always_inline void vsyscall__trace(struct winnow_slot *slot, u32 index, struct pt_regs *regs, u8 stage, u32 nr)
{
	struct winnow_trace *trace = trace__reserve(slot, index, WINNOW_ABI_X86_64, stage, nr);

	if (!trace)
		return;
	arguments__read_from(trace->args, regs, WINNOW_ABI_X86_64);
	bpf_ringbuf_submit(trace, BPF_RB_NO_WAKEUP);
}

/*
 * Notes the call for the task's slot. Not an entry in progress, as in syscall__look(): the call has no exit, and the next
 * exit without an entry is a refused call.
 */
static __noinline int vsyscall__note(struct task_struct *task, u32 nr)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_SYSCALL, .abi = WINNOW_ABI_X86_64 };
	struct task_state *state = task__state(task), lost_state = {};
	struct evidence evidence = {};
	u64 bit = 1ULL << (nr % 64);
	struct owner owner;
	u8 stage, *seen;

	bound(nr);
	if (nr >= WINNOW_SYSCALLS)
		return 0;
	bound(nr);
	if (!state)
		state = task__state_made(task);
	if (!state)
		state = &lost_state;
	task__owner(task, state, &owner);
	if (!owner.slot)
		return 0;
	if (state == &lost_state) {
		task__lose(owner.slot, state);
		owner.origin = state->origin;
	}
	stage = slot__stage(owner.slot, owner.origin);
	item.stage = stage;
	item.nr = nr;
	evidence.task = task;
	evidence.regs = task__registers(task);
	if (owner.slot->mode & WINNOW_MODE_TRACE)
		vsyscall__trace(owner.slot, owner.index, evidence.regs, stage, nr);
	seen = &owner.slot->seen[stage][WINNOW_ABI_X86_64][nr];
	if (!*seen)
		*seen = 1;
	if (!(owner.slot->window[stage][WINNOW_ABI_X86_64][nr / 64] & bit))
		bits__set(&owner.slot->window[stage][WINNOW_ABI_X86_64][nr / 64], bit);
	if (stage != WINNOW_STAGE_SETUP)
		call__send(owner.slot, owner.index, &item, &evidence, seen,
			   owner.slot->mode & WINNOW_MODE_WATCH &&
				   !(owner.slot->policy[stage][WINNOW_ABI_X86_64][nr / 64] & bit));
	return 0;
}

SEC("tp_btf/emulate_vsyscall")
int BPF_PROG(vsyscall_emulated, int entry)
{
	return vsyscall__note(task__current(), vsyscall__number(entry));
}

#endif
