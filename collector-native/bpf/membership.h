/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/*
 * membership.h - the programs at the creation and removal of cgroups, and where a process enters a cgroup: by a move or
 * by its birth.
 */
#ifndef WINNOW_MEMBERSHIP_H
#define WINNOW_MEMBERSHIP_H

static __always_inline void cgroup__report(struct winnow_slot *slot, u32 index, u16 type, u64 parent)
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

/* Levels that are read of a path that the kernel does not pass. */
#define CGROUP_DEPTH 20

/* Writes the cgroup's path into its slot; cut at the end. */
static __noinline int slot__name(struct winnow_slot *slot, struct cgroup *cgroup)
{
	struct outgoing *outgoing = outgoing__get(LANE_OTHER);
	struct cgroup *chain[CGROUP_DEPTH];
	u32 at = 0;
	int i;

	if (!slot || !outgoing)
		return 0;
#pragma unroll
	for (i = 0; i < CGROUP_DEPTH; i++) {
		chain[i] = cgroup;
		if (cgroup)
			/* self is the first field */
			cgroup = (struct cgroup *)BPF_CORE_READ(cgroup, self.parent);
	}
#pragma unroll
	for (i = CGROUP_DEPTH - 1; i >= 0; i--) {
		long length;

		if (!chain[i] || !BPF_CORE_READ(chain[i], level)) /* the root has no name */
			continue;
		bound(at);
		if (at >= WINNOW_PATH_MAX - 1)
			break;
		bound(at);
		outgoing->names[at] = '/';
		length = bpf_probe_read_kernel_str(&outgoing->names[at + 1], WINNOW_PATH_MAX,
						   BPF_CORE_READ(chain[i], kn, name));
		if (length <= 0)
			break;
		at += length & (2 * WINNOW_PATH_MAX - 1); /* the NUL's place is the next slash's */
	}
	bpf_probe_read_kernel_str(slot->path, sizeof(slot->path), outgoing->names);
	return 0;
}

/*
 * Allocates a slot for a cgroup; user space releases it if the cgroup is not a container's. A cgroup below a confirmed
 * container gets none: what runs there is the container's. Returns 1 if the cgroup has a slot now.
 */
static __noinline int cgroup__open(struct cgroup *cgroup, const char *path)
{
	struct winnow_cgroup_slot entry = {};
	struct winnow_slot *slot;
	struct cgroup *parent;
	u64 id, parent_id = 0;
	u32 index = 0;

	if (cgroup__container(cgroup__address(cgroup)))
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
	slot->created = bpf_ktime_get_boot_ns(); /* last: from now on user space sees the slot as taken */
	cgroup__report(slot, index, WINNOW_RECORD_CGROUP_CREATED, parent_id);
	return 1;
}

/* A new cgroup takes a slot before its first process runs. */
SEC("tp_btf/cgroup_mkdir")
int BPF_PROG(cgroup_mkdir, struct cgroup *cgroup, const char *path)
{
	if (cgroup__is_v2(cgroup))
		cgroup__open(cgroup, path);
	return 0;
}

/* The cgroup's processes have ended: user space may take the last snapshot. */
static __always_inline void cgroup__close(struct winnow_slot *slot, u32 index)
{
	slot->removed = bpf_ktime_get_boot_ns();
	slot->notes |= WINNOW_NOTE_REMOVED;
	cgroup__report(slot, index, WINNOW_RECORD_CGROUP_REMOVED, 0);
}

/* Whether the process that just entered the cgroup is the only one there. */
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
 * Notes that a container's process enters a cgroup outside the container's: by a move, its own or another's, or by
 * birth; a newborn has its parent's state. Its seccomp filter goes along, but its cgroup's limits do not.
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
 * Allocates a slot for an empty cgroup when its first process enters, by a move or by birth: a cgroup older than the
 * tracer, one whose slot was released, or one whose earlier container ended. Managers create cgroups ahead of their
 * containers, and leave some behind. A cgroup that has processes is left to user space, which knows whether it is
 * wanted. The state is the task's, or its parent's if it is just born.
 */
static __noinline int cgroup__enter(struct cgroup *cgroup, const char *path, struct task_struct *task,
				    struct task_state *state)
{
	struct winnow_slot *host = slot__get(0), *slot;
	struct winnow_cgroup_slot *entry;
	u64 id;

	if (!cgroup__was_empty(cgroup, task))
		return 0;
	id = BPF_CORE_READ(cgroup, kn, id);
	entry = bpf_map_lookup_elem(&cgroups, &id);
	slot = cgroup__slot(entry);
	/* its container has not started yet; or it was made for one command, and is removed after it */
	if (slot && (!slot->entrypoint || (slot->mode & WINNOW_MODE_COMMAND)))
		return 0;
	if (slot && state && state->slot == entry->slot && state->generation == slot->generation &&
	    state->origin != WINNOW_ORIGIN_RUNTIME)
		return 0; /* the container's own process, which was in another cgroup and returns */
	if (slot)
		cgroup__close(slot, entry->slot);
	if (entry)
		bpf_map_delete_elem(&cgroups, &id);
	if (cgroup__open(cgroup, path) && host)
		/* it may have made a call between the move and this program */
		__sync_fetch_and_add(&host->generation, 1);
	return 0;
}

SEC("tp_btf/cgroup_attach_task")
int BPF_PROG(cgroup_attach_task, struct cgroup *cgroup, const char *path, struct task_struct *task, bool threadgroup)
{
	struct task_state *state;

	task_caches__invalidate();
	if (!cgroup__is_v2(cgroup))
		return 0;
	state = task__state_of(task);
	task__leave(cgroup, task, state);
	cgroup__enter(cgroup, path, task, state);
	return 0;
}

/*
 * A child inherits its parent's state before its first instruction. With CLONE_INTO_CGROUP it is born into another
 * cgroup.
 */
SEC("tp_btf/sched_process_fork")
int BPF_PROG(sched_process_fork, struct task_struct *parent, struct task_struct *child)
{
	struct task_state *from = task__state(parent), *to;
	bool elsewhere = task__cgroups(child) != task__cgroups(parent);
	struct winnow_slot *slot;

	task_caches__invalidate(); /* it may get the stack of a task that ended */
	if (from)
		task__slot(parent, from); /* another process may have moved the parent since its call began */
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
	struct winnow_cgroup_slot *entry;
	struct winnow_slot *slot;
	u64 id;

	if (!cgroup__is_v2(cgroup))
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

#endif
