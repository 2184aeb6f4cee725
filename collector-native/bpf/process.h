/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* process.h - the programs at the exec and the end of a process. */
#ifndef WINNOW_PROCESS_H
#define WINNOW_PROCESS_H

/*
 * The hash after a piece of a path, which the lane holds and which ends with a NUL. No branch in the loop: the verifier
 * would follow each of them. A global function: see observation__make().
 */
__noinline u64 path__hash_piece(u64 hash)
{
	struct outgoing *outgoing = outgoing__get(LANE_OTHER);
	u64 used = ~0ULL; /* all ones, or zero past the end */
	u32 i;

	if (!outgoing)
		return hash;
	for (i = 0; i < WINNOW_PATH_MAX; i++) {
		u64 letter = (u8)outgoing->names[i];

		used &= 0 - ((0 - letter) >> 63);
		hash ^= (((hash ^ letter) * 0x100000001b3ULL) ^ hash) & used;
	}
	return hash;
}

/*
 * FNV-1a 64 (Fowler, Noll, Vo) of a whole path, also of one that is too long for a record. It is read in pieces that
 * end with the NUL of the read.
 */
static __noinline u64 path__hash(const char *path)
{
	struct outgoing *outgoing = outgoing__get(LANE_OTHER);
	u64 hash = 0xcbf29ce484222325ULL;
	u32 piece;

	for (piece = 0; outgoing && piece < NAME_PIECES; piece++) {
		long length = bpf_probe_read_kernel_str(outgoing->names, WINNOW_PATH_MAX, path + piece * NAME_PIECE);

		if (length <= 0)
			break;
		hash = path__hash_piece(hash);
		if (length <= NAME_PIECE)
			break;
	}
	return hash;
}

/*
 * Whether this exec starts the container's entrypoint: the first exec of pid 1 of the container's pid namespace. If
 * that namespace is the host's or another container's, it is the first exec of the process that changed its root.
 * Without a runtime it is the first exec. Neither a name nor a mount is a proof: runc mounts a copy of itself and
 * executes that, in the cgroup or outside, depending on a race (libcontainer/nsenter/cloned_binary.c).
 */
static __always_inline bool exec__is_entrypoint(struct winnow_slot *slot, struct setup *setup, u32 namespace,
						u32 number)
{
	if (slot->entrypoint)
		return false;
	if (namespace != config.pid_namespace && number == 1)
		return true;
	if (slot->mode & WINNOW_MODE_COMMAND)
		return true;
	return setup && setup->root;
}

/* Whether this exec starts a session: its process has joined the container's mount namespace. */
static __always_inline bool exec__is_session(struct winnow_slot *slot, u32 mount_namespace)
{
	return slot->entrypoint && (!slot->mount_namespace || slot->mount_namespace == mount_namespace);
}

/* The origin that a runtime's process has after its exec; also asked while the exec is in progress. */
static __noinline u32 exec__origin(struct task_struct *task, struct winnow_slot *slot)
{
	u32 number = 0, namespace = 0, tgid = bpf_get_current_pid_tgid() >> 32;
	struct pid *pid = BPF_CORE_READ(task, group_leader, thread_pid);

	if (!slot)
		return WINNOW_ORIGIN_RUNTIME;
	pid__innermost(pid, BPF_CORE_READ(pid, level), &number, &namespace);
	if (exec__is_entrypoint(slot, setup__get(tgid, false), namespace, number))
		return WINNOW_ORIGIN_INIT;
	return exec__is_session(slot, task__mount_namespace(task)) ? WINNOW_ORIGIN_EXEC : WINNOW_ORIGIN_RUNTIME;
}

/*
 * The number of the exec in progress, in x86_64's table. By the entry: the registers always say execve by now
 * (arch/x86/kernel/process_64.c: set_personality_64bit, __set_personality_ia32).
 */
static __always_inline u32 exec__number(const struct task_state *state)
{
	u32 nr = (state->entered - 1) & ~X32_SYSCALL_BIT;

	return call__is_execveat(state->abi, nr) ? NR_x86_64_execveat : NR_x86_64_execve;
}

/* The container's entrypoint has been executed. */
static __always_inline void slot__begin(struct winnow_slot *slot, u32 index, struct task_struct *task, u32 nr,
					const char *executed)
{
	struct pid *pid = BPF_CORE_READ(task, thread_pid);
	u32 number, namespace = 0;

	pid__innermost(pid, BPF_CORE_READ(pid, level), &number, &namespace);
	slot->pid_namespace = namespace;
	slot->mount_namespace = task__mount_namespace(task);
	slot->user_namespace = task__user_namespace(task);
	slot->entrypoint = bpf_ktime_get_boot_ns();
	if (task__has_filter(task))
		slot->notes |= WINNOW_NOTE_UNDER_FILTER;
	slot->filters = slot->notes & WINNOW_NOTE_OWN_FILTER ? 0 : task__filters(task);
	if (task__has_no_new_privileges(task))
		slot->notes |= WINNOW_NOTE_NO_NEW_PRIVILEGES;
	stage__report(slot, index, task, WINNOW_STAGE_START, nr, executed);
}

/*
 * Whether the executed file's set-user-id or set-group-id bit changed the process's identity. The kernel ignores the
 * bits under no_new_privs, on a mount without them, and for an owner that the user namespace does not know
 * (fs/exec.c: bprm_fill_uid); root's own programs change nothing for root.
 */
static __noinline bool program__changes_identity(struct task_struct *task)
{
	u16 mode = BPF_CORE_READ(task, mm, exe_file, f_path.dentry, d_inode, i_mode);
	const struct cred *now = BPF_CORE_READ(task, real_cred);

	if (mode & S_ISUID && BPF_CORE_READ(now, euid.val) != BPF_CORE_READ(now, uid.val))
		return true;
	return mode & S_ISGID && BPF_CORE_READ(now, egid.val) != BPF_CORE_READ(now, gid.val);
}

static __always_inline void executable__note(struct winnow_item *item, struct evidence *evidence, u32 index,
					     u32 generation, u32 origin)
{
	struct winnow_slot *slot = slot__named(index, generation);

	if (!slot)
		return;
	item->stage = slot__stage(slot, origin);
	/* asked here and not once before: the stack of exec__look() is full */
	evidence->flags = program__changes_identity(evidence->task) ? WINNOW_FLAG_SET_ID : 0;
	item__note_bounded(slot, index, item, evidence);
}

static __noinline int exec__look(struct task_struct *task, struct task_state *state, const char *executed)
{
	struct winnow_item item = { .kind = WINNOW_ITEM_EXECUTABLE };
	struct evidence evidence = {};
	struct winnow_slot *slot;
	u32 index, tgid = bpf_get_current_pid_tgid() >> 32;
	const char *unlinked;
	struct setup *setup;

	if (!state)
		return 0;
	slot = task__slot(task, state);
	if (!slot)
		return 0;
	index = state->slot;
	if (state->origin == WINNOW_ORIGIN_RUNTIME) {
		state->origin = exec__origin(task, slot);
		if (state->origin == WINNOW_ORIGIN_INIT)
			slot__begin(slot, index, task, exec__number(state), executed);
		/*
		 * if the runtime was found half-way, the filter's place is known only if it still set up the root file
		 * system
		 */
		setup = setup__get(tgid, false);
		if (state->origin != WINNOW_ORIGIN_RUNTIME && setup &&
		    (!(slot->mode & WINNOW_MODE_LATE) || setup->root))
			setup__finish(slot, setup);
		bpf_map_delete_elem(&setups, &tgid);
	}
	/* the path by which a program in memory is executed, such as /dev/fd/3, does not identify it */
	unlinked = program__unlinked_name(task);
	if (unlinked)
		executed = unlinked;
	item.detail = path__hash(executed);
	evidence.task = task;
	evidence.executed = executed;
	evidence.urgent = 1; /* user space looks at the file while it exists */
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
 * If seccomp ends the task, the call has no exit, and there is no signal that a signal hook could see: KILL_THREAD of
 * one thread of several, and before 5.15 every KILL (kernel/seccomp.c: do_exit(SIGSYS)). PF_SIGNALED marks a task that
 * a signal ended: its call has an exit.
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
	/* the last thread: a leader goes when another one executes something */
	if (!BPF_CORE_READ(task, signal, live.counter))
		bpf_map_delete_elem(&setups, &tgid);
	return 0;
}

#endif
