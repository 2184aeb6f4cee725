/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* sight.h - the records that tell of what was learned. */
#ifndef WINNOW_SIGHT_H
#define WINNOW_SIGHT_H

#define PATH_COMPONENT_MAX 64
#define PATH_DEPTH_MAX 12

/* Plain loads: the tracepoint's argument is a typed pointer, and each helper call would take its place on a small stack. */
static __always_inline void arguments__read(u64 *args, struct pt_regs *regs, u8 abi)
{
	if (abi == WINNOW_ABI_I386) {
		/* 32-bit registers: what is above is not the caller's */
		args[0] = (u32)regs->bx;
		args[1] = (u32)regs->cx;
		args[2] = (u32)regs->dx;
		args[3] = (u32)regs->si;
		args[4] = (u32)regs->di;
		args[5] = (u32)regs->bp;
		return;
	}
	args[0] = regs->di;
	args[1] = regs->si;
	args[2] = regs->dx;
	args[3] = regs->r10;
	args[4] = regs->r8;
	args[5] = regs->r9;
}

/* The same of registers that lie behind a plain number. */
static __always_inline void arguments__read_from(u64 *args, struct pt_regs *regs, u8 abi)
{
	if (abi == WINNOW_ABI_I386) {
		args[0] = (u32)BPF_CORE_READ(regs, bx);
		args[1] = (u32)BPF_CORE_READ(regs, cx);
		args[2] = (u32)BPF_CORE_READ(regs, dx);
		args[3] = (u32)BPF_CORE_READ(regs, si);
		args[4] = (u32)BPF_CORE_READ(regs, di);
		args[5] = (u32)BPF_CORE_READ(regs, bp);
		return;
	}
	args[0] = BPF_CORE_READ(regs, di);
	args[1] = BPF_CORE_READ(regs, si);
	args[2] = BPF_CORE_READ(regs, dx);
	args[3] = BPF_CORE_READ(regs, r10);
	args[4] = BPF_CORE_READ(regs, r8);
	args[5] = BPF_CORE_READ(regs, r9);
}

/*
 * The executable's path as the process's own root shows it: the names from the file upwards. bpf_d_path is not for
 * these hooks; a name longer than 63 bytes, or more than 12 levels, is cut.
 */
static __always_inline void path__read(struct winnow_sight *sight, struct task_struct *task)
{
	struct dentry *root = BPF_CORE_READ(task, fs, root.dentry);
	struct dentry *dentry = BPF_CORE_READ(task, mm, exe_file, f_path.dentry);
	u32 at = 0;
	int i;

	sight->path_form = 1;
	for (i = 0; i < PATH_DEPTH_MAX; i++) {
		struct dentry *parent;
		const unsigned char *name;
		long length;

		if (!dentry || dentry == root)
			break;
		parent = BPF_CORE_READ(dentry, d_parent);
		if (parent == dentry)
			break;
		if (at > WINNOW_PATH_MAX - PATH_COMPONENT_MAX)
			break;
		name = BPF_CORE_READ(dentry, d_name.name);
		length = bpf_probe_read_kernel_str(&sight->path[at], PATH_COMPONENT_MAX, name);
		if (length <= 0)
			break;
		at += length & (2 * PATH_COMPONENT_MAX - 1);
		dentry = parent;
	}
	sight->path_size = at;
}

/* Which of a slot's budgets an item counts for. */
static __always_inline u32 item__budget(const struct winnow_item *item)
{
	if (item->kind == WINNOW_ITEM_ARGUMENT && (item->arg & WINNOW_ARGUMENT_DANGER))
		return WINNOW_BUDGET_DANGER;
	return item->kind & (WINNOW_BUDGETS - 1);
}

/* Whether there are few such items, and none of them may wait for another second's limit. */
static __always_inline bool item__is_rare(const struct winnow_item *item)
{
	return item->kind == WINNOW_ITEM_LEFT_CGROUP || item__budget(item) == WINNOW_BUDGET_DANGER;
}

static __always_inline struct outgoing *outgoing__get(u32 lane)
{
	return bpf_map_lookup_elem(&outgoings, &lane);
}

/*
 * Sends what lies in the lane. 1: it is in the ring. A global function, which the verifier goes through once and not for each place that
 * calls it, is handed plain numbers only: Linux 5.10 knows no other arguments of it.
 */
__noinline int sight__make(u32 index, u32 lane)
{
	struct outgoing *outgoing = outgoing__get(lane);
	struct winnow_slot *slot = slot__get(index);
	const struct evidence *evidence;
	struct winnow_sight *sight;

	if (!outgoing || !slot)
		return 0;
	if (!item__is_rare(&outgoing->item) && !slot__may_send(slot, bpf_ktime_get_boot_ns()))
		return 0;
	sight = slot__reserve(slot, sizeof(*sight));
	if (!sight)
		return 0;
	evidence = &outgoing->evidence;
	__builtin_memset(sight, 0, sizeof(*sight));
	header__fill(&sight->header, WINNOW_RECORD_SIGHT, sizeof(*sight), index, slot);
	sight->item = outgoing->item;
	sight->count = evidence->count;
	sight->flags = evidence->flags;
	sight->result = evidence->result;
	sight->caller = evidence->caller;
	if (evidence->regs)
		arguments__read_from(sight->args, evidence->regs, sight->item.abi);
	actor__fill(&sight->actor, evidence->task);
	if (evidence->executed) {
		long length = bpf_probe_read_kernel_str(sight->path, sizeof(sight->path), evidence->executed);

		sight->path_size = length > 0 ? length : 0;
	} else {
		path__read(sight, evidence->task);
	}
	bpf_ringbuf_submit(sight, evidence->urgent ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	return 1;
}

/* Sends a sight. 1: it is in the ring. */
static __always_inline int sight__send(u32 index, const struct winnow_item *item, const struct evidence *evidence)
{
	struct outgoing *outgoing = outgoing__get(evidence->lane);

	if (!outgoing)
		return 0;
	outgoing->item = *item;
	outgoing->evidence = *evidence;
	return sight__make(index, evidence->lane);
}

#endif
