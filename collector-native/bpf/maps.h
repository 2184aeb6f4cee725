/* SPDX-License-Identifier: GPL-2.0-only OR Apache-2.0 */
/* maps.h - the maps and the configuration: what the kernel keeps. Sizes marked 1 are set by the loader. */
#ifndef WINNOW_MAPS_H
#define WINNOW_MAPS_H

/* Set before load, read-only for the programs. */
const volatile struct winnow_config config = {};

/* What is known of a task. slot and generation are only good while cgroups is the task's own. */
struct task_state {
	u64 cgroups; /* address of the css_set for which slot was looked up; only compared */
	u32 slot;
	u32 generation; /* of that slot at that time */
	u32 entered;    /* number of the syscall in progress + 1; 0: none */
	/* call__mark() of the last call that sys_enter saw; sys_enter_fallback clears it. 0: none */
	u32 entry_mark;
	u32 exit_mark; /* the same of sys_exit */
	/*
	 * loader_generation of the program that handled the last exit; 0: a call was entered since. See syscall__exit()
	 */
	u32 exit_generation;
	u8 origin;      /* enum winnow_origin */
	u8 abi;         /* of entered */
	u8 home_origin; /* see home */
	u8 pad;
	u32 home;       /* slot of the container that the process came from into this slot's cgroup; 0: none */
	u64 entered_at; /* time of the entry if the slot is profiled, else 0 */
	u32 home_generation;
	u32 pad_home;
};

/*
 * A new collector takes over the maps of an earlier one: WINNOW_STATE_VERSION names this layout and that of the structs
 * below.
 */
_Static_assert(sizeof(struct task_state) == 56 && __builtin_offsetof(struct task_state, entered) == 16 &&
		       __builtin_offsetof(struct task_state, exit_generation) == 28 &&
		       __builtin_offsetof(struct task_state, origin) == 32,
	       "WINNOW_STATE_VERSION 7");

/*
 * Purpose: state of each observed cgroup. Key: slot. Written here (seen, window, fast_path, notes, counts) and by user
 * space (policy, modes, the exchange of windows) through its mapping; read by both.
 */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct winnow_slot);
} slots SEC(".maps");

/* Purpose: slots that a new cgroup may take. Written by user space (pushes clean slots), popped here. */
struct {
	__uint(type, BPF_MAP_TYPE_QUEUE);
	__uint(max_entries, 1);
	__uint(value_size, sizeof(u32));
} free_slots SEC(".maps");

/*
 * Purpose: the slot that a cgroup has of its own. Key: cgroup id. Written here for new cgroups, by user space for older
 * ones.
 */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, u64);
	__type(value, struct winnow_cgroup_slot);
} cgroups SEC(".maps");

/* Purpose: the slot and origin of a task, found with one helper call. Written and read here only. */
struct {
	__uint(type, BPF_MAP_TYPE_TASK_STORAGE);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__type(key, int);
	__type(value, struct task_state);
} tasks SEC(".maps");

/* Purpose: the same for kernels without task storage for tracing (before 5.13). Key: tid. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct task_state);
} tasks_by_tid SEC(".maps");

/*
 * What a CPU found out about the task that last took the fast path there: the slot's fast_path words of the task's stage
 * and of the 64-bit table, in a copy, so that the common path needs neither the task's state nor the slot. Valid until
 * task_cache_epoch changes: a task is forked, a task changes its cgroup, a cgroup gets or loses its slot, a slot changes
 * its mode or its stage, or user space clears bits of a fast_path. A bit that is set in the meantime is missed: that costs the copy anew. Until then the
 * address of the saved registers, which are on the task's own kernel stack, identifies the task. A task's origin changes
 * only at the exec that ends the runtime's part, whose calls never take the fast path.
 */
struct task_cache {
	u64 regs;
	u64 task;
	u64 epoch;
	u64 fast_path[WINNOW_WORDS];
} __attribute__((aligned(128)));

/* A CPU with a higher number has no cache. */
#define TASK_CACHES 512

/*
 * Purpose: spares the common path its helper call. Written and read here only. Key: CPU. An array that all CPUs share is
 * found in fewer steps than a per-CPU one, and each CPU has cache lines of its own.
 */
static struct task_cache task_caches[TASK_CACHES] = {};

/* Variables that user space shares. Each has a cache line of its own: the common path reads the first. */
#define SHARED volatile __winnow_u64 __attribute__((aligned(64)))

/* Raised here and by user space: see struct task_cache. */
SHARED task_cache_epoch = 0;

/* Items that slots have beyond their reserves. Counted here; user space counts again when it has read the items. */
SHARED items_pooled = 0;

/* The takeover window: not 0 while an earlier collector's program for sys_exit may still be attached beside ours. */
SHARED takeover = 0;

/* How many slots have asked for their exits: WINNOW_NOTE_OWN_FILTER. */
SHARED exits_asked = 0;

/* Calls that the fallback programs handled because sys_enter or sys_exit was skipped. */
SHARED caught = 0;

/*
 * Purpose: which programs for an entry are running on this CPU, preempted ones included. Used only if programs can be
 * preempted.
 */
struct inside {
	volatile u32 enter;
	volatile u32 fallback;
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct inside);
} insides SEC(".maps");

/*
 * A runtime's process between its entry into the cgroup and its exec. Each syscall is stamped with the setup phase in
 * which it was last made; a step that comes before the filter starts a new phase. At the exec, every call stamped in
 * the filter's phase or later is a runtime call. Stamps, not sets that are cleared: the runtime has many threads, and a
 * store to an element of its own cannot undo another thread's store.
 */
struct setup {
	u16 phase; /* counted from 1 */
	u16 filter_phase[WINNOW_RUNTIME_CALL_SETS];
	u16 root; /* 1: it changed its root, so its exec is an entrypoint's in any pid namespace */
	u16 last[WINNOW_SYSCALLS];
};
_Static_assert(sizeof(struct setup) == 2 * (2 + WINNOW_RUNTIME_CALL_SETS + WINNOW_SYSCALLS), "WINNOW_STATE_VERSION 7");

/* Purpose: runtimes that set up a container. Key: tgid. Written and read here only; removed at exec and exit. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct setup);
} setups SEC(".maps");

/* Purpose: an empty setup to copy from: too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct setup);
} new_setup SEC(".maps");

/* Purpose: everything learned except syscall bits. Written here, read and removed by user space. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct winnow_item_key);
	__type(value, struct winnow_item_value);
} items SEC(".maps");

/*
 * Purpose: credentials that a process registered with io_uring. Key: address of the struct cred, only compared. Value:
 * slot. Written and read here only; the least recently used entry is evicted.
 */
struct {
	__uint(type, BPF_MAP_TYPE_LRU_HASH);
	__uint(max_entries, 1024);
	__type(key, u64);
	__type(value, u32);
} registered_credentials SEC(".maps");

/* Purpose: counts and times of the slots in profile mode. Written here, read and removed by user space. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct winnow_profile_key);
	__type(value, struct winnow_profile);
} profiles SEC(".maps");

/* Purpose: the same by errno. Value: calls. */
struct {
	__uint(type, BPF_MAP_TYPE_HASH);
	__uint(map_flags, BPF_F_NO_PREALLOC);
	__uint(max_entries, 1);
	__type(key, struct winnow_profile_key);
	__type(value, u64);
} profile_errors SEC(".maps");

/* Purpose: an empty profile to copy from: too large for the stack. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct winnow_profile);
} new_profile SEC(".maps");

/* Purpose: host-wide counters. Written here, read by user space through its mapping. */
struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 1);
	__type(key, u32);
	__type(value, struct winnow_counters);
} counters SEC(".maps");

/*
 * Kinds of programs that may each be about to send an observation on one CPU: since Linux 7.2 programs at a syscall can
 * be preempted, each kind once on a CPU. Other programs cannot, and share a lane.
 */
enum lane {
	LANE_OTHER,
	LANE_ENTER,
	LANE_ENTER_FALLBACK,
	LANE_EXIT,
	LANE_EXIT_FALLBACK,
	LANES,
};

/* What an observation can contain about one call. */
struct evidence {
	struct task_struct *task;
	struct pt_regs *regs; /* NULL: no arguments */
	s64 result;
	u64 caller;
	const char *executed; /* the string given to execve, for items about it */
	u32 flags;
	u32 urgent; /* 1: wake user space now */
	u64 count;
	u32 away;    /* 1: the call counts for the task's home too; see task__is_away() */
	u32 at_home; /* 1: this pass is for the task's home */
	u32 lane;    /* enum lane */
	u32 pad;
};

/*
 * Purpose: what is too large for the stack: a new item, and what observation__make() sends. Key: enum lane. Written and
 * read here only.
 */
struct outgoing {
	struct winnow_item item;
	struct evidence evidence;
	struct winnow_item_value fresh;
	/* of the executable, each with its NUL; the last may end beyond the limit. Before: a piece of the path executed */
	char names[2 * WINNOW_PATH_MAX];
};

struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, LANES);
	__type(key, u32);
	__type(value, struct outgoing);
} outgoings SEC(".maps");

/* Purpose: the records. Written here, drained by user space. */
struct {
	__uint(type, BPF_MAP_TYPE_RINGBUF);
	__uint(max_entries, 4096);
} ring SEC(".maps");

#endif
