/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * arguments.h - what a call shows beside its number: policy arguments, their dangerous parts, answers of supervisors.
 */
#ifndef WINNOW_ARGUMENTS_H
#define WINNOW_ARGUMENTS_H

/* Waiting calls of one supervisor that are searched; calls behind them are not found. */
#define SUPERVISED_MAX 32

/*
 * Returns the address of the call with this notification id that waits at the seccomp filter at this address, or 0. A
 * global function: see observation__make().
 */
__noinline u64 filter__waiting(u64 filter, u64 id)
{
	struct list_head *head = (void *)BPF_CORE_READ((struct seccomp_filter *)filter, notif), *at;
	int i;

	if (!head)
		return 0;
	head = (void *)head + bpf_core_field_offset(struct notification, notifications);
	at = BPF_CORE_READ(head, next);
	for (i = 0; i < SUPERVISED_MAX && at && at != head; i++) {
		struct seccomp_knotif *waiting = (void *)at - bpf_core_field_offset(struct seccomp_knotif, list);

		if (BPF_CORE_READ(waiting, id) == id)
			return (u64)waiting;
		at = BPF_CORE_READ(at, next);
	}
	return 0;
}

static __always_inline struct file *task__file(struct task_struct *task, u64 fd)
{
	struct fdtable *table = BPF_CORE_READ(task, files, fdt);
	struct file *file = NULL, **files = BPF_CORE_READ(table, fd);

	if (fd >= BPF_CORE_READ(table, max_fds) || bpf_probe_read_kernel(&file, sizeof(file), files + fd))
		return NULL;
	return file;
}

#define NO_DANGER ~0ULL

/*
 * The dangerous part of an argument's value, by the rows of config.dangers from `first` on, or NO_DANGER. A global
 * function: see observation__make().
 */
__noinline u64 danger__of(u32 first, u32 arg, u64 value)
{
	u32 i;

	for (i = 0; i < WINNOW_DANGERS_OF_A_CALL; i++) {
		const volatile struct winnow_danger *danger;
		u32 row = first + i;
		u64 part;

		bound(row);
		if (row >= WINNOW_DANGERS)
			break;
		danger = &config.dangers[row];
		part = value & danger->mask;
		if (danger->arg == arg && part >= danger->from && part <= danger->to)
			return part;
		if (danger->last)
			break;
	}
	return NO_DANGER;
}

/*
 * A supervisor inside the container is about to answer a call. The call is noted now, before the exit hook is attached,
 * so that a program that runs for milliseconds only is not missed. `response` is the struct seccomp_notif_resp, which
 * begins with the notification's id.
 */
static __noinline int supervisor__answers(struct evidence *evidence, u64 fd, u64 response, u64 place)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_DENIAL, .detail = WINNOW_DENIAL_OWN };
	struct winnow_slot *slot = slot__get(PLACE_SLOT(place));
	struct seccomp_knotif *waiting;
	struct file *file;
	u64 id;
	u32 nr;

	if (!evidence || !slot || bpf_probe_read_user(&id, sizeof(id), (void *)response))
		return 0;
	file = task__file(evidence->task, fd);
	if (!file)
		return 0;
	waiting = (void *)filter__waiting((u64)BPF_CORE_READ(file, private_data), id);
	if (!waiting)
		return 0;
	nr = BPF_CORE_READ(waiting, data, nr);
	item.stage = PLACE_STAGE(place);
	item.abi = BPF_CORE_READ(waiting, data, arch) == AUDIT_ARCH_I386 ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;
	if (item.abi == WINNOW_ABI_X86_64 && nr & X32_SYSCALL_BIT) {
		item.abi = WINNOW_ABI_X32;
		nr &= ~X32_SYSCALL_BIT;
	}
	item.nr = nr < WINNOW_SYSCALLS ? nr : WINNOW_SYSCALLS;
	evidence->flags = 0;
	item__note(slot, PLACE_SLOT(place), &item, evidence, 0);
	return 0;
}

/* Which of the first three arguments the call's item is about: one bit each. */
static __always_inline u32 argument__mask(u32 traits)
{
	if (traits & WINNOW_TRAIT_PROT_EXEC)
		return 1 << 2;
	return traits & WINNOW_TRAIT_PAIR ? 1 << 1 : traits & WINNOW_TRAIT_ARGUMENTS;
}

/*
 * Keeps the values of a call's policy arguments. Returns 1 if the call may also hold capabilities. Not called by
 * syscall__look(), but after it: the frames of one chain of calls share 512 bytes.
 */
static __noinline int arguments__note(struct evidence *evidence, u64 raw, u64 place)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_ARGUMENT };
	u32 index = PLACE_SLOT(place), nr = raw, traits, i;
	struct winnow_slot *slot = slot__get(index);
	u64 args[WINNOW_ARGS];
	u64 abi = PLACE_ABI(place);

	if (abi == WINNOW_ABI_X32)
		nr &= ~X32_SYSCALL_BIT;
	bound(nr);
	bound(abi);
	if (!evidence || !slot || abi >= WINNOW_ABIS || nr >= WINNOW_SYSCALLS)
		return 0;
	bound(nr);
	bound(abi);
	traits = config.traits[abi][nr];
	item.abi = abi;
	item.stage = PLACE_STAGE(place);
	item.nr = nr;
	evidence->flags = 0;
	evidence->urgent = !!(slot->mode & WINNOW_MODE_WATCH);
	arguments__read(args, evidence->regs, abi);
	if (traits & WINNOW_TRAIT_PROT_EXEC && !(args[2] & PROT_EXEC))
		return 0;
#pragma unroll
	for (i = 0; i < 3; i++) { /* no policy argument lies behind the third */
		int noted;

		if (!(argument__mask(traits) & (1 << i)))
			continue;
		item.arg = i;
		item.detail = traits & WINNOW_TRAIT_PAIR ? args[1] << 32 | (u32)args[2] : args[i];
		evidence->flags = 0;
		noted = item__note_bounded(slot, index, &item, evidence);
		if (noted == VALUE_KNOWN || !WINNOW_TRAIT_DANGERS(traits))
			continue;
		/* not with all values, which may be too many to be kept */
		item.detail = danger__of(WINNOW_TRAIT_DANGERS(traits) - 1, i, item.detail);
		if (item.detail == NO_DANGER)
			continue;
		item.arg = i | WINNOW_ARGUMENT_DANGER;
		evidence->flags = noted == VALUE_BEYOND ? WINNOW_FLAG_UNCONSTRAINED : 0;
		item__note(slot, index, &item, evidence, 0);
	}
	return !!(traits & WINNOW_TRAIT_HOLDS);
}

#endif
