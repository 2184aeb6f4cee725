/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* call.h - the call that a task is in: ABI, number, registers. */
#ifndef WINNOW_CALL_H
#define WINNOW_CALL_H

/* Slot, stage and ABI of a call in one word that a program can return. 0: none. */
#define PLACE(slot, stage, abi) ((u64)(slot) << 32 | (u32)(stage) << 8 | (abi))
#define PLACE_SLOT(place) ((u32)((place) >> 32))
#define PLACE_STAGE(place) ((u8)((place) >> 8))
#define PLACE_ABI(place) ((u8)(place))

/* The ABI and the number of the task's call, by orig_ax. */
static __always_inline void call__name(struct winnow_item *item, struct task_struct *task, u64 raw)
{
	item->abi = task__is_compat(task) ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;
	item->nr = raw;
	if (item->abi == WINNOW_ABI_X86_64 && (s32)item->nr >= 0 && (item->nr & X32_SYSCALL_BIT)) {
		item->abi = WINNOW_ABI_X32;
		item->nr &= ~X32_SYSCALL_BIT;
	}
	if (item->nr >= WINNOW_SYSCALLS)
		item->nr = WINNOW_SYSCALLS;
}

static __always_inline bool call__is_execve(u8 abi, u32 nr)
{
	return nr == (abi == WINNOW_ABI_I386 ? NR_i386_execve :
		      abi == WINNOW_ABI_X32  ? NR_x32_execve :
					       NR_x86_64_execve);
}

static __always_inline bool call__is_execveat(u8 abi, u32 nr)
{
	return nr == (abi == WINNOW_ABI_I386 ? NR_i386_execveat :
		      abi == WINNOW_ABI_X32  ? NR_x32_execveat :
					       NR_x86_64_execveat);
}

/* The saved registers with which the current task entered the kernel. */
static __always_inline void *task__registers(struct task_struct *task)
{
	void *stack;

	if (bpf_core_enum_value_exists(enum bpf_func_id, BPF_FUNC_task_pt_regs))
		return (void *)bpf_task_pt_regs(bpf_get_current_task_btf());
	stack = BPF_CORE_READ(task, stack);
	return stack + THREAD_SIZE - bpf_core_type_size(struct pt_regs);
}

/* The number of the syscall that the current task is in. */
static __always_inline u64 task__last_call(struct task_struct *task)
{
	u64 raw = -1;

	bpf_probe_read_kernel(&raw, sizeof(raw),
			      task__registers(task) + bpf_core_field_offset(struct pt_regs, orig_ax));
	return raw;
}

#endif
