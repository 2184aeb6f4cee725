/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* owner.h - the slot, the origin and the home of a task. */
#ifndef WINNOW_OWNER_H
#define WINNOW_OWNER_H

/*
 * A task that enters from outside is the runtime's until its exec. If the slot was opened late, a task that is older
 * than the slot is the container's own, unless the runtime is still at work: then the first process of the container's
 * pid namespace, which was forked from outside, has not executed anything since. (The parent of a workload's own fork
 * is in the cgroup.)
 */
static __noinline u32 newcomer__origin(struct task_struct *task, struct winnow_slot *slot)
{
	struct task_struct *leader;
	struct pid *pid;
	u32 number = 0, namespace = 0;

	if (!slot || !(slot->mode & WINNOW_MODE_LATE) || BPF_CORE_READ(task, start_boottime) >= slot->created)
		return WINNOW_ORIGIN_RUNTIME;
	leader = BPF_CORE_READ(task, group_leader);
	pid = BPF_CORE_READ(leader, thread_pid);
	if (pid)
		pid__innermost(pid, BPF_CORE_READ(pid, level), &number, &namespace);
	if (number == 1 && namespace != config.pid_namespace &&
	    task__cgroup_id(BPF_CORE_READ(leader, real_parent)) != task__cgroup_id(task)) {
		if (BPF_CORE_READ(leader, flags) & PF_FORKNOEXEC) {
			slot->entrypoint = 0; /* late, but before the entrypoint's exec */
			return WINNOW_ORIGIN_RUNTIME;
		}
		slot->pid_namespace = namespace;
		slot->mount_namespace = task__mount_namespace(leader);
		slot->user_namespace = task__user_namespace(leader);
	} else if (!slot->user_namespace) {
		slot->user_namespace = task__user_namespace(pid__first(pid));
	}
	if (task__has_filter(task))
		slot->notes |= WINNOW_NOTE_UNDER_FILTER;
	return WINNOW_ORIGIN_INIT;
}

/* The origin of a task that enters a slot's cgroup. */
static __always_inline u8 task__origin(struct task_struct *task, struct task_state *state, struct winnow_slot *slot,
				       u32 index)
{
	struct winnow_slot *before = slot__named(state->slot, state->generation);
	struct task_state *known;

	if (before && state->origin != WINNOW_ORIGIN_RUNTIME &&
	    cgroup__lies_below(task__cgroup(task), before->cgroup_id)) {
		/*
		 * a container's task that moved to a cgroup below keeps its origin; elsewhere it may be another
		 * container's runtime
		 */
		if (!slot->entrypoint)
			slot->entrypoint = bpf_ktime_get_boot_ns();
		return state->origin;
	}
	known = task__leader_state(task); /* a thread of a process that is known */
	if (known && known != state && known->slot == index && known->generation == slot->generation)
		return known->origin;
	known = task__parent_state(task); /* a child whose fork was not seen */
	if (known && known != state && known->slot == index && known->generation == slot->generation)
		return known->origin;
	return newcomer__origin(task, slot);
}

/*
 * Stores the task's container before its cgroup is looked up: a container's process stays the container's wherever it
 * goes, because its seccomp filter and its capabilities go with it. A container that user space has not confirmed does
 * not replace a confirmed one.
 */
static __always_inline void task__remember_home(struct task_state *state)
{
	struct winnow_slot *slot = slot__named(state->slot, state->generation);

	if (!slot__named(state->home, state->home_generation))
		state->home = 0;
	if (slot && state->origin != WINNOW_ORIGIN_RUNTIME && (!state->home || slot->mode & WINNOW_MODE_CONFIRMED)) {
		state->home = state->slot;
		state->home_generation = state->generation;
		state->home_origin = state->origin;
	}
}

/*
 * Looks a task's slot up again: the task is seen for the first time, its cgroup changed, or the slot was released. In a
 * cgroup of the host, a container's process keeps its container's slot. In another container's cgroup it may be that
 * container's runtime: it has that slot, and its home as well. See task__is_away().
 */
static __noinline int task__refresh(struct task_struct *task, struct task_state *state)
{
	struct winnow_slot *slot, *host = slot__get(0);
	u32 index, generation;
	u64 now_cgroups;

	if (!state || !host)
		return 0;
	/* before the lookup: it rises when a cgroup of the host gets a slot */
	generation = *(volatile u32 *)&host->generation;
	now_cgroups = task__cgroups(task);
	index = cgroup__find(task__cgroup(task));
	task__remember_home(state);
	if (state->home && (!index || index == state->home)) {
		state->slot = state->home;
		state->generation = state->home_generation;
		state->origin = state->home_origin;
		state->home = 0;
		state->cgroups = now_cgroups;
		return 0;
	}
	slot = slot__get(index);
	if (index && slot) {
		generation = slot->generation;
		if (state->slot != index || state->generation != generation)
			state->origin = task__origin(task, state, slot, index);
	}
	state->slot = index;
	state->generation = generation;
	state->cgroups = now_cgroups;
	return 0;
}

/* The slot of the current task for the hooks off the common path; NULL for the host's own tasks. */
static __always_inline struct winnow_slot *task__slot(struct task_struct *task, struct task_state *state)
{
	struct winnow_slot *slot = slot__get(state->slot);

	if (!slot || state->cgroups != task__cgroups(task) || state->generation != slot->generation) {
		task__refresh(task, state);
		slot = slot__get(state->slot);
	}
	return slot && state->slot ? slot : NULL;
}

/*
 * Whether the task's calls also count for its home: it has not executed anything that makes it another container's, or
 * that container is not confirmed.
 */
static __always_inline bool task__is_away(const struct task_state *state, const struct winnow_slot *slot)
{
	return state->home && (state->origin == WINNOW_ORIGIN_RUNTIME || !(slot->mode & WINNOW_MODE_CONFIRMED));
}

/*
 * The container that a task acts for: its home until it executes something that makes it another container's. slot is
 * NULL for the host.
 */
struct owner {
	struct winnow_slot *slot;
	u32 index;
	u32 origin;
};

static __always_inline void task__owner(struct task_struct *task, struct task_state *state, struct owner *owner)
{
	struct winnow_slot *home;

	owner->slot = task__slot(task, state);
	owner->index = state->slot;
	owner->origin = state->origin;
	if (!owner->slot || !state->home || state->origin != WINNOW_ORIGIN_RUNTIME)
		return;
	home = slot__named(state->home, state->home_generation);
	if (!home)
		return;
	owner->slot = home;
	owner->index = state->home;
	owner->origin = state->home_origin;
}

/* No memory for the state of a task of this slot: count it, and take the likelier origin. */
static __always_inline void task__lose(struct winnow_slot *slot, struct task_state *state)
{
	slot__lose(slot, WINNOW_LOSS_TASKS_FULL);
	state->origin = slot->entrypoint ? WINNOW_ORIGIN_INIT : WINNOW_ORIGIN_RUNTIME;
}

/* Of any task: another task may have moved it. */
static __always_inline void actor__fill(struct winnow_actor *actor, struct task_struct *task)
{
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);

	actor->tgid = BPF_CORE_READ(task, tgid);
	actor->tid = BPF_CORE_READ(task, pid);
	actor->uid = BPF_CORE_READ(task, cred, uid.val);
	actor->gid = BPF_CORE_READ(task, cred, gid.val);
	if (pid)
		pid__innermost(pid, BPF_CORE_READ(pid, level), &actor->container_tgid, NULL);
	BPF_CORE_READ_INTO(&actor->comm, task, comm);
}

/*
 * The processes above a task's, parent first. The parent of a process whose parent has ended is the reaper that it was
 * given to.
 */
static __always_inline void ancestors__fill(struct winnow_ancestor *ancestors, struct task_struct *task)
{
	struct task_struct *process = BPF_CORE_READ(task, group_leader);
	u32 level = BPF_CORE_READ(process, thread_pid, level), namespace = 0, number, theirs, i;
	u64 cgroup = task__cgroup_id(process);

	pid__innermost(BPF_CORE_READ(process, thread_pid), level, &number, &namespace);
	for (i = 0; i < WINNOW_ANCESTORS; i++) {
		process = BPF_CORE_READ(process, real_parent, group_leader);
		ancestors[i].tgid = BPF_CORE_READ(process, tgid);
		if (!ancestors[i].tgid)
			return; /* the idle task, which started the first process */
		ancestors[i].started = BPF_CORE_READ(process, start_boottime);
		BPF_CORE_READ_INTO(&ancestors[i].comm, process, comm);
		pid__innermost(BPF_CORE_READ(process, thread_pid), BPF_CORE_READ(process, thread_pid, level), &number,
			       &theirs);
		if (theirs == namespace && (level || task__cgroup_id(process) == cgroup))
			ancestors[i].container_tgid = number;
	}
}

#endif
