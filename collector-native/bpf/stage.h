/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* stage.h - setup, start, serve; and the runtime calls behind the filter. */
#ifndef WINNOW_STAGE_H
#define WINNOW_STAGE_H

static __always_inline struct setup *setup__get(u32 tgid, bool create)
{
	struct setup *setup = bpf_map_lookup_elem(&setups, &tgid);
	u32 zero = 0;

	if (setup || !create)
		return setup;
	setup = bpf_map_lookup_elem(&new_setup, &zero);
	if (!setup)
		return NULL;
	bpf_map_update_elem(&setups, &tgid, setup, BPF_NOEXIST);
	setup = bpf_map_lookup_elem(&setups, &tgid);
	if (setup && !setup->phase) {
		setup->phase = 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_PRIVILEGED] = 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES] = 1;
	}
	return setup;
}

/* Whether a call loads a seccomp filter: seccomp(SET_MODE_FILTER …) or prctl(PR_SET_SECCOMP …). */
static __always_inline bool call__loads_filter(u32 traits, u64 first_argument)
{
	if (!(traits & WINNOW_TRAIT_FILTER))
		return false;
	return first_argument == (traits & WINNOW_TRAIT_ARGUMENTS ? PR_SET_SECCOMP : SECCOMP_SET_MODE_FILTER);
}

/*
 * From now on the container's own filter, or a supervisor, answers calls: they are seen at the exit only. User space
 * attaches the exit hook when it reads of this.
 */
static __always_inline void slot__ask_for_exits(struct winnow_slot *slot)
{
	if (slot->notes & WINNOW_NOTE_OWN_FILTER)
		return;
	slot->notes |= WINNOW_NOTE_OWN_FILTER;
	task_caches__invalidate();
	__sync_fetch_and_add(&exits_asked, 1);
}

/*
 * A step of a runtime's process. If the runtime loads a filter, the filter's place is known exactly. If the container
 * is unconfined, the order of steps that runc and crun keep brackets it (libcontainer/standard_init_linux.go,
 * libcrun/container.c): without no_new_privs the filter comes after the last step on mounts and namespaces; with it,
 * after capset and after the wait on the exec fifo.
 */
static __always_inline void setup__step(struct winnow_slot *slot, struct task_struct *task, u32 nr, u32 traits,
					const struct pt_regs *regs)
{
	u32 tgid = bpf_get_current_pid_tgid() >> 32;
	struct setup *setup = setup__get(tgid, true);
	u16 phase;

	if (!setup) {
		slot__lose(slot, WINNOW_LOSS_SETUP_FULL);
		return;
	}
	phase = setup->phase;
	if (nr < WINNOW_SYSCALLS)
		setup->last[nr] = traits & WINNOW_TRAIT_ANYTIME ? 0xffff : phase;
	if (traits & WINNOW_TRAIT_FILTER) {
		if (!call__loads_filter(traits, regs->di))
			return;
		/*
		 * without a filter, libseccomp only tests whether the kernel knows the flag (libseccomp:
		 * sys_chk_seccomp_flag)
		 */
		if (!(traits & WINNOW_TRAIT_ARGUMENTS) && regs->si & SECCOMP_FILTER_FLAG_NEW_LISTENER && regs->dx)
			slot__ask_for_exits(slot);
		setup->phase = phase + 1;
		if (!task__has_no_new_privileges(task))
			setup->filter_phase[WINNOW_RUNTIME_CALLS_PRIVILEGED] = phase + 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES] = phase + 1;
	} else if (traits & WINNOW_TRAIT_ROOTFS) {
		setup->phase = phase + 1;
		if (traits & WINNOW_TRAIT_ROOT)
			setup->root = 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_PRIVILEGED] = phase + 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES] = phase + 1;
	} else if (traits & (WINNOW_TRAIT_CAPSET | WINNOW_TRAIT_FIFO)) {
		setup->phase = phase + 1;
		setup->filter_phase[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES] = phase + 1;
	}
}

/* 1 if `last` is in this phase or later; a phase is at least 1, and 0 means "never made". */
static __always_inline u8 phase__reached(u16 last, u16 phase)
{
	return ((u64)phase - 1 - last) >> 63;
}

/*
 * The runtime's exec: stores the runtime calls since the filter. No branch in the loop: the verifier would follow each
 * of them.
 */
static __noinline int setup__finish(struct winnow_slot *slot, struct setup *setup)
{
	u16 privileged, no_new_privileges;
	u32 i;

	if (!slot || !setup)
		return 0;
	privileged = setup->filter_phase[WINNOW_RUNTIME_CALLS_PRIVILEGED];
	no_new_privileges = setup->filter_phase[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES];
	for (i = 0; i < WINNOW_SYSCALLS; i++) {
		u16 last = setup->last[i];

		slot->runtime_calls[WINNOW_RUNTIME_CALLS_PRIVILEGED][i] |= phase__reached(last, privileged);
		slot->runtime_calls[WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES][i] |=
			phase__reached(last, no_new_privileges);
	}
	return 0;
}

static __always_inline void stage__report(struct winnow_slot *slot, u32 index, struct task_struct *task, u32 stage,
					  u32 nr, const char *executed)
{
	struct winnow_stage_change *change = slot__reserve(slot, sizeof(*change));

	if (!change)
		return;
	__builtin_memset(change, 0, sizeof(*change));
	header__fill(&change->header, WINNOW_RECORD_STAGE, sizeof(*change), index, slot);
	change->stage = stage;
	change->nr = nr;
	change->under_filter = !!(slot->notes & WINNOW_NOTE_UNDER_FILTER);
	change->no_new_privileges = !!(slot->notes & WINNOW_NOTE_NO_NEW_PRIVILEGES);
	actor__fill(&change->actor, task);
	if (executed)
		bpf_probe_read_kernel_str(change->path, sizeof(change->path), executed);
	bpf_ringbuf_submit(change, BPF_RB_FORCE_WAKEUP);
}

/* Which of WINNOW_TRAITS_SERVING a call has. socketcall has it by its first argument. */
static __always_inline u32 call__serving(u32 traits, const struct pt_regs *regs)
{
	if (!(traits & WINNOW_TRAIT_SOCKETCALL))
		return traits & WINNOW_TRAITS_SERVING;
	switch ((u32)regs->bx) {
	case SYS_LISTEN:
		return WINNOW_TRAIT_LISTEN;
	case SYS_ACCEPT:
	case SYS_ACCEPT4:
		return WINNOW_TRAIT_ACCEPT;
	default:
		return 0;
	}
}

/* The first sign of serving ends the stage start. */
static __always_inline void stage__watch(struct winnow_slot *slot, u32 index, struct task_struct *task, u32 nr,
					 u32 serving)
{
	if (serving & WINNOW_TRAIT_LISTEN) {
		slot->notes |= WINNOW_NOTE_LISTENED;
		return;
	}
	if (!(serving & WINNOW_TRAIT_ACCEPT) && !(slot->notes & WINNOW_NOTE_LISTENED))
		return;
	if (slot->serving)
		return;
	slot->serving = bpf_ktime_get_boot_ns();
	slot->stage_of[WINNOW_ORIGIN_INIT] = WINNOW_STAGE_SERVE;
	task_caches__invalidate();
	/* calls that left the fast path only for this moment return to it with their next call */
	stage__report(slot, index, task, WINNOW_STAGE_SERVE, nr, NULL);
}

#endif
