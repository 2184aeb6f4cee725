// SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0
/*
 * winnow.bpf.c - the programs. Each is thin: find the slot of the task, leave where there is nothing to
 * do, else hand over to the headers beside this file.
 *
 * The kernel lets a program use its GPL-only helpers when the program's licence string is one of those it knows.
 * These files are offered under GPL-2.0-only or Apache-2.0, at the reader's choice; the string says so in
 * the kernel's own words, and binds nothing else of the project.
 */
#include "kernel.h"

#include <bpf/bpf_core_read.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_tracing.h>

#include "winnow/config.h"
#include "winnow/record.h"

#include "maps.h"
#include "slot.h"
#include "cgroup.h"
#include "task.h"
#include "memo.h"
#include "sight.h"
#include "item.h"
#include "stage.h"
#include "profile.h"
#include "call.h"
#include "credentials.h"
#include "held.h"
#include "capability.h"

char LICENSE[] SEC("license") = "GPL";

/* ---- sys_enter ------------------------------------------------------------------------------------- */

static __always_inline void trace__send(struct winnow_slot *slot, u32 index, struct pt_regs *regs, u8 abi, u8 stage, u32 nr,
					bool returned, s64 result)
{
	struct winnow_trace *trace = slot__reserve(slot, sizeof(*trace));
	u64 id = bpf_get_current_pid_tgid();

	if (!trace)
		return;
	header__fill(&trace->header, WINNOW_RECORD_TRACE, sizeof(*trace), index, slot);
	trace->tgid = id >> 32;
	trace->tid = (u32)id;
	trace->nr = nr;
	trace->abi = abi;
	trace->stage = stage;
	trace->returned = returned;
	trace->pad = 0;
	trace->result = result;
	arguments__read(trace->args, regs, abi);
	bpf_ringbuf_submit(trace, BPF_RB_NO_WAKEUP);
}

/* Calls that wait for one supervisor's answers; behind them none is looked for. */
#define SUPERVISED_MAX 32

/* The waiting call that a notification's id names; NULL: none does. */
static __always_inline struct seccomp_knotif *filter__waiting(struct seccomp_filter *filter, u64 id)
{
	struct list_head *head = (void *)BPF_CORE_READ(filter, notif), *at;
	int i;

	if (!head)
		return NULL;
	head = (void *)head + bpf_core_field_offset(struct notification, notifications);
	at = BPF_CORE_READ(head, next);
	for (i = 0; i < SUPERVISED_MAX && at && at != head; i++) {
		struct seccomp_knotif *waiting = (void *)at - bpf_core_field_offset(struct seccomp_knotif, list);

		if (BPF_CORE_READ(waiting, id) == id)
			return waiting;
		at = BPF_CORE_READ(at, next);
	}
	return NULL;
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
 * The dangerous part of an argument's value, by the rows of config.dangers from `first` on, or NO_DANGER. A global function: see
 * sight__make().
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
 * A supervisor inside the container is about to answer a call: which one is known before the hook at the exit is attached, so that those of a
 * program that lives for milliseconds are not missed. `response` is the struct seccomp_notif_resp, which begins with the notification's id.
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
	waiting = file ? filter__waiting(BPF_CORE_READ(file, private_data), id) : NULL;
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
 * Keeps the values of a call's policy arguments; 1 where it may also be about capabilities that are held. A program of its own beside syscall__look(), which says where they belong,
 * and not below it: the frames of one chain of calls share 512 bytes.
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

/*
 * Tells one call of a task from its next, never 0: what a program noted of one call does not pass for having seen the next. Only the same
 * call, made again from the same place with the same arguments, has the same mark, and nothing new to tell.
 */
static __always_inline u32 call__mark(const struct pt_regs *regs, u64 nr)
{
	u64 mark = nr * 0x9e3779b97f4a7c15ULL + regs->ip * 0xbf58476d1ce4e5b9ULL + regs->sp * 0x94d049bb133111ebULL +
		   regs->di * 0xff51afd7ed558ccdULL + regs->si * 0xc4ceb9fe1a85ec53ULL + regs->dx * 0xd6e8feb86659fd93ULL +
		   regs->bx * 0xa0761d6478bd642fULL + regs->cx * 0xe7037ed1a0b428dbULL;

	return mark >> 32 | 1;
}

/* For the exit, which belongs to this call then and to none before it. */
static __always_inline void call__entered(struct task_state *state, u64 raw)
{
	state->entered = (u32)raw + 1;
	state->exit_turn = 0;
}

/*
 * All that is not the common path. Returns the place where the call's arguments are to be noted, or 0. The evidence lies in the
 * caller's frame for the sake of Linux 7.3: its verifier counts frames from the first function that is handed a piece of its caller's
 * stack, but looks them up counted from the program (kernel/bpf/liveness.c), and so takes live values for dead.
 */
static __noinline u64 syscall__look(struct evidence *evidence, u64 raw)
{
	struct task_state *state, lost_state = {};
	struct winnow_item item = { .kind = WINNOW_ITEM_SYSCALL };
	struct winnow_slot *slot;
	u32 nr = raw, index, origin, word, first, outside;
	u32 traits = 0;
	struct task_struct *task;
	struct pt_regs *regs;
	u8 abi, stage;
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
	if (config.again)
		state->entry_told = call__mark(regs, raw);
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

	first = slot->seen[stage][abi][nr];
	if (!first)
		slot->seen[stage][abi][nr] = 1;
	outside = stage != WINNOW_STAGE_SETUP && (slot->mode & WINNOW_MODE_WATCH) &&
		  !(slot->policy[stage][abi][word] & bit);

	if (stage == WINNOW_STAGE_SETUP) {
		if (abi == WINNOW_ABI_X86_64)
			setup__step(slot, task, nr, traits, regs);
	} else {
		if (call__loads_filter(traits, abi == WINNOW_ABI_I386 ? (u32)regs->bx : regs->di)) {
			slot__ask_for_exits(slot);
			evidence->urgent = 1;
			first = 1; /* told at once, though it has been told before */
		}
		if (stage == WINNOW_STAGE_START && (traits & WINNOW_TRAITS_SERVING))
			stage__watch(slot, index, task, nr, traits);
		/* quiet before window: see winnow_snapshot() for the order of the exchange */
		if (!(slot->mode & (WINNOW_MODE_WATCH | WINNOW_MODES_LOUD)) && !(traits & (WINNOW_TRAITS_ARGUMENTS | WINNOW_TRAIT_FILTER)) &&
		    !(stage == WINNOW_STAGE_START && (traits & WINNOW_TRAITS_SERVING)))
			bits__set(&slot->quiet[stage][abi][word], bit);
	}
	if (!(slot->window[stage][abi][word] & bit))
		bits__set(&slot->window[stage][abi][word], bit);

	if (stage == WINNOW_STAGE_SETUP)
		return 0; /* a runtime's steps are state; nobody waits for the news */

	if (outside) {
		evidence->flags = WINNOW_FLAG_OUTSIDE_POLICY;
		evidence->urgent = 1;
		item__note(slot, index, &item, evidence, 1);
		slot->seen[stage][abi][nr] = 2;
	} else if (first != 2) {
		/* 2: its sight is in the ring; 1: it was not, and the next window tries again */
		evidence->flags = WINNOW_FLAG_FIRST;
		evidence->count = 1;
		if (sight__send(index, &item, evidence))
			slot->seen[stage][abi][nr] = 2;
	}
	return traits & WINNOW_TRAITS_ARGUMENTS ? PLACE(index, stage, abi) : 0;
}

/* ioctl(SECCOMP_IOCTL_NOTIF_SEND) on the descriptor of any filter; whether it is one is not looked at here. */
static __always_inline bool call__is_answer(const struct pt_regs *regs, u64 nr, u64 place)
{
	if (PLACE_ABI(place) == WINNOW_ABI_I386)
		return nr == IOCTL_I386 && (u32)regs->cx == SECCOMP_IOCTL_NOTIF_SEND;
	return nr == IOCTL && (u32)regs->si == SECCOMP_IOCTL_NOTIF_SEND;
}

/* What a call says beside its number. */
static __always_inline int place__note(struct evidence *evidence, u64 nr, u64 place)
{
	const struct pt_regs *regs = evidence->regs;

	if (call__is_answer(regs, nr, place)) {
		bool compat = PLACE_ABI(place) == WINNOW_ABI_I386;

		supervisor__answers(evidence, compat ? (u32)regs->bx : regs->di, compat ? (u32)regs->dx : regs->dx, place);
	}
	return arguments__note(evidence, nr, place) ? held__by_call(evidence, nr, place) : 0;
}

/*
 * The common path: what the CPU remembers of the task, or else one helper call; the slot's line, one bit. A host task takes the same
 * way: its slot is 0, all of whose bits are quiet.
 */
static __always_inline int syscall__enter(struct pt_regs *regs, long id, enum lane lane)
{
	struct task_struct *task;
	struct task_state *state;
	u64 nr = id, raw, place, epoch;

	if (memo__is_quiet(regs, nr))
		return 0;
	epoch = memo_epoch; /* before all that it vouches for */
	task = task__current();
	state = task__state(task);
	if (state && state->cgroups == task__cgroups(task)) {
		struct winnow_slot *slot = slot__get(state->slot);

		if (slot && slot->generation == state->generation) {
			u32 abi = task__is_compat(task) ? WINNOW_ABI_I386 : WINNOW_ABI_X86_64;

			if (slot__is_quiet(slot, state->origin, abi, nr)) {
				call__entered(state, nr);
				if (config.again)
					state->entry_told = call__mark(regs, nr);
				memo__keep(regs, task, state, slot, epoch);
				return 0;
			}
		}
	}
	struct evidence evidence = { .lane = lane, .task = task, .regs = regs };

	/* Read again: else the verifier goes through the slow path once more for each of the ranges that the tests above leave. */
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

SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter, struct pt_regs *regs, long id)
{
	struct inside *inside = config.again ? cpu__inside() : NULL;

	if (inside)
		inside->enter = 1;
	syscall__enter(regs, id, LANE_ENTER);
	if (inside)
		inside->enter = 0;
	return 0;
}

/*
 * Since Linux 7.2 a program at a syscall can be preempted, and the kernel skips it for every other task of that CPU until it goes on
 * (bpf_prog_get_recursion_context counts by CPU). What was skipped is told by a second program, which counts apart: it would have to be
 * preempted in its few instructions at the same time. What was skipped and not caught here is lost: winnow_skipped(). Only there it is loaded.
 */
SEC("tp_btf/sys_enter")
int BPF_PROG(sys_enter_again, struct pt_regs *regs, long id)
{
	struct task_struct *task = task__current();
	struct task_state *state = task__state(task);
	struct inside *inside = cpu__inside();

	if (inside)
		inside->again = 1;
	if (!state || state->entry_told != call__mark(regs, id)) {
		__sync_fetch_and_add(&caught, 1);
		syscall__enter(regs, id, LANE_ENTER_AGAIN);
		state = task__state(task);
	}
	if (state)
		state->entry_told = 0;
	if (inside)
		inside->again = 0;
	return 0;
}

/* Whether both programs are skipped on this CPU now: an exit without an entry shows nothing then. winnow_skipped() counts the entry. */
static __always_inline bool cpu__is_blind(void)
{
	struct inside *inside = config.again ? cpu__inside() : NULL;

	return inside && inside->enter && inside->again;
}

/* ---- sys_exit: attached only while a slot wants it --------------------------------------------------- */

/*
 * Whether the task has more filters than its container's runtime loaded. Which of them answered is not to be seen: the analyzer judges by
 * the answer.
 */
static __always_inline bool task__has_own_filter(struct task_struct *task, const struct winnow_slot *slot, u8 stage)
{
	return stage != WINNOW_STAGE_SETUP && task__filters(task) > slot->filters;
}

/*
 * Whether a call that was not seen to enter and returned this was answered by seccomp. A supervisor may answer with any number, or a signal
 * interrupt the wait for that. A debugger that skips a call names another, -1, or leaves the result as it found it, -ENOSYS; so does a SIGKILL that
 * comes while it looks.
 */
static __always_inline bool call__was_refused(struct task_struct *task, u64 raw, s64 result, bool own)
{
	if (!BPF_CORE_READ(task, seccomp.mode) || (s32)raw == -1 || (result == -ENOSYS && BPF_CORE_READ(task, ptrace)))
		return false;
	return result == (s64)(s32)raw || ((result <= 0 || own) && !(result <= -ERESTARTSYS && result >= -ERESTART_RESTARTBLOCK));
}

/*
 * Seccomp refuses before the tracepoint of the entry: an exit without an entry is a refused call. Not so: what was
 * in progress when the task became known, the child's first return (the fork hook hands the parent's entry
 * down), rt_sigreturn and calls that a debugger skipped. While a collector takes over from an earlier one, the programs of both
 * see each exit, the earlier one's first: what that has told, the later one leaves alone.
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
	u32 entered, turn;
	bool own;

	if (memo__of(regs))
		return 0; /* nobody asks for the exits of its slot */
	task = task__current();
	state = task__state(task);
	if (!state)
		return 0;
	if (config.again)
		state->exit_told = call__mark(regs, regs->orig_ax);
	turn = state->exit_turn;
	state->exit_turn = config.turn;
	if (overlap && turn && (s32)(turn - config.turn) < 0)
		return 0;
	task__owner(task, state, &owner);
	slot = owner.slot;
	/* where exits are not asked for, an entry stays noted: a call in progress when they begin to be is no refused one */
	if (!slot || !slot__wants_exits(slot))
		return 0;
	raw = regs->orig_ax;
	entered = state->entered;
	state->entered = 0;
	call__name(&item, task, raw);
	item.stage = slot__stage(slot, owner.origin);
	if (slot->mode & WINNOW_MODE_TRACE)
		trace__send(slot, owner.index, regs, item.abi, item.stage, item.nr, true, result);
	if (entered && (slot->mode & WINNOW_MODE_PROFILE) && state->entered_at) {
		/* by the entry's number: rt_sigreturn leaves -1 in orig_ax. A runtime's own steps are not the container's. */
		call__name(&item, task, entered - 1);
		item.abi = state->abi; /* as it was at the entry: execve may change it */
		if (item.stage != WINNOW_STAGE_SETUP)
			profile__returned(slot, state, item.abi, item.nr, result);
		state->entered_at = 0; /* an entry that nobody timed must not find it */
	}
	own = task__has_own_filter(task, slot, item.stage);
	if (entered || !(slot->mode & WINNOW_MODE_DENIALS || own) || !call__was_refused(task, raw, result, own) || cpu__is_blind())
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
int BPF_PROG(sys_exit_again, struct pt_regs *regs, long result)
{
	struct task_state *state = task__state(task__current());

	if (!state)
		return 0;
	if (state->exit_told != call__mark(regs, regs->orig_ax)) {
		__sync_fetch_and_add(&caught, 1);
		syscall__exit(regs, result, LANE_EXIT_AGAIN);
	}
	state->exit_told = 0;
	return 0;
}

/* ---- processes -------------------------------------------------------------------------------------- */

/* FNV-1a 64 (Fowler, Noll, Vo) of a path. Without a branch in the loop: the verifier would follow each way out of it. */
static __noinline u64 path__hash(const char *path)
{
	u64 hash = 0xcbf29ce484222325ULL;
	char text[WINNOW_PATH_MAX] = {};
	u32 i;

	if (bpf_probe_read_kernel_str(text, sizeof(text), path) <= 0)
		return hash;
	for (i = 0; i < WINNOW_PATH_MAX; i++) {
		u64 letter = (u8)text[i];
		u64 used = 0 - ((0 - letter) >> 63); /* all ones, or zero past the end */

		hash ^= (((hash ^ letter) * 0x100000001b3ULL) ^ hash) & used;
	}
	return hash;
}

/*
 * Whether this exec starts the container's entrypoint: the first exec of pid 1 of the container's pid namespace; where that is the host's
 * or another container's, of the process that changed its root; of whatever is first where there is no runtime. A name
 * proves nothing, and neither does a mount: runc makes one to execute a safe copy of itself, in the cgroup already or still outside, as
 * the race will have it (libcontainer/nsenter/cloned_binary.c).
 */
static __always_inline bool exec__is_entrypoint(struct winnow_slot *slot, struct setup *setup, u32 namespace, u32 number)
{
	if (slot->entrypoint)
		return false;
	if (namespace != config.pid_namespace && number == 1)
		return true;
	if (slot->mode & WINNOW_MODE_COMMAND)
		return true;
	return setup && setup->root;
}

/* Whether this exec starts a session: its process has come into the container's mount namespace. */
static __always_inline bool exec__is_session(struct winnow_slot *slot, u32 mount_namespace)
{
	return slot->entrypoint && (!slot->mount_namespace || slot->mount_namespace == mount_namespace);
}

static __always_inline void executable__note(struct winnow_item *item, struct evidence *evidence, u32 index, u32 generation, u32 origin)
{
	struct winnow_slot *slot = slot__named(index, generation);

	if (!slot)
		return;
	item->stage = slot__stage(slot, origin);
	evidence->flags = 0;
	item__note_bounded(slot, index, item, evidence);
}

static __noinline int exec__look(struct task_struct *task, struct task_state *state, const char *executed)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_EXECUTABLE };
	struct evidence evidence = {};
	struct winnow_slot *slot;
	u32 index, number = 0, namespace = 0, tgid = bpf_get_current_pid_tgid() >> 32;
	const char *loose;
	struct setup *setup;
	struct pid *pid;
	bool arrived = false;

	if (!state)
		return 0;
	slot = task__slot(task, state);
	if (!slot)
		return 0;
	index = state->slot;
	if (state->origin == WINNOW_ORIGIN_RUNTIME) {
		pid = BPF_CORE_READ(task, thread_pid);
		pid__innermost(pid, BPF_CORE_READ(pid, level), &number, &namespace);
		setup = setup__get(tgid, false);
		if (exec__is_entrypoint(slot, setup, namespace, number)) {
			state->origin = WINNOW_ORIGIN_INIT;
			slot->pid_namespace = namespace;
			slot->mount_namespace = task__mount_namespace(task);
			slot->user_namespace = task__user_namespace(task);
			slot->entrypoint = bpf_ktime_get_boot_ns();
			if (task__has_filter(task))
				slot->notes |= WINNOW_NOTE_MASKED;
			slot->filters = slot->notes & WINNOW_NOTE_OWN_FILTER ? 0 : task__filters(task);
			if (task__has_no_new_privileges(task))
				slot->notes |= WINNOW_NOTE_NO_NEW_PRIVILEGES;
			stage__tell(slot, index, task, WINNOW_STAGE_START, 59, executed);
			arrived = true;
		} else if (exec__is_session(slot, task__mount_namespace(task))) {
			state->origin = WINNOW_ORIGIN_EXEC;
			arrived = true;
		}
		/* of a runtime that was met half-way the place of the filter is known only if it still made the root file system */
		if (arrived && setup && (!(slot->mode & WINNOW_MODE_LATE) || setup->root))
			setup__finish(slot, setup);
		bpf_map_delete_elem(&setups, &tgid);
	}
	/* what a program in memory is executed by, as /dev/fd/3, says nothing of it */
	loose = program__loose_name(task);
	if (loose)
		executed = loose;
	item.detail = path__hash(executed);
	evidence.task = task;
	evidence.executed = executed;
	evidence.urgent = 1; /* user space looks at the file while it is there */
	if (task__is_away(state, slot))
		executable__note(&item, &evidence, state->home, state->home_generation, state->home_origin);
	if (state->origin != WINNOW_ORIGIN_RUNTIME)
		executable__note(&item, &evidence, index, state->generation, state->origin);
	return 0;
}

SEC("tp_btf/sched_process_exec")
int BPF_PROG(sched_process_exec, struct task_struct *task, int old_tid, struct linux_binprm *bprm)
{
	struct task_state *state;

	if (config.tasks_by_tid)
		task__renamed(old_tid);
	state = task__state(task);
	if (!state || !state->slot)
		return 0;
	exec__look(task, state, BPF_CORE_READ(bprm, filename));
	return held__from_file(task, state);
}

/*
 * A call that seccomp answers with the end of the task returns nowhere, and no signal is sent that other signals' hooks could see:
 * KILL_THREAD of one thread of several, and before 5.15 every KILL (kernel/seccomp.c: do_exit(SIGSYS)). PF_SIGNALED tells a
 * task that a signal ended, whoever sent it: its call has been seen to return.
 */
static __noinline int exit__look(struct task_struct *task, struct task_state *state)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_DENIAL, .detail = WINNOW_DENIAL_SIGNAL };
	struct evidence evidence = { .task = task, .urgent = 1 };
	struct owner owner;

	if (!state || state->entered || (BPF_CORE_READ(task, flags) & PF_SIGNALED))
		return 0;
	task__owner(task, state, &owner);
	if (!owner.slot)
		return 0;
	item.stage = slot__stage(owner.slot, owner.origin);
	if (task__has_own_filter(task, owner.slot, item.stage))
		item.detail |= WINNOW_DENIAL_OWN;
	else if (!(owner.slot->mode & WINNOW_MODE_DENIALS))
		return 0;
	evidence.result = task__last_call(task);
	call__name(&item, task, evidence.result);
	item__note(owner.slot, owner.index, &item, &evidence, 1);
	return 0;
}

SEC("tp_btf/sched_process_exit")
int BPF_PROG(sched_process_exit, struct task_struct *task)
{
	u64 id = bpf_get_current_pid_tgid();
	u32 tid = id, tgid = id >> 32;

	if ((BPF_CORE_READ(task, exit_code) & EXIT_SIGNAL) == SIGSYS)
		exit__look(task, task__state(task));
	if (config.tasks_by_tid)
		bpf_map_delete_elem(&tasks_by_tid, &tid);
	if (!BPF_CORE_READ(task, signal, live.counter)) /* the last thread: a leader goes when another one executes something */
		bpf_map_delete_elem(&setups, &tgid);
	return 0;
}

/* ---- cgroups ---------------------------------------------------------------------------------------- */

static __always_inline void cgroup__tell(struct winnow_slot *slot, u32 index, u16 type, u64 parent)
{
	struct winnow_cgroup *record = slot__reserve(slot, sizeof(*record));

	if (!record)
		return; /* user space also looks at the slots themselves */
	__builtin_memset(record, 0, sizeof(*record));
	header__fill(&record->header, type, sizeof(*record), index, slot);
	record->parent_id = parent;
	__builtin_memcpy(record->path, slot->path, sizeof(record->path));
	bpf_ringbuf_submit(record, BPF_RB_FORCE_WAKEUP);
}

/* Levels and bytes of a component that are kept of a path that the kernel does not hand over. */
#define CGROUP_DEPTH 12
#define CGROUP_COMPONENT_MAX 128

/* Writes the cgroup's path into its slot. */
static __noinline int slot__name(struct winnow_slot *slot, struct cgroup *cgroup)
{
	struct cgroup *chain[CGROUP_DEPTH];
	u32 at = 0;
	int i;

	if (!slot)
		return 0;
#pragma unroll
	for (i = 0; i < CGROUP_DEPTH; i++) {
		chain[i] = cgroup;
		if (cgroup)
			cgroup = (struct cgroup *)BPF_CORE_READ(cgroup, self.parent); /* self is the first field */
	}
#pragma unroll
	for (i = CGROUP_DEPTH - 1; i >= 0; i--) {
		long length;

		if (!chain[i] || !BPF_CORE_READ(chain[i], level)) /* the root has no name */
			continue;
		bound(at);
		if (at >= WINNOW_PATH_MAX - CGROUP_COMPONENT_MAX - 1)
			break;
		bound(at);
		slot->path[at] = '/';
		length = bpf_probe_read_kernel_str(&slot->path[at + 1], CGROUP_COMPONENT_MAX, BPF_CORE_READ(chain[i], kn, name));
		if (length <= 0)
			break;
		at += length & (2 * CGROUP_COMPONENT_MAX - 1);
	}
	return 0;
}

/*
 * Gives a cgroup a slot until user space says that it is host noise. Not to one below a container that user space has confirmed: what runs
 * there is the container's. Returns 1 where it has one now.
 */
static __noinline int cgroup__open(struct cgroup *cgroup, const char *path)
{
	struct cgroup_slot entry = {};
	struct winnow_slot *slot;
	struct cgroup *parent;
	u64 id, parent_id = 0;
	u32 index = 0;

	if (cgroup__container(cgroup))
		return 0;
	if (bpf_map_pop_elem(&free_slots, &index)) {
		counters__add(slots_exhausted);
		return 0;
	}
	slot = slot__get(index);
	if (!slot || !index)
		return 0;
	id = BPF_CORE_READ(cgroup, kn, id);
	parent = (struct cgroup *)BPF_CORE_READ(cgroup, self.parent); /* self is the first field */
	if (parent)
		parent_id = BPF_CORE_READ(parent, kn, id);
	slot->cgroup_id = id;
	if (path)
		bpf_probe_read_kernel_str(slot->path, sizeof(slot->path), path);
	else
		slot__name(slot, cgroup);
	entry.slot = index;
	entry.generation = slot->generation;
	if (bpf_map_update_elem(&cgroups, &id, &entry, BPF_NOEXIST)) {
		counters__add(cgroups_full);
		slot->cgroup_id = 0;
		bpf_map_push_elem(&free_slots, &index, 0);
		return 0;
	}
	slot->created = bpf_ktime_get_boot_ns(); /* last: from here user space sees the slot in use */
	cgroup__tell(slot, index, WINNOW_RECORD_CGROUP_CREATED, parent_id);
	return 1;
}

/* A new cgroup takes a slot before its first process runs. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	if (cgroup__is_unified(cgroup))
		cgroup__open(cgroup, path);
	return 0;
}

/* What ran there has ended: the last snapshot may be taken. */
static __always_inline void cgroup__close(struct winnow_slot *slot, u32 index)
{
	slot->removed = bpf_ktime_get_boot_ns();
	slot->notes |= WINNOW_NOTE_REMOVED;
	cgroup__tell(slot, index, WINNOW_RECORD_CGROUP_REMOVED, 0);
}

/* Whether the process that has just come into the cgroup is the only one there. */
static __always_inline bool cgroup__was_empty(struct cgroup *cgroup, struct task_struct *task)
{
	int csets;

	if (bpf_core_field_exists(cgroup->nr_populated_csets))
		csets = BPF_CORE_READ(cgroup, nr_populated_csets);
	else
		csets = BPF_CORE_READ(cgroup, self.nr_populated_csets);
	return csets == 1 && !BPF_CORE_READ(cgroup, nr_populated_domain_children) &&
	       !BPF_CORE_READ(cgroup, nr_populated_threaded_children) &&
	       BPF_CORE_READ(task, cgroups, nr_tasks) == BPF_CORE_READ(task, signal, nr_threads);
}

/*
 * Notes that a container's process comes to a cgroup outside the container's: by a move, its own or another's, or by birth, then with its parent's
 * state. Its seccomp filter comes along, but its cgroup's limits do not.
 */
static __noinline int task__leave(struct cgroup *cgroup, struct task_struct *task, struct task_state *state)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_LEFT_CGROUP };
	struct evidence evidence = { .task = task };
	u32 index, origin, generation;
	struct winnow_slot *slot;

	if (!state)
		return 0;
	if (state->origin == WINNOW_ORIGIN_RUNTIME) {
		index = state->home;
		generation = state->home_generation;
		origin = state->home_origin;
	} else {
		index = state->slot;
		generation = state->generation;
		origin = state->origin;
	}
	slot = slot__named(index, generation);
	if (!slot || cgroup__belongs(cgroup, slot))
		return 0;
	item.stage = slot__stage(slot, origin);
	evidence.urgent = !!(slot->mode & WINNOW_MODE_WATCH);
	item__note(slot, index, &item, &evidence, 1);
	return 0;
}

/*
 * An empty cgroup takes a slot when its first process comes, from another cgroup or by birth: one from before the tracer, one whose slot was
 * released since, one in which another container ran to its end. Managers make cgroups ahead of their containers, and leave some behind. One with
 * processes in it is left to user space, which knows whether it is wanted. The state is the task's, or its parent's if it is just born.
 */
static __noinline int cgroup__enter(struct cgroup *cgroup, const char *path, struct task_struct *task, struct task_state *state)
{
	struct winnow_slot *host = slot__get(0), *slot;
	struct cgroup_slot *entry;
	u64 id;

	if (!cgroup__was_empty(cgroup, task))
		return 0;
	id = BPF_CORE_READ(cgroup, kn, id);
	entry = bpf_map_lookup_elem(&cgroups, &id);
	slot = cgroup__slot(entry);
	if (slot && (!slot->entrypoint || (slot->mode & WINNOW_MODE_COMMAND)))
		return 0; /* its container is still to come; or it was made for one command, and will be removed after it */
	if (slot && state && state->slot == entry->slot && state->generation == slot->generation && state->origin != WINNOW_ORIGIN_RUNTIME)
		return 0; /* the container's own process, which was in another cgroup and comes back */
	if (slot)
		cgroup__close(slot, entry->slot);
	if (entry)
		bpf_map_delete_elem(&cgroups, &id);
	if (cgroup__open(cgroup, path) && host)
		__sync_fetch_and_add(&host->generation, 1); /* it may have made a call between its move and this */
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *task, bool threadgroup)
{
	struct task_state *state;

	memos__forget();
	if (!cgroup__is_unified(cgroup))
		return 0;
	state = task__state_of(task);
	task__leave(cgroup, task, state);
	cgroup__enter(cgroup, path, task, state);
	return 0;
}

/* A child is what its parent is, from its first instruction; it comes to another cgroup where it is born into one (CLONE_INTO_CGROUP). */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct task_state *from = task__state(parent), *to;
	bool elsewhere = task__cgroups(child) != task__cgroups(parent);
	struct winnow_slot *slot;

	memos__forget(); /* it may get the stack of one that ended */
	if (from)
		task__slot(parent, from); /* another process may have moved it since its call began */
	if (elsewhere) {
		task__leave(task__cgroup(child), child, from);
		cgroup__enter(task__cgroup(child), NULL, child, from);
	}
	if (!from || !from->slot)
		return 0;
	to = task__state_made(child);
	if (!to) {
		slot = slot__get(from->slot);
		if (slot)
			slot__lose(slot, WINNOW_LOSS_TASKS_FULL);
		return 0;
	}
	to->cgroups = from->cgroups;
	to->slot = from->slot;
	to->generation = from->generation;
	to->entered = from->entered;
	to->origin = from->origin;
	to->home = from->home;
	to->home_generation = from->home_generation;
	to->home_origin = from->home_origin;
	if (elsewhere)
		task__refresh(child, to);
	return 0;
}

SEC("tp_btf/cgroup_rmdir")
int BPF_PROG(cgroup_rmdir, struct cgroup *cgroup, const char *path)
{
	struct cgroup_slot *entry;
	struct winnow_slot *slot;
	u64 id;

	if (!cgroup__is_unified(cgroup))
		return 0;
	id = BPF_CORE_READ(cgroup, kn, id);
	entry = bpf_map_lookup_elem(&cgroups, &id);
	if (!entry)
		return 0;
	slot = cgroup__slot(entry);
	if (slot)
		cgroup__close(slot, entry->slot);
	bpf_map_delete_elem(&cgroups, &id);
	return 0;
}

/* ---- capabilities ------------------------------------------------------------------------------------- */

/* Linux 6.14 and newer. */
SEC("tp_btf/cap_capable")
int BPF_PROG(cap_capable, const struct cred *cred, struct user_namespace *target, const struct user_namespace *own,
	     int capability, int verdict)
{
	return capability__asked(ctx, target, capability, false, verdict);
}

/* Older: the function itself, which also tells its options. */
SEC("fexit/cap_capable")
int BPF_PROG(cap_capable_returned, const struct cred *cred, struct user_namespace *target, int capability,
	     unsigned int options, int verdict)
{
	return capability__asked(ctx, target, capability, options & CAP_OPT_NOAUDIT, verdict);
}

/* ---- io_uring ------------------------------------------------------------------------------------------- */

static __always_inline int io_uring__submitted(u8 opcode)
{
	struct task_struct *task = task__current();
	struct task_state *state = task__state(task), lost_state = {};
	struct winnow_item item = { .kind = WINNOW_ITEM_IO_URING };
	struct evidence evidence = {};
	struct owner owner;

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
	item.stage = slot__stage(owner.slot, owner.origin);
	item.detail = opcode;
	evidence.task = task;
	evidence.urgent = !!(owner.slot->mode & WINNOW_MODE_WATCH);
	item__note(owner.slot, owner.index, &item, &evidence, 0);
	return 0;
}

SEC("tp_btf/io_uring_submit_req")
int BPF_PROG(io_uring_submit_req, struct io_kiocb *request)
{
	return io_uring__submitted(BPF_CORE_READ(request, opcode));
}

/* The credentials that a process registers for its requests are its own, whatever it becomes later. */
SEC("tp_btf/io_uring_register")
int io_uring_registered(u64 *arguments)
{
	if ((u32)arguments[1] == IORING_REGISTER_PERSONALITY)
		credentials__register(task__current());
	return 0;
}

/* Its name up to 6.3, with arguments that changed several times (include/trace/events/io_uring.h). */
SEC("tp_btf/io_uring_submit_sqe")
int io_uring_submit_sqe(u64 *arguments)
{
	switch (config.io_uring_opcode) {
	case 1:
		return io_uring__submitted(arguments[1]);
	case 2:
		return io_uring__submitted(arguments[2]);
	case 3:
		return io_uring__submitted(arguments[3]);
	default:
		return io_uring__submitted(BPF_CORE_READ((struct io_kiocb *)arguments[0], opcode));
	}
}
