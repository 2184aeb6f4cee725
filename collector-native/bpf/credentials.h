/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* credentials.h - the credentials that a task acts with, and the user namespace in which they count. */
#ifndef WINNOW_CREDENTIALS_H
#define WINNOW_CREDENTIALS_H

/*
 * Whether the kernel prepared these credentials for access(2): the task's own with the real ids instead of the
 * effective ones. Since 5.3 the kernel marks such copies, which exist for one call (fs/open.c: access_override_creds).
 * Without the mark, everything that access() does not change must be equal.
 */
static __always_inline bool credentials__are_of_access(const struct cred *used, const struct cred *real, u32 traits)
{
	u64 used_set = 0, real_set = 0;

	if (bpf_core_field_exists(used->non_rcu))
		return BPF_CORE_READ(used, non_rcu);
	if (!(traits & WINNOW_TRAIT_ACCESS))
		return false;
	BPF_CORE_READ_INTO(&used_set, used, cap_permitted);
	BPF_CORE_READ_INTO(&real_set, real, cap_permitted);
	return used_set == real_set && BPF_CORE_READ(used, uid.val) == BPF_CORE_READ(real, uid.val) &&
	       BPF_CORE_READ(used, user_ns) == BPF_CORE_READ(real, user_ns);
}

/*
 * Whether the task acts with credentials of another: overlayfs accesses the lower files with the credentials of the
 * user who mounted it, within access() too. Not borrowed are the credentials of the task's process, which a worker of
 * io_uring takes on, and those that a process of the container registered with io_uring.
 */
static __always_inline bool credentials__are_borrowed(struct task_struct *task, u32 index, u32 traits)
{
	const struct cred *used = BPF_CORE_READ(task, cred), *real = BPF_CORE_READ(task, real_cred);
	u64 address = (u64)used;
	u32 *registered;

	if (used == real || used == BPF_CORE_READ(task, group_leader, real_cred) ||
	    credentials__are_of_access(used, real, traits))
		return false;
	registered = bpf_map_lookup_elem(&registered_credentials, &address);
	return !registered || *registered != index;
}

/* io_uring keeps the struct cred that the task has at this moment. */
static __always_inline void credentials__register(struct task_struct *task)
{
	struct task_state *state = task__state(task);
	u64 address = (u64)BPF_CORE_READ(task, cred);
	u32 index;

	if (!state || !state->slot)
		return;
	index = state->slot;
	bpf_map_update_elem(&registered_credentials, &address, &index, BPF_ANY);
}

static __always_inline u32 namespace__number(const struct user_namespace *namespace)
{
	return BPF_CORE_READ(namespace, ns.inum);
}

/*
 * The detail bit for the user namespace of a check; `own` is the container's. 0: a namespace in which the capability gives nothing that the
 * container was granted.
 */
static __always_inline u64 namespace__detail(u32 own, const struct user_namespace *namespace)
{
	if (!BPF_CORE_READ(namespace, level))
		return WINNOW_CAPABILITY_INITIAL_NS;
	return namespace__number(namespace) == own ? WINNOW_CAPABILITY_OWN_NS : 0;
}

/*
 * Whether these are root's in their user namespace, by the real or the effective user: root's capabilities come with
 * the user.
 */
static __always_inline bool credentials__are_roots(const struct cred *credentials)
{
	u32 root = BPF_CORE_READ(credentials, user_ns, uid_map.extent[0].lower_first);

	if (BPF_CORE_READ(credentials, user_ns, uid_map.extent[0].first))
		return false; /* no user is root there */
	return BPF_CORE_READ(credentials, uid.val) == root || BPF_CORE_READ(credentials, euid.val) == root;
}

#endif
