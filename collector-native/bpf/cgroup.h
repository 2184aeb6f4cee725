/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* cgroup.h - which slot a cgroup belongs to. */
#ifndef WINNOW_CGROUP_H
#define WINNOW_CGROUP_H

/* The cgroups of containers are less deep than that; nested cgroups may be deeper. */
#define CONTAINER_DEPTH 16

/* The hierarchy of cgroup v2 has id 0. The v1 hierarchies repeat the same container. */
static __always_inline bool cgroup__is_v2(struct cgroup *cgroup)
{
	return BPF_CORE_READ(cgroup, root, hierarchy_id) == 0;
}

/* The address as a plain number: what the verifier knows to be a pointer is no argument of a global function. */
static __always_inline u64 cgroup__address(struct cgroup *cgroup)
{
	u64 address = 0;

	bpf_probe_read_kernel(&address, sizeof(address), &cgroup);
	return address;
}

/* Returns the slot of an entry. NULL: there is no entry, or the slot has another owner now. */
static __always_inline struct winnow_slot *cgroup__slot(const struct winnow_cgroup_slot *entry)
{
	return entry ? slot__named(entry->slot, entry->generation) : NULL;
}

static __always_inline u64 cgroup__ancestor_id(struct cgroup *cgroup, u32 level)
{
	struct cgroup *ancestor = NULL;
	void *at = cgroup;
	u64 id = 0;

	if (bpf_core_field_exists(cgroup->ancestors)) {
		at += bpf_core_field_offset(struct cgroup, ancestors);
		bpf_probe_read_kernel(&ancestor, sizeof(ancestor), at + level * sizeof(ancestor));
		return BPF_CORE_READ(ancestor, kn, id);
	}
	at += bpf_core_field_offset(struct cgroup, ancestor_ids);
	bpf_probe_read_kernel(&id, sizeof(id), at + level * sizeof(id));
	return id;
}

/*
 * Whether a slot is a container's: user space confirmed it, or its entrypoint runs in a pid namespace of its own and
 * user space has not read of it yet.
 */
static __always_inline bool slot__is_container(const struct winnow_slot *slot)
{
	return slot->mode & WINNOW_MODE_CONFIRMED ||
	       (slot->entrypoint && slot->pid_namespace && slot->pid_namespace != config.pid_namespace);
}

/*
 * Returns the slot of the container that the cgroup at this address is nested in, or 0. The search starts at the top,
 * so a container stays the owner however deep it nests. It uses the cgroup's own ancestors, so nested cgroups need no
 * place in a map. A global function: see observation__make().
 */
__noinline u32 cgroup__container(u64 address)
{
	struct cgroup *cgroup = (void *)address;
	u32 own = BPF_CORE_READ(cgroup, level), level;

	for (level = 1; level < CONTAINER_DEPTH && level < own; level++) {
		u64 id = cgroup__ancestor_id(cgroup, level);
		struct winnow_cgroup_slot *entry = bpf_map_lookup_elem(&cgroups, &id);
		struct winnow_slot *slot = cgroup__slot(entry);

		if (slot && slot__is_container(slot))
			return entry->slot;
	}
	return 0;
}

/* Whether the cgroup is below the one with this id. */
static __noinline int cgroup__lies_below(struct cgroup *cgroup, u64 id)
{
	u32 own = BPF_CORE_READ(cgroup, level), level;

	for (level = 1; level < CONTAINER_DEPTH && level < own; level++)
		if (cgroup__ancestor_id(cgroup, level) == id)
			return 1;
	return 0;
}

/* Whether a cgroup is a container's: the slot's own, or one below. */
static __always_inline bool cgroup__belongs(struct cgroup *cgroup, const struct winnow_slot *slot)
{
	return BPF_CORE_READ(cgroup, kn, id) == slot->cgroup_id || cgroup__lies_below(cgroup, slot->cgroup_id);
}

/* Returns the cgroup's own slot, or the slot of the container that it is nested in. 0: the host's. */
static __always_inline u32 cgroup__find(struct cgroup *cgroup)
{
	u64 id = BPF_CORE_READ(cgroup, kn, id);
	struct winnow_cgroup_slot *entry = bpf_map_lookup_elem(&cgroups, &id);

	return cgroup__slot(entry) ? entry->slot : cgroup__container(cgroup__address(cgroup));
}

#endif
