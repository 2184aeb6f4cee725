/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* task.h - the state of a task, and what the kernel knows of it. */
#ifndef WINNOW_TASK_H
#define WINNOW_TASK_H

/*
 * The current task. A typed pointer if the kernel has one (5.11), so that reads are plain loads; else an address that
 * is read with a helper.
 */
static __always_inline struct task_struct *task__current(void)
{
	if (config.tasks_by_tid)
		return (struct task_struct *)bpf_get_current_task();
	return bpf_get_current_task_btf();
}

static __always_inline u64 task__cgroups(struct task_struct *task)
{
	if (config.tasks_by_tid)
		return (u64)BPF_CORE_READ(task, cgroups);
	return (u64)task->cgroups;
}

static __always_inline bool task__is_compat(struct task_struct *task)
{
	if (config.tasks_by_tid)
		return BPF_CORE_READ(task, thread_info.status) & TS_COMPAT;
	return task->thread_info.status & TS_COMPAT;
}

/* State of the current task, or NULL. */
static __always_inline struct task_state *task__state(struct task_struct *task)
{
	if (config.tasks_by_tid) {
		u32 tid = (u32)bpf_get_current_pid_tgid();

		return bpf_map_lookup_elem(&tasks_by_tid, &tid);
	}
	return bpf_task_storage_get(&tasks, task, 0, 0);
}

/* State of a task named by its typed pointer (an argument of the hook), or NULL. */
static __always_inline struct task_state *task__state_of(struct task_struct *task)
{
	if (config.tasks_by_tid) {
		u32 tid = BPF_CORE_READ(task, pid);

		return bpf_map_lookup_elem(&tasks_by_tid, &tid);
	}
	return bpf_task_storage_get(&tasks, task, 0, 0);
}

/* State of a task, created if it has none. NULL: no memory. */
static __always_inline struct task_state *task__state_made(struct task_struct *task)
{
	if (config.tasks_by_tid) {
		struct task_state fresh = {};
		u32 tid = BPF_CORE_READ(task, pid);

		bpf_map_update_elem(&tasks_by_tid, &tid, &fresh, BPF_NOEXIST);
		return bpf_map_lookup_elem(&tasks_by_tid, &tid);
	}
	return bpf_task_storage_get(&tasks, task, 0, BPF_LOCAL_STORAGE_GET_F_CREATE);
}

/* A thread that calls execve takes over the tid of its process's leader: its state moves along. */
static __always_inline void task__renamed(u32 old_tid)
{
	u32 tid = (u32)bpf_get_current_pid_tgid();
	struct task_state *known, state;

	if (tid == old_tid)
		return;
	known = bpf_map_lookup_elem(&tasks_by_tid, &old_tid);
	if (!known)
		return;
	state = *known;
	bpf_map_update_elem(&tasks_by_tid, &tid, &state, BPF_ANY);
	bpf_map_delete_elem(&tasks_by_tid, &old_tid);
}

static __always_inline struct task_state *task__leader_state(struct task_struct *task)
{
	if (config.tasks_by_tid) {
		u32 tgid = bpf_get_current_pid_tgid() >> 32;

		return bpf_map_lookup_elem(&tasks_by_tid, &tgid);
	}
	return bpf_task_storage_get(&tasks, task->group_leader, 0, 0);
}

static __always_inline struct task_state *task__parent_state(struct task_struct *task)
{
	if (config.tasks_by_tid) {
		u32 tgid = BPF_CORE_READ(task, real_parent, tgid);

		return bpf_map_lookup_elem(&tasks_by_tid, &tgid);
	}
	return bpf_task_storage_get(&tasks, task->real_parent, 0, 0);
}

static __always_inline struct cgroup *task__cgroup(struct task_struct *task)
{
	return BPF_CORE_READ(task, cgroups, dfl_cgrp);
}

static __always_inline u64 task__cgroup_id(struct task_struct *task)
{
	return BPF_CORE_READ(task, cgroups, dfl_cgrp, kn, id);
}

/* The process's number in its innermost pid namespace, and the namespace's inode. */
static __always_inline void pid__innermost(struct pid *pid, u32 level, u32 *number, u32 *namespace)
{
	void *at =
		(void *)pid + bpf_core_field_offset(struct pid, numbers) + (u64)level * bpf_core_type_size(struct upid);

	bpf_probe_read_kernel(number, sizeof(*number), at + bpf_core_field_offset(struct upid, nr));
	if (namespace) {
		struct pid_namespace *ns = NULL;

		bpf_probe_read_kernel(&ns, sizeof(ns), at + bpf_core_field_offset(struct upid, ns));
		*namespace = BPF_CORE_READ(ns, ns.inum);
	}
}

/* The first process of the innermost pid namespace. */
static __always_inline struct task_struct *pid__first(struct pid *pid)
{
	struct pid_namespace *namespace = NULL;
	void *at = (void *)pid + bpf_core_field_offset(struct pid, numbers) +
		   (u64)BPF_CORE_READ(pid, level) * bpf_core_type_size(struct upid);

	bpf_probe_read_kernel(&namespace, sizeof(namespace), at + bpf_core_field_offset(struct upid, ns));
	return BPF_CORE_READ(namespace, child_reaper);
}

static __always_inline u32 task__mount_namespace(struct task_struct *task)
{
	return BPF_CORE_READ(task, nsproxy, mnt_ns, ns.inum);
}

static __always_inline u32 task__user_namespace(struct task_struct *task)
{
	return BPF_CORE_READ(task, real_cred, user_ns, ns.inum);
}

static __always_inline bool task__has_filter(struct task_struct *task)
{
	return BPF_CORE_READ(task, seccomp.mode) == SECCOMP_MODE_FILTER;
}

static __always_inline u32 task__filters(struct task_struct *task)
{
	return BPF_CORE_READ(task, seccomp.filter_count.counter);
}

static __always_inline bool task__has_no_new_privileges(struct task_struct *task)
{
	return (BPF_CORE_READ(task, atomic_flags) >> PFA_NO_NEW_PRIVS) & 1;
}

#endif
