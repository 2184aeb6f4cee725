/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* cgroup.h - which slot a cgroup belongs to. */
#ifndef WINNOW_CGROUP_H
#define WINNOW_CGROUP_H

/* Containers lie less deep than that; what they nest may lie deeper. */
#define CONTAINER_DEPTH 16

/* The unified hierarchy's id is 0; v1 hierarchies repeat the same container. */
static __always_inline bool cgroup__is_v2(struct cgroup *cgroup)
{
	return BPF_CORE_READ(cgroup, root, hierarchy_id) == 0;
}

/* The slot that an entry names; NULL: it has gone to another since, or there is no entry. */
static __always_inline struct winnow_slot *cgroup__slot(const struct cgroup_slot *entry)
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

/* Whether a slot is a container's: user space says so, or its entrypoint runs in a pid namespace of its own and user space is yet to hear of it. */
static __always_inline bool slot__is_container(const struct winnow_slot *slot)
{
	return slot->mode & WINNOW_MODE_CONFIRMED ||
	       (slot->entrypoint && slot->pid_namespace && slot->pid_namespace != config.pid_namespace);
}

/*
 * The slot of the container that a cgroup lies in; 0: none. From the top, so that however deep a container nests, it stays
 * itself; and by the cgroup's own ancestors, so that however many it makes, no map runs full.
 */
static __noinline u32 cgroup__container(struct cgroup *cgroup)
{
	u32 own = BPF_CORE_READ(cgroup, level), level;

	for (level = 1; level < CONTAINER_DEPTH && level < own; level++) {
		u64 id = cgroup__ancestor_id(cgroup, level);
		struct cgroup_slot *entry = bpf_map_lookup_elem(&cgroups, &id);
		struct winnow_slot *slot = cgroup__slot(entry);

		if (slot && slot__is_container(slot))
			return entry->slot;
	}
	return 0;
}

/* Whether a cgroup lies below the one with this id. */
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

/* The slot of the cgroup's own, or of the container that it lies in; 0: it is the host's. */
static __always_inline u32 cgroup__find(struct cgroup *cgroup)
{
	u64 id = BPF_CORE_READ(cgroup, kn, id);
	struct cgroup_slot *entry = bpf_map_lookup_elem(&cgroups, &id);

	return cgroup__slot(entry) ? entry->slot : cgroup__container(cgroup);
}

#endif
