/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* enter.h - the programs at the entry of a syscall. */
#ifndef WINNOW_ENTER_H
#define WINNOW_ENTER_H

/*
 * A hash that distinguishes one call of a task from its next, never 0: a mark of one call is not taken for a mark of
 * the next. Only the same call from the same place with the same arguments has the same mark, and it is nothing new.
 */
static __always_inline u32 call__mark(const struct pt_regs *regs, u64 nr)
{
	u64 mark = nr * 0x9e3779b97f4a7c15ULL + regs->ip * 0xbf58476d1ce4e5b9ULL + regs->sp * 0x94d049bb133111ebULL +
		   regs->di * 0xff51afd7ed558ccdULL + regs->si * 0xc4ceb9fe1a85ec53ULL +
		   regs->dx * 0xd6e8feb86659fd93ULL + regs->bx * 0xa0761d6478bd642fULL +
		   regs->cx * 0xe7037ed1a0b428dbULL;

	return mark >> 32 | 1;
}

/* Marks the entry, so that the exit can be matched with it. */
static __always_inline void call__entered(struct task_state *state, u64 raw)
{
	state->entered = (u32)raw + 1;
	state->exit_generation = 0;
}

/*
 * Sends a call that is outside the policy, or new: *seen is 1 until its observation is in the ring, then 2. If the ring
 * is full, the next window tries again.
 */
static __always_inline void call__send(struct winnow_slot *slot, u32 index, const struct winnow_item *item,
				       struct evidence *evidence, u8 *seen, bool outside)
{
	if (outside) {
		evidence->flags = WINNOW_FLAG_OUTSIDE_POLICY;
		evidence->urgent = 1;
		item__note(slot, index, item, evidence, 1);
		*seen = 2;
	} else if (*seen != 2) {
		evidence->flags = WINNOW_FLAG_FIRST;
		evidence->count = 1;
		if (observation__send(index, item, evidence))
			*seen = 2;
	}
}

/*
 * Everything that is not the common path. Returns the place for the call's arguments, or 0. The evidence is in the
 * caller's frame because of Linux 7.3: its verifier counts frames from the first function that receives a pointer to
 * its caller's stack, but looks them up counted from the program (kernel/bpf/liveness.c), so it takes live values for
 * dead.
 */
static __noinline u64 syscall__look(struct evidence *evidence, u64 raw)
{
	struct task_state *state, lost_state = {};
	struct winnow_item item = { .kind = WINNOW_ITEM_SYSCALL };
	struct winnow_slot *slot;
	u32 nr = raw, index, origin, word, serving;
	u32 traits = 0;
	struct task_struct *task;
	struct pt_regs *regs;
	u8 abi, stage, *seen;
	bool outside;
	u64 bit;

	if (!evidence)
		return 0;
	task = evidence->task;
	regs = evidence->regs;
	state = task__state(task);
	if (!state)
		state = task__state_made(task);
	if (!state) {
		state = &lost_state;
		slot = task__slot(task, state);
		if (slot)
			task__lose(slot, state);
	} else {
		slot = task__slot(task, state);
	}
	abi = task__is_compat(task) ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;
	if (abi == WINNOW_ABI_X86_64 && (s32)nr >= 0 && (nr & X32_SYSCALL_BIT)) {
		abi = WINNOW_ABI_X32;
		nr &= ~X32_SYSCALL_BIT;
	}
	call__entered(state, raw);
	state->abi = abi;
	if (config.fallback)
		state->entry_mark = call__mark(regs, raw);
	if (!slot)
		return 0;
	if (evidence->at_home) {
		slot = slot__named(state->home, state->home_generation);
		if (!slot)
			return 0;
		index = state->home;
		origin = state->home_origin;
	} else {
		state->entered_at = slot->mode & WINNOW_MODE_PROFILE ? bpf_ktime_get_ns() : 0;
		index = state->slot;
		origin = state->origin;
		evidence->away = task__is_away(state, slot);
	}
	stage = slot__stage(slot, origin);
	item.abi = abi;
	item.stage = stage;

	bound(nr);
	if (nr >= WINNOW_SYSCALLS) {
		item.nr = WINNOW_SYSCALLS;
		item__note(slot, index, &item, evidence, 1);
		return 0;
	}
	bound(nr);
	item.nr = nr;
	word = nr / 64;
	bit = 1ULL << (nr % 64);
	traits = config.traits[abi][nr];

	if (slot->mode & WINNOW_MODE_TRACE)
		trace__send(slot, index, regs, abi, stage, nr, false, 0);

	seen = &slot->seen[stage][abi][nr];
	if (!*seen)
		*seen = 1;
	outside = stage != WINNOW_STAGE_SETUP && (slot->mode & WINNOW_MODE_WATCH) &&
		  !(slot->policy[stage][abi][word] & bit);

	if (stage == WINNOW_STAGE_SETUP) {
		if (abi == WINNOW_ABI_X86_64)
			setup__step(slot, task, nr, traits, regs);
	} else {
		if (call__loads_filter(traits, abi == WINNOW_ABI_I386 ? (u32)regs->bx : regs->di)) {
			slot__ask_for_exits(slot);
			evidence->urgent = 1;
			*seen = 1; /* reported at once, even if it was reported before */
		}
		serving = call__serving(traits, regs);
		if (stage == WINNOW_STAGE_START && serving)
			stage__watch(slot, index, task, nr, serving);
		/* fast_path before window: see winnow_snapshot() for the order of the exchange */
		if (!(slot->mode & (WINNOW_MODE_WATCH | WINNOW_MODES_TRACED)) &&
		    !(traits & (WINNOW_TRAITS_ARGUMENTS | WINNOW_TRAIT_FILTER)) &&
		    !(stage == WINNOW_STAGE_START && (traits & WINNOW_TRAITS_SERVING)))
			bits__set(&slot->fast_path[stage][abi][word], bit);
	}
	if (!(slot->window[stage][abi][word] & bit))
		bits__set(&slot->window[stage][abi][word], bit);

	if (stage == WINNOW_STAGE_SETUP)
		return 0; /* a runtime's steps are state, not records */

	call__send(slot, index, &item, evidence, seen, outside);
	return traits & WINNOW_TRAITS_ARGUMENTS ? PLACE(index, stage, abi) : 0;
}

/* ioctl(SECCOMP_IOCTL_NOTIF_SEND), on any descriptor. */
static __always_inline bool call__is_answer(const struct pt_regs *regs, u64 nr, u64 place)
{
	if (PLACE_ABI(place) == WINNOW_ABI_I386)
		return nr == NR_i386_ioctl && (u32)regs->cx == SECCOMP_IOCTL_NOTIF_SEND;
	return nr == NR_x86_64_ioctl && (u32)regs->si == SECCOMP_IOCTL_NOTIF_SEND;
}

/* Notes what is learned from a call beside its number. */
static __always_inline int place__note(struct evidence *evidence, u64 nr, u64 place)
{
	const struct pt_regs *regs = evidence->regs;

	if (call__is_answer(regs, nr, place)) {
		bool compat = PLACE_ABI(place) == WINNOW_ABI_I386;

		supervisor__answers(evidence, compat ? (u32)regs->bx : regs->di, compat ? (u32)regs->dx : regs->dx,
				    place);
	}
	return arguments__note(evidence, nr, place) ? held__by_call(evidence, nr, place) : 0;
}

/*
 * The common path if the CPU has not cached the task: one helper call, the slot's cache line and one bit. A host task
 * takes the same path: its slot is 0, which has all bits set.
 */
static __always_inline int syscall__enter(struct pt_regs *regs, u64 nr, enum lane lane)
{
	struct task_struct *task;
	struct task_state *state;
	u64 raw, place;
	u64 epoch = task_cache_epoch; /* read before everything that the cache entry depends on */

	task = task__current();
	state = task__state(task);
	if (state && state->cgroups == task__cgroups(task)) {
		struct winnow_slot *slot = slot__get(state->slot);

		if (slot && slot->generation == state->generation) {
			u32 abi = task__is_compat(task) ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;

			if (slot__has_fast_path(slot, state->origin, abi, nr)) {
				call__entered(state, nr);
				if (config.fallback)
					state->entry_mark = call__mark(regs, nr);
				if (abi == WINNOW_ABI_X86_64)
					task_cache__store(regs, task, state, slot, epoch);
				return 0;
			}
		}
	}
	struct evidence evidence = { .lane = lane, .task = task, .regs = regs };

	/* Read again: otherwise the verifier follows the slow path once for each range that the tests above leave. */
	raw = (s64)(s32)regs->orig_ax;
	place = syscall__look(&evidence, raw);
	if (place)
		place__note(&evidence, raw, place);
	if (!evidence.away)
		return 0;
	evidence.at_home = 1;
	evidence.flags = 0;
	place = syscall__look(&evidence, raw);
	return place ? place__note(&evidence, raw, place) : 0;
}

static __always_inline struct inside *cpu__inside(void)
{
	u32 zero = 0;

	return bpf_map_lookup_elem(&insides, &zero);
}

/*
 * The fallback program. Since Linux 7.2 a program at a syscall can be preempted, and the kernel skips it for every
 * other task of that CPU until it continues (bpf_prog_get_recursion_context counts by CPU). The fallback program
 * handles what was skipped. The kernel counts it separately, so it is skipped only if it is preempted in its few
 * instructions at the same time. What both miss is lost: winnow_skipped(). It is loaded on these kernels only. It
 * stands before sys_enter, so that it is attached, and runs, after sys_enter: see hooks__attach().
 */
SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter_fallback, struct pt_regs *regs, long id)
{
	struct task_struct *task = task__current();
	struct task_state *state = task__state(task);
	struct inside *inside = cpu__inside();

	if (inside)
		inside->fallback = 1;
	if (!state || state->entry_mark != call__mark(regs, id)) {
		__sync_fetch_and_add(&caught, 1);
		syscall__enter(regs, id, LANE_ENTER_FALLBACK);
		state = task__state(task);
	}
	if (state)
		state->entry_mark = 0;
	if (inside)
		inside->fallback = 0;
	return 0;
}

/* A function of its own, so that a program that finds the task cached has neither registers to save nor a stack. */
static __noinline int syscall__enter_uncached(struct pt_regs *regs, u64 nr)
{
	return syscall__enter(regs, nr, LANE_ENTER);
}

/* The common path: one bit of the CPU's task cache. Loaded if config.task_cache, in place of sys_enter. */
SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter_cached, struct pt_regs *regs, long id)
{
	if (task_cache__has_fast_path(regs, id))
		return 0;
	return syscall__enter_uncached(regs, id);
}

SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter, struct pt_regs *regs, long id)
{
	struct inside *inside = config.fallback ? cpu__inside() : NULL;

	if (inside)
		inside->enter = 1;
	syscall__enter(regs, id, LANE_ENTER);
	if (inside)
		inside->enter = 0;
	return 0;
}

/*
 * Whether both programs are skipped on this CPU now: then an exit without an entry proves nothing. winnow_skipped()
 * counts the entry.
 */
static __always_inline bool cpu__is_blind(void)
{
	struct inside *inside = config.fallback ? cpu__inside() : NULL;

	return inside && inside->enter && inside->fallback;
}

#endif
