/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* capability.h - checks of capabilities: the caller, the user namespace and the credentials. */
#ifndef WINNOW_CAPABILITY_H
#define WINNOW_CAPABILITY_H

/* Whether the call in progress sets a file's set-group-ID bit. */
static __always_inline bool call__sets_group_id(struct task_struct *task, u32 traits, u8 abi)
{
	void *at = task__registers(task);
	u64 mode = 0;

	if (traits & WINNOW_TRAIT_MODE_2)
		at += bpf_core_field_offset(struct pt_regs, dx);
	else if (abi == WINNOW_ABI_I386)
		at += bpf_core_field_offset(struct pt_regs, cx);
	else
		at += bpf_core_field_offset(struct pt_regs, si);
	bpf_probe_read_kernel(&mode, sizeof(mode), at);
	return mode & S_ISGID;
}

#define CALLER_DEPTH 8

/* The detail bits of the kernel function that asked, found by the stack. */
static __always_inline u64 capability__caller(void *ctx, u64 *caller)
{
	u64 stack[CALLER_DEPTH] = {};
	u32 i, j;

	if (bpf_get_stack(ctx, stack, sizeof(stack), 0) <= 0)
		return 0;
	/*
	 * if a trampoline called cap_capable (seen on 5.10), its frame is on the stack; if a tracepoint or a jump did,
	 * it is not
	 */
	*caller = stack[3] >= config.asked.start && stack[3] < config.asked.end ? stack[4] : stack[3];
#pragma unroll
	for (i = 2; i < CALLER_DEPTH; i++) {
#pragma unroll
		for (j = 0; j < WINNOW_CALLERS; j++) {
			if (stack[i] >= config.callers[j].start && stack[i] < config.callers[j].end)
				return config.callers[j].detail;
		}
	}
	return 0;
}

/*
 * The stage of a check in a runtime's call. A runtime executes the entrypoint or a session's program with the container's
 * credentials: what that exec needs, the container needs.
 */
static __always_inline u8 exec__stage(struct task_struct *task, struct winnow_slot *slot,
				      const struct winnow_item *call)
{
	if (!call__is_execve(call->abi, call->nr) && !call__is_execveat(call->abi, call->nr))
		return WINNOW_STAGE_SETUP;
	return slot__stage(slot, exec__origin(task, slot));
}

static __always_inline int capability__asked(void *ctx, struct user_namespace *target, int capability, bool probe,
					     int verdict)
{
	struct task_struct *task = task__current();
	struct task_state *state = task__state(task), of_process = {};
	struct winnow_item item = { .kind = WINNOW_ITEM_CAPABILITY };
	struct winnow_item_key key = {};
	struct winnow_item_value *known;
	struct evidence evidence = {};
	struct winnow_slot *slot;
	struct owner owner;
	u32 traits = 0;
	u32 nr, namespace;

	if (state && !state->slot)
		return 0;
	if (!state)
		state = &of_process; /* a worker of io_uring, which makes no syscall of its own */
	task__owner(task, state, &owner);
	slot = owner.slot;
	if (!slot)
		return 0;
	item.stage = slot__stage(slot, owner.origin);
	namespace = slot->user_namespace;
	if (BPF_CORE_READ(task, flags) & PF_IO_WORKER)
		item.nr = NR_x86_64_io_uring_enter;
	else
		call__name(&item, task, task__last_call(task));
	if (item.stage == WINNOW_STAGE_SETUP) {
		item.stage = exec__stage(task, slot, &item);
		if (item.stage == WINNOW_STAGE_SETUP)
			return 0; /* the runtime's own */
		if (!slot->entrypoint)
		namespace = task__user_namespace(task);
	}
	nr = item.nr;
	bound(nr);
	if (nr < WINNOW_SYSCALLS && item.abi < WINNOW_ABIS)
		traits = config.traits[item.abi][nr];
	item.arg = capability;
	if (!verdict)
		item.detail |= WINNOW_CAPABILITY_GRANTED;
	item.detail |= namespace__detail(namespace, target);
	if (credentials__are_borrowed(task, owner.index, traits))
		item.detail |= WINNOW_CAPABILITY_OVERRIDDEN;
	if (capability == CAP_FSETID && (traits & WINNOW_TRAITS_MODE))
		probe |= !call__sets_group_id(task, traits, item.abi);
	if (probe)
		item.detail |= WINNOW_CAPABILITY_PROBE;

	key.slot = owner.index;
	key.generation = slot->generation;
	key.item = item;
	known = bpf_map_lookup_elem(&items, &key);
	if (!known && capability == CAP_SYS_ADMIN && (traits & WINNOW_TRAIT_MEMORY)) {
		/* these syscalls ask for one reason only: one look at the stack is enough */
		key.item.detail |= WINNOW_CAPABILITY_ACCOUNTING;
		known = bpf_map_lookup_elem(&items, &key);
	}
	if (known && known->emitted) {
		__sync_fetch_and_add(&known->count, 1);
		known->last = bpf_ktime_get_boot_ns();
		return 0;
	}
	item.detail |= capability__caller(ctx, &evidence.caller);
	evidence.task = task;
	evidence.urgent = !!(slot->mode & WINNOW_MODE_WATCH);
	item__note(slot, owner.index, &item, &evidence, 0);
	return 0;
}

/* Linux 6.14 and newer. */
SEC("tp_btf/cap_capable")
int BPF_PROG(cap_capable, const struct cred *cred, struct user_namespace *target, const struct user_namespace *own,
	     int capability, int verdict)
{
	return capability__asked(ctx, target, capability, false, verdict);
}

/* Before 6.14: the function itself, whose options are an argument. */
SEC("fexit/cap_capable")
int BPF_PROG(cap_capable_returned, const struct cred *cred, struct user_namespace *target, int capability,
	     unsigned int options, int verdict)
{
	return capability__asked(ctx, target, capability, options & CAP_OPT_NOAUDIT, verdict);
}

#endif
