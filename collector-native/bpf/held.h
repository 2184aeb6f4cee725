/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* held.h - capabilities that no check asks for: the kernel compares sets, and a set that lacks one fails the call. */
#ifndef WINNOW_HELD_H
#define WINNOW_HELD_H

#define ALL_CAPABILITIES ((1ULL << 41) - 1)

static __always_inline int held__note(struct winnow_slot *slot, u32 index, struct evidence *evidence, u8 abi, u8 stage,
				      u32 nr, u8 how, u64 set)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_HELD, .abi = abi, .stage = stage, .nr = nr, .arg = how };

	item.detail = set & ALL_CAPABILITIES;
	if (!item.detail)
		return 0;
	evidence->flags = 0;
	return item__note_bounded(slot, index, &item, evidence);
}

/*
 * A process that is not root's has what its file gave it and what was ambient (security/commoncap.c:
 * cap_bprm_creds_from_file). Capabilities that were ambient before the entrypoint come from the runtime; later ones are
 * noted at prctl. For root's processes user space looks at the file: src/executables.c.
 */
static __noinline int held__from_file(struct task_struct *task, struct task_state *state)
{
	struct evidence evidence = { .task = task };
	const struct cred *now = BPF_CORE_READ(task, real_cred);
	u64 permitted = 0, ambient = 0;
	struct owner owner;
	u8 stage;

	if (!state)
		return 0;
	task__owner(task, state, &owner);
	if (!owner.slot)
		return 0;
	stage = slot__stage(owner.slot, owner.origin);
	if (stage == WINNOW_STAGE_SETUP || credentials__are_roots(now) ||
	    !namespace__detail(owner.slot->user_namespace, BPF_CORE_READ(now, user_ns)))
		return 0;
	BPF_CORE_READ_INTO(&permitted, now, cap_permitted);
	BPF_CORE_READ_INTO(&ambient, now, cap_ambient);
	return held__note(owner.slot, owner.index, &evidence, WINNOW_ABI_X86_64, stage, NR_x86_64_execve,
			  WINNOW_HELD_FILE, permitted & ~ambient);
}

/* include/uapi/linux/capability.h */
struct capset_header {
	u32 version;
	s32 pid;
};

struct capset_data {
	u32 effective;
	u32 permitted;
	u32 inheritable;
};

#define CAPSET_VERSION_1 0x19980330 /* one element, the later ones two */

/*
 * The capabilities that a capset keeps while it drops others, and those that it raises. If the call wants one that the
 * task does not have, it fails. A call that keeps or raises everything that is permitted is not noted: the program
 * copies what it found, and works with less.
 */
static __always_inline u64 held__by_capset(const u64 *args, const struct cred *now, u8 *how)
{
	struct capset_header header = {};
	struct capset_data data[2] = {};
	u64 permitted = 0, effective = 0, inheritable = 0, missing;
	u64 wanted, wanted_effective, wanted_inheritable, chosen;

	if (bpf_probe_read_user(&header, sizeof(header), (void *)args[0]) ||
	    bpf_probe_read_user(&data[0], sizeof(data[0]), (void *)args[1]))
		return 0;
	if (header.version != CAPSET_VERSION_1)
		bpf_probe_read_user(&data[1], sizeof(data[1]), (void *)args[1] + sizeof(data[0]));
	BPF_CORE_READ_INTO(&permitted, now, cap_permitted);
	BPF_CORE_READ_INTO(&effective, now, cap_effective);
	BPF_CORE_READ_INTO(&inheritable, now, cap_inheritable);
	wanted = (data[0].permitted | (u64)data[1].permitted << 32) & ALL_CAPABILITIES;
	wanted_effective = data[0].effective | (u64)data[1].effective << 32;
	wanted_inheritable = data[0].inheritable | (u64)data[1].inheritable << 32;
	missing = (wanted & ~permitted) | (wanted_effective & ~permitted);
	*how = missing ? WINNOW_HELD_MISSING : WINNOW_HELD_KEPT;
	if (missing)
		return missing;
	chosen = wanted == permitted ? 0 : wanted;
	if (wanted_effective != permitted)
		chosen |= wanted_effective & ~effective;
	return chosen | (wanted_inheritable & ~inheritable);
}

/* An ambient capability has to be permitted. Securebits need CAP_SETPCAP, a check that not every kernel shows. */
static __always_inline u64 held__by_prctl(const u64 *args, const struct cred *now, u8 *how)
{
	u64 permitted = 0, wanted = 0;

	if (args[0] == PR_CAP_AMBIENT && args[1] == PR_CAP_AMBIENT_RAISE && args[2] < 41)
		wanted = 1ULL << (args[2] & 63);
	else if (args[0] == PR_SET_SECUREBITS)
		wanted = 1ULL << CAP_SETPCAP;
	BPF_CORE_READ_INTO(&permitted, now, cap_permitted);
	*how = wanted & ~permitted ? WINNOW_HELD_MISSING : WINNOW_HELD_KEPT;
	return wanted;
}

/*
 * If root makes a user namespace, it can map root there only if it had CAP_SETFCAP at that moment
 * (kernel/user_namespace.c: parent_could_setfcap; since 5.12).
 */
static __always_inline u64 held__by_namespace(const u64 *args, const struct cred *now)
{
	u64 permitted = 0;

	if (!(args[0] & CLONE_NEWUSER) || !credentials__are_roots(now))
		return 0;
	BPF_CORE_READ_INTO(&permitted, now, cap_permitted);
	return permitted & 1ULL << CAP_SETFCAP;
}

/* Whether a number is this call in the ABI. x32 has the numbers of x86_64 here. */
static __always_inline bool call__is(u32 nr, u8 abi, u32 x86_64, u32 i386)
{
	return nr == (abi == WINNOW_ABI_I386 ? i386 : x86_64);
}

/* Looks at the entry of a capset, a prctl or a new namespace; `place` as for arguments__note(). */
static __noinline int held__by_call(struct evidence *evidence, u64 raw, u64 place)
{
	u32 index = PLACE_SLOT(place), nr = raw & ~X32_SYSCALL_BIT;
	struct winnow_slot *slot = slot__get(index);
	u64 args[WINNOW_ARGS], set;
	struct task_struct *task;
	const struct cred *now;
	u8 how = WINNOW_HELD_KEPT;

	if (!evidence || !slot)
		return 0;
	task = evidence->task;
	now = BPF_CORE_READ(task, real_cred);
	if (!namespace__detail(slot->user_namespace, BPF_CORE_READ(now, user_ns)))
		return 0;
	arguments__read(args, evidence->regs, PLACE_ABI(place));
	if (call__is(nr, PLACE_ABI(place), NR_x86_64_capset, NR_i386_capset))
		set = held__by_capset(args, now, &how);
	else if (call__is(nr, PLACE_ABI(place), NR_x86_64_prctl, NR_i386_prctl))
		set = held__by_prctl(args, now, &how);
	else
		set = held__by_namespace(args, now);
	return held__note(slot, index, evidence, PLACE_ABI(place), PLACE_STAGE(place), nr, how, set);
}

#endif
