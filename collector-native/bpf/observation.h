/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* observation.h - the records of what was learned. */
#ifndef WINNOW_OBSERVATION_H
#define WINNOW_OBSERVATION_H

#define PATH_STEPS_MAX 20 /* names and mounts */
#define PATH_CUT 0x1000

/* The register of each argument: reg(R) reads one. For a 32-bit ABI the upper half is not the caller's. */
#define ARGUMENTS_FROM(args, abi, reg)                                                                                 \
	do {                                                                                                           \
		if ((abi) == WINNOW_ABI_I386) {                                                                        \
			(args)[0] = (u32)reg(bx);                                                                      \
			(args)[1] = (u32)reg(cx);                                                                      \
			(args)[2] = (u32)reg(dx);                                                                      \
			(args)[3] = (u32)reg(si);                                                                      \
			(args)[4] = (u32)reg(di);                                                                      \
			(args)[5] = (u32)reg(bp);                                                                      \
		} else {                                                                                               \
			(args)[0] = reg(di);                                                                           \
			(args)[1] = reg(si);                                                                           \
			(args)[2] = reg(dx);                                                                           \
			(args)[3] = reg(r10);                                                                          \
			(args)[4] = reg(r8);                                                                           \
			(args)[5] = reg(r9);                                                                           \
		}                                                                                                      \
	} while (0)

/* Plain loads: the tracepoint's argument is a typed pointer, and each helper call would need stack. */
static __always_inline void arguments__read(u64 *args, struct pt_regs *regs, u8 abi)
{
#define LOADED(name) regs->name
	ARGUMENTS_FROM(args, abi, LOADED);
#undef LOADED
}

/* The same for registers behind an untyped address. */
static __always_inline void arguments__read_from(u64 *args, struct pt_regs *regs, u8 abi)
{
#define READ(name) BPF_CORE_READ(regs, name)
	ARGUMENTS_FROM(args, abi, READ);
#undef READ
}

/*
 * The name of a program without a directory: a memfd is called "memfd:" and the name that its maker chose. NULL: the
 * program has a path.
 */
static __always_inline const char *program__unlinked_name(struct task_struct *task)
{
	struct dentry *dentry = BPF_CORE_READ(task, mm, exe_file, f_path.dentry);

	if (!dentry || BPF_CORE_READ(dentry, d_parent) != dentry)
		return NULL;
	return (const char *)BPF_CORE_READ(dentry, d_name.name);
}

/* A string that is longer than a record's path is read in pieces: without the NUL that ends each read. */
#define NAME_PIECE (WINNOW_PATH_MAX - 1)
#define NAME_PIECES (4096 / NAME_PIECE + 1) /* PATH_MAX of the kernel */

/* Writes a name as it was given. If it is too long, its end, which has the file's own name. */
static __always_inline void name__read(struct winnow_observation *observation, const char *name)
{
	long length = 0;
	u32 piece;

	for (piece = 0; piece < NAME_PIECES; piece++) {
		length = bpf_probe_read_kernel_str(observation->path, sizeof(observation->path),
						   name + piece * NAME_PIECE);
		if (length <= NAME_PIECE)
			break;
	}
	if (piece && length > 0) { /* back to where the last piece is full */
		u32 cut = (piece - 1) * NAME_PIECE + length - 1;

		length = bpf_probe_read_kernel_str(observation->path, sizeof(observation->path), name + cut);
		if (cut)
			observation->path_form = WINNOW_PATH_END;
	}
	observation->path_size = length > 0 ? length : 0;
}

/* Read anew at each step of a path: two registers less to save. */
static __always_inline bool path__ends(struct task_struct *task, struct vfsmount *mount, struct dentry *dentry)
{
	return !dentry ||
	       (dentry == BPF_CORE_READ(task, fs, root.dentry) && mount == BPF_CORE_READ(task, fs, root.mnt));
}

/*
 * Collects the executable's path below the process's own root: the names from the file upwards, and from the root of a
 * mount on from its mount point; bpf_d_path is not allowed in these hooks. Returns the size of the names, with PATH_CUT
 * if upper names are left out.
 */
static __always_inline u32 path__collect(struct outgoing *outgoing)
{
	struct task_struct *task = outgoing->evidence.task;
	struct vfsmount *mount = BPF_CORE_READ(task, mm, exe_file, f_path.mnt);
	struct dentry *dentry = BPF_CORE_READ(task, mm, exe_file, f_path.dentry);
	u32 size = 0;
	int i;

	for (i = 0; i < PATH_STEPS_MAX; i++) {
		long length;
		u32 next;

		if (path__ends(outgoing->evidence.task, mount, dentry))
			return size;
		if (dentry == BPF_CORE_READ(mount, mnt_root)) {
			struct mount *whole = (void *)mount - bpf_core_field_offset(struct mount, mnt);
			struct mount *parent = BPF_CORE_READ(whole, mnt_parent);

			if (parent == whole)
				return size;
			dentry = BPF_CORE_READ(whole, mnt_mountpoint);
			mount = (void *)parent + bpf_core_field_offset(struct mount, mnt);
			continue;
		}
		length = bpf_probe_read_kernel_str(&outgoing->names[size], WINNOW_PATH_MAX,
						   BPF_CORE_READ(dentry, d_name.name));
		next = size + (u32)length;
		bound(next);
		if (length <= 0 || next > WINNOW_PATH_MAX)
			break;
		bound(next);
		size = next;
		dentry = BPF_CORE_READ(dentry, d_parent);
	}
	return size | PATH_CUT;
}

static __always_inline void path__read(struct winnow_observation *observation, struct outgoing *outgoing)
{
	u32 path = path__collect(outgoing);
	u32 size = path & (PATH_CUT - 1);

	bound(size);
	if (size > WINNOW_PATH_MAX)
		return;
	bound(size);
	bpf_probe_read_kernel(observation->path, size, outgoing->names);
	observation->path_form = path & PATH_CUT ? WINNOW_PATH_CUT : WINNOW_PATH_COMPONENTS;
	observation->path_size = size;
}

/* Which of a slot's budgets an item counts for. */
static __always_inline u32 item__budget(const struct winnow_item *item)
{
	if (item->kind == WINNOW_ITEM_ARGUMENT && (item->arg & WINNOW_ARGUMENT_DANGER))
		return WINNOW_BUDGET_DANGER;
	return item->kind & (WINNOW_BUDGETS - 1);
}

/*
 * Whether there are few such items, and none of them may wait for another second's limit. Only the record says which
 * program an executable is.
 */
static __always_inline bool item__is_rare(const struct winnow_item *item)
{
	return item->kind == WINNOW_ITEM_LEFT_CGROUP || item->kind == WINNOW_ITEM_EXECUTABLE ||
	       item__budget(item) == WINNOW_BUDGET_DANGER;
}

static __always_inline struct outgoing *outgoing__get(u32 lane)
{
	return bpf_map_lookup_elem(&outgoings, &lane);
}

/*
 * Sends what the lane holds. 1: it is in the ring. A global function: the verifier checks it once and not at each call.
 * It takes plain numbers only: Linux 5.10 allows no other arguments.
 */
__noinline int observation__make(u32 index, u32 lane)
{
	struct outgoing *outgoing = outgoing__get(lane);
	struct winnow_slot *slot = slot__get(index);
	const struct evidence *evidence;
	struct winnow_observation *observation;
	struct task_struct *task;
	const char *name;

	if (!outgoing || !slot)
		return 0;
	if (!item__is_rare(&outgoing->item) && !slot__may_send(slot, bpf_ktime_get_boot_ns()))
		return 0;
	observation = slot__reserve(slot, sizeof(*observation));
	if (!observation)
		return 0;
	evidence = &outgoing->evidence;
	__builtin_memset(observation, 0, sizeof(*observation));
	header__fill(&observation->header, WINNOW_RECORD_OBSERVATION, sizeof(*observation), index, slot);
	observation->item = outgoing->item;
	observation->count = evidence->count;
	observation->flags = evidence->flags;
	observation->result = evidence->result;
	observation->caller = evidence->caller;
	if (evidence->regs)
		arguments__read_from(observation->args, evidence->regs, observation->item.abi);
	actor__fill(&observation->actor, evidence->task);
	task = evidence->task;
	observation->started = BPF_CORE_READ(task, group_leader, start_boottime);
	ancestors__fill(observation->ancestors, task);
	name = evidence->executed ? evidence->executed : program__unlinked_name(evidence->task);
	if (name)
		name__read(observation, name);
	else
		path__read(observation, outgoing);
	bpf_ringbuf_submit(observation, evidence->urgent ? BPF_RB_FORCE_WAKEUP : BPF_RB_NO_WAKEUP);
	return 1;
}

/* Sends an observation. 1: it is in the ring. */
static __always_inline int observation__send(u32 index, const struct winnow_item *item, const struct evidence *evidence)
{
	struct outgoing *outgoing = outgoing__get(evidence->lane);

	if (!outgoing)
		return 0;
	outgoing->item = *item;
	outgoing->evidence = *evidence;
	return observation__make(index, evidence->lane);
}

#endif
