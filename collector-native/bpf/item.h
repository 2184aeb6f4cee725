/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* item.h - what was learned, and the sights that tell of it. */
#ifndef WINNOW_ITEM_H
#define WINNOW_ITEM_H

#define PATH_COMPONENT_MAX 64
#define PATH_DEPTH_MAX 12

/* Everything about one call that a sight may tell; on the caller's stack. */
struct evidence {
	struct task_struct *task;
	struct pt_regs *regs; /* NULL: no arguments to tell */
	s64 result;
	u64 caller;
	const char *executed; /* the string given to execve, for items about it */
	u32 flags;
	u32 urgent; /* 1: wake user space now */
	u64 count;
	u32 away;    /* 1: the call counts for the task's home too; see task__is_away() */
	u32 at_home; /* 1: it is looked at for the task's home */
};

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

/* Whether a slot that has so many items of a kind may have one more. CPUs that ask at the same time may exceed a limit by one each. */
static __always_inline bool items__allow(u32 budget, u32 count)
{
	return count < config.items_max[budget] && (count < config.items_reserved || items_pooled < config.items_pool);
}

static __always_inline void items__count(struct winnow_slot *slot, u32 budget, u32 count)
{
	__sync_fetch_and_add(&slot->items[budget], 1);
	if (count >= config.items_reserved)
		__sync_fetch_and_add(&items_pooled, 1);
}

/* Sends a sight. 1: it is in the ring. */
static __noinline int sight__send(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
				  const struct evidence *evidence)
{
	struct winnow_sight *sight;

	if (!slot || !item || !evidence)
		return 0;
	if (!item__is_rare(item) && !slot__may_send(slot, bpf_ktime_get_boot_ns()))
		return 0;
	sight = slot__reserve(slot, sizeof(*sight));
	if (!sight)
		return 0;
	__builtin_memset(sight, 0, sizeof(*sight));
	header__fill(&sight->header, WINNOW_RECORD_SIGHT, sizeof(*sight), index, slot);
	sight->item = *item;
	sight->count = evidence->count;
	sight->flags = evidence->flags;
	sight->result = evidence->result;
	sight->caller = evidence->caller;
	if (evidence->regs)
		arguments__read(sight->args, evidence->regs, item->abi);
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

/*
 * Notes an item: a new one is kept and sent, a known one is counted, and sent again at most once in a pace where
 * `repeat` asks for it. Returns 1 where it was new.
 */
static __noinline int item__note(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
				 struct evidence *evidence, u32 repeat)
{
	struct winnow_item_key key = {};
	struct winnow_item_value *value, fresh = {};
	u64 now = bpf_ktime_get_boot_ns();
	u32 budget, count;

	if (!slot || !item || !evidence)
		return 0;
	key.slot = index;
	key.generation = slot->generation;
	key.item = *item;
	value = bpf_map_lookup_elem(&items, &key);
	if (value) {
		__sync_fetch_and_add(&value->count, 1);
		value->last = now;
		if (!value->emitted || (repeat && now - value->emitted > config.pace)) {
			/* two CPUs may both send: a second record is news twice, and nothing is lost */
			evidence->count = value->count;
			if (!value->emitted)
				evidence->flags |= WINNOW_FLAG_FIRST;
			if (sight__send(slot, index, item, evidence))
				value->emitted = now;
		}
		return 0;
	}
	budget = item__budget(item);
	count = slot->items[budget];
	if (!items__allow(budget, count)) {
		slot__lose(slot, WINNOW_LOSS_ITEMS_FULL);
		return 0;
	}
	evidence->flags |= WINNOW_FLAG_FIRST;
	evidence->count = 1;
	fresh.count = 1;
	fresh.first = now;
	fresh.last = now;
	fresh.caller = evidence->caller;
	fresh.tgid = bpf_get_current_pid_tgid() >> 32;
	fresh.flags = evidence->flags;
	/* int: before 6.4 only the lower half of the result is a number */
	int failed = bpf_map_update_elem(&items, &key, &fresh, BPF_NOEXIST);

	if (failed == -EEXIST) { /* another CPU was first */
		value = bpf_map_lookup_elem(&items, &key);
		if (value)
			__sync_fetch_and_add(&value->count, 1);
		return 0;
	}
	if (failed) {
		slot__lose(slot, WINNOW_LOSS_ITEMS_FULL);
		return 0;
	}
	items__count(slot, budget, count);
	if (sight__send(slot, index, item, evidence)) {
		value = bpf_map_lookup_elem(&items, &key);
		if (value)
			value->emitted = now;
	}
	return 1;
}

#define VALUE_KNOWN 0
#define VALUE_NEW 1
#define VALUE_BEYOND 2 /* its set is full, or there is no place for it */

/*
 * Notes an item of a set whose values the container chooses: past the bound the set itself becomes an item with the flag
 * UNCONSTRAINED, and no further value is kept. The set's size is the count of an item whose arg has the
 * top bit set.
 */
static __noinline int item__note_bounded(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
					 struct evidence *evidence)
{
	struct winnow_item_key key = {};
	struct winnow_item_value *set, fresh = {};
	u32 budget, count;

	if (!slot || !item || !evidence)
		return VALUE_KNOWN;
	key.slot = index;
	key.generation = slot->generation;
	key.item = *item;
	if (bpf_map_lookup_elem(&items, &key)) {
		item__note(slot, index, item, evidence, 0);
		return VALUE_KNOWN;
	}
	key.item.arg |= WINNOW_ARGUMENT_SET;
	key.item.detail = 0;
	set = bpf_map_lookup_elem(&items, &key);
	if (!set) {
		budget = item__budget(item);
		count = slot->items[budget];
		fresh.first = bpf_ktime_get_boot_ns();
		fresh.last = fresh.first;
		if (items__allow(budget, count) && !bpf_map_update_elem(&items, &key, &fresh, BPF_NOEXIST))
			items__count(slot, budget, count);
		set = bpf_map_lookup_elem(&items, &key);
		if (!set) {
			slot__lose(slot, WINNOW_LOSS_ITEMS_FULL);
			return VALUE_BEYOND;
		}
	}
	if (set->count >= WINNOW_ARGUMENT_VALUES_MAX) {
		set->flags |= WINNOW_FLAG_UNCONSTRAINED;
		return VALUE_BEYOND;
	}
	if (!item__note(slot, index, item, evidence, 0))
		return VALUE_BEYOND;
	__sync_fetch_and_add(&set->count, 1);
	return VALUE_NEW;
}

#endif
