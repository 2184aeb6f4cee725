/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * record.h - the one definition of everything that crosses from the kernel to user space and on
 * into the queue. The BPF programs, the loader and the C tests include it; a Java test compares the
 * flyweights of io.winnow.collector.flyweight with the BTF that clang made from it.
 *
 * Rules for a change:
 *   - fixed-width fields only, explicit padding that is always zero, little endian;
 *   - a record starts with its type, its size and its time;
 *   - an added enumerator goes to the end of its list: numbers are the wire format;
 *   - anything that moves or re-interprets a byte raises WINNOW_SCHEMA_VERSION.
 */
#ifndef WINNOW_RECORD_H
#define WINNOW_RECORD_H

#ifndef __bpf__
#include <stdint.h>
typedef uint8_t __winnow_u8;
typedef uint16_t __winnow_u16;
typedef uint32_t __winnow_u32;
typedef uint64_t __winnow_u64;
typedef int64_t __winnow_s64;
#else
typedef unsigned char __winnow_u8;
typedef unsigned short __winnow_u16;
typedef unsigned int __winnow_u32;
typedef unsigned long long __winnow_u64;
typedef long long __winnow_s64;
#endif

#define WINNOW_SCHEMA_VERSION 1

/* ---- limits ------------------------------------------------------------------------------------------------------ */

/* Numbers per ABI: x86_64 ends near 470, x32 has its own range 512..547. 9 words of 64 bits. */
#define WINNOW_SYSCALLS 576
#define WINNOW_WORDS (WINNOW_SYSCALLS / 64)
#define WINNOW_PATH_MAX 256
#define WINNOW_COMM_MAX 16
#define WINNOW_ARGS 6
#define WINNOW_ANCESTORS 4
/* Distinct values kept of one (stage, ABI, syscall, argument); past it the set is "unconstrained". */
#define WINNOW_ARGUMENT_VALUES_MAX 64

/*
 * Observations that a slot may send in about a second (2^30 ns). Whatever one container does, its records leave space
 * in the ring, the queue and the analyzer for the others; what it did is in the maps all the same.
 */
#define WINNOW_OBSERVATIONS_MAX 2048

/* ---- vocabulary -------------------------------------------------------------------------------------------------- */

/* Which syscall table a number belongs to. A number of one is never named by the table of another. */
enum winnow_abi {
	WINNOW_ABI_X86_64 = 0,
	WINNOW_ABI_I386 = 1, /* int 0x80 and compat tasks: TS_COMPAT */
	WINNOW_ABI_X32 = 2,  /* bit 30 of the number, taken off in records */
	WINNOW_ABIS = 3,
};

/*
 * What the container was doing, and for whom. setup: the runtime's own steps in the cgroup. start, serve: the
 * entrypoint's process tree before and after the first sign of serving. exec: a process tree that entered from outside
 * later (docker exec, exec probes).
 */
enum winnow_stage {
	WINNOW_STAGE_SETUP = 0,
	WINNOW_STAGE_START = 1,
	WINNOW_STAGE_SERVE = 2,
	WINNOW_STAGE_EXEC = 3,
	WINNOW_STAGES = 4,
};

/* How a task came into the cgroup; slot.stage_of[origin] is its stage. */
enum winnow_origin {
	WINNOW_ORIGIN_RUNTIME = 0, /* entered from outside, has not reached its exec yet */
	WINNOW_ORIGIN_INIT = 1,    /* the entrypoint and what it forked */
	WINNOW_ORIGIN_EXEC = 2,    /* an exec session */
	WINNOW_ORIGINS = 4,        /* a power of two, so that the verifier sees the bound */
};

/* Runtime calls: what the runtime does after it loaded the seccomp filter. */
enum winnow_runtime_calls {
	/* without no_new_privs: filter before the privileges drop */
	WINNOW_RUNTIME_CALLS_PRIVILEGED = 0,
	/* with it: filter just before the exec */
	WINNOW_RUNTIME_CALLS_NO_NEW_PRIVILEGES = 1,
	WINNOW_RUNTIME_CALL_SETS = 2,
};

/* Something that a container did: the unit of a baseline. */
enum winnow_item_kind {
	/* nr; detail 0 */
	WINNOW_ITEM_SYSCALL = 1,
	/*
	 * nr, arg; detail = the value. arg with WINNOW_ARGUMENT_SET: the set itself, count = its size,
	 * WINNOW_FLAG_UNCONSTRAINED if it had more values
	 */
	WINNOW_ITEM_ARGUMENT = 2,
	/* nr = syscall in progress; arg = capability; detail = WINNOW_CAPABILITY_* bits */
	WINNOW_ITEM_CAPABILITY = 3,
	/* nr; detail = errno of a refused call, or WINNOW_DENIAL_SIGNAL; WINNOW_DENIAL_OWN beside it */
	WINNOW_ITEM_DENIAL = 4,
	/* nr 0; detail = io_uring opcode */
	WINNOW_ITEM_IO_URING = 5,
	/* nr 0; detail = FNV-1a 64 of the path given to execve; sets as for arguments */
	WINNOW_ITEM_EXECUTABLE = 6,
	/* nr 0; detail 0: a process went, or was born, to a cgroup outside the container's */
	WINNOW_ITEM_LEFT_CGROUP = 7,
	/*
	 * capabilities that no check asks for, because the kernel compares sets: detail = the set, a bit each; nr =
	 * syscall that shows it; arg = enum winnow_held; sets as for arguments
	 */
	WINNOW_ITEM_HELD = 8,
};

/* Bit of an item's arg: not a value, but the set of the values. */
#define WINNOW_ARGUMENT_SET 0x80
/*
 * The same: not a value, but a dangerous part of one, kept whatever its set holds. UNCONSTRAINED: the set did not keep
 * the value itself.
 */
#define WINNOW_ARGUMENT_DANGER 0x40

/*
 * Items are bounded by kind, so that many of one kind leave the others their limit; 0: dangerous parts of arguments. A
 * power of two.
 */
#define WINNOW_BUDGETS 16
#define WINNOW_BUDGET_DANGER 0

/* detail of WINNOW_ITEM_CAPABILITY. */
#define WINNOW_CAPABILITY_GRANTED 0x1     /* the verdict was "yes" */
#define WINNOW_CAPABILITY_INITIAL_NS 0x2  /* asked against the initial user namespace */
#define WINNOW_CAPABILITY_PROBE 0x4       /* the kernel asked without audit (CAP_OPT_NOAUDIT) */
#define WINNOW_CAPABILITY_ACCOUNTING 0x8  /* memory accounting (cap_vm_enough_memory): never a need */
#define WINNOW_CAPABILITY_OVERRIDDEN 0x10 /* under override_creds: the mounter's credentials, not the task's */
/* asked against the container's own user namespace, which is not the initial one */
#define WINNOW_CAPABILITY_OWN_NS 0x20

/* arg of WINNOW_ITEM_HELD. */
enum winnow_held {
	/* an executed file gives them: the exec fails if one is not in the bounding set */
	WINNOW_HELD_FILE = 0,
	WINNOW_HELD_KEPT = 1,    /* the program keeps or raises them: capset, prctl */
	WINNOW_HELD_MISSING = 2, /* the program wants to keep or raise them and was not granted them */
};

/* detail of WINNOW_ITEM_DENIAL: the call ended in SIGSYS (KILL or TRAP), or it carries the errno. */
#define WINNOW_DENIAL_SIGNAL 0x10000
/*
 * A filter that was loaded inside the container was in force beside the container's own, or a supervisor: either may
 * have answered.
 */
#define WINNOW_DENIAL_OWN 0x20000

/* flags of an observation and of an item's state. */
#define WINNOW_FLAG_FIRST 0x1          /* the first observation of this item in this slot */
#define WINNOW_FLAG_OUTSIDE_POLICY 0x2 /* the slot is watched, and its policy does not name the syscall */
#define WINNOW_FLAG_UNCONSTRAINED 0x4  /* the argument had more values than are kept */
/* an executable's set-user-id or set-group-id bit gave its process another identity; of a set: that of one not kept */
#define WINNOW_FLAG_SET_ID 0x8

/* ---- records in the ring ----------------------------------------------------------------------------------------- */

enum winnow_record_type {
	WINNOW_RECORD_OBSERVATION = 1,    /* struct winnow_observation */
	WINNOW_RECORD_CGROUP_CREATED = 2, /* struct winnow_cgroup: a new cgroup was given a slot */
	WINNOW_RECORD_CGROUP_REMOVED = 3, /* struct winnow_cgroup: its slot's own cgroup went away */
	WINNOW_RECORD_STAGE = 4,          /* struct winnow_stage_change */
	WINNOW_RECORD_TRACE = 5,          /* struct winnow_trace: opt-in, every call */
};

/* First in every record. 32 bytes. */
struct winnow_header {
	__winnow_u16 type; /* enum winnow_record_type */
	__winnow_u16 size; /* of the whole record in bytes, a multiple of 8 */
	__winnow_u32 slot;
	__winnow_u64 time; /* CLOCK_BOOTTIME, nanoseconds */
	__winnow_u64 cgroup_id;
	__winnow_u32 generation; /* of the slot: it changes when the index is used again */
	__winnow_u32 pad;
};

/* Who did it. 40 bytes. */
struct winnow_actor {
	__winnow_u32 tgid; /* as the host sees it */
	__winnow_u32 tid;
	__winnow_u32 container_tgid; /* as its own pid namespace sees it */
	__winnow_u32 uid;            /* in the initial user namespace */
	__winnow_u32 gid;
	__winnow_u32 pad;
	char comm[WINNOW_COMM_MAX]; /* untrusted; NUL-terminated */
};

/* A process above another, parent first. 32 bytes. */
struct winnow_ancestor {
	__winnow_u32 tgid; /* as the host sees it; 0: there is none */
	/*
	 * As the pid namespace of the one that acted sees it; 0: it is outside the container. If that is the host's
	 * namespace, inside is who has the same cgroup.
	 */
	__winnow_u32 container_tgid;
	__winnow_u64 started;       /* CLOCK_BOOTTIME, nanoseconds */
	char comm[WINNOW_COMM_MAX]; /* untrusted; NUL-terminated */
};

/* The key of an item within its slot. 16 bytes. */
struct winnow_item {
	__winnow_u8 kind;  /* enum winnow_item_kind */
	__winnow_u8 abi;   /* enum winnow_abi */
	__winnow_u8 stage; /* enum winnow_stage */
	__winnow_u8 arg;   /* argument index, or capability number */
	__winnow_u32 nr;   /* syscall number; WINNOW_SYSCALLS = out of range */
	__winnow_u64 detail;
};

enum winnow_path_form {
	WINNOW_PATH_PLAIN = 0,      /* a string */
	WINNOW_PATH_COMPONENTS = 1, /* the names, deepest first, each NUL-terminated */
	WINNOW_PATH_CUT = 2,        /* the same, without some of the upper ones */
	WINNOW_PATH_END = 3,        /* the end of a string */
};

/* An observation of an item: sent for the first, and at a limited rate for repetitions outside the policy. */
struct winnow_observation {
	struct winnow_header header;
	struct winnow_item item;
	__winnow_u64 count; /* observations of this item so far, this one included */
	__winnow_u32 flags; /* WINNOW_FLAG_* */
	__winnow_u32 pad;
	__winnow_s64 result; /* return value of a denial, else 0 */
	__winnow_u64 args[WINNOW_ARGS];
	__winnow_u64 caller; /* kernel address that asked for the capability, else 0 */
	struct winnow_actor actor;
	/*
	 * Path of the executable from the process's root; for WINNOW_ITEM_EXECUTABLE the string given to execve
	 * instead, whose detail is the hash of all of it. Untrusted.
	 */
	__winnow_u32 path_form; /* enum winnow_path_form */
	__winnow_u32 path_size; /* bytes used in path */
	char path[WINNOW_PATH_MAX];
	/* Records of earlier versions end here. */
	__winnow_u64 started; /* the process that acted: CLOCK_BOOTTIME, nanoseconds */
	struct winnow_ancestor ancestors[WINNOW_ANCESTORS];
};

/* Creation or removal of a cgroup that owns a slot. */
struct winnow_cgroup {
	struct winnow_header header;
	__winnow_u64 parent_id;
	char path[WINNOW_PATH_MAX]; /* in the cgroup hierarchy; untrusted; NUL-terminated, cut at the end */
};

/* The init tree of a slot passed to a later stage. */
struct winnow_stage_change {
	struct winnow_header header;
	__winnow_u32 stage;        /* enum winnow_stage: START (the entrypoint's exec) or SERVE */
	__winnow_u32 nr;           /* the syscall that showed it */
	__winnow_u32 under_filter; /* 1: a seccomp filter was active at the entrypoint's exec */
	__winnow_u32 no_new_privileges;
	struct winnow_actor actor;
	char path[WINNOW_PATH_MAX]; /* START: the string given to execve */
};

/* One call in trace mode. */
struct winnow_trace {
	struct winnow_header header;
	__winnow_u32 tgid;
	__winnow_u32 tid;
	__winnow_u32 nr;
	__winnow_u8 abi;
	__winnow_u8 stage;
	/* 0: the entry; 1: the return: result is valid, args are what the registers hold by then */
	__winnow_u8 returned;
	__winnow_u8 pad;
	__winnow_u64 args[WINNOW_ARGS];
	__winnow_s64 result;
};

/* ---- slots: state, not records ----------------------------------------------------------------------------------- */

/* Why something did not reach the next hop. */
enum winnow_loss {
	/* a record was not reserved in the ring: it was full, or the slot's share of it used up */
	WINNOW_LOSS_RING_FULL = 0,
	WINNOW_LOSS_ITEMS_FULL = 1, /* an item found no place in the items map */
	/*
	 * a task's state could not be stored: its origin is taken as the runtime's before the entrypoint, else as INIT
	 */
	WINNOW_LOSS_TASKS_FULL = 2,
	/* no longer counted: numbers beyond the table are an item, nr = WINNOW_SYSCALLS */
	WINNOW_LOSS_OUT_OF_RANGE = 3,
	WINNOW_LOSS_SETUP_FULL = 4, /* a runtime's calls could not be followed */
	WINNOW_LOSSES = 5,
};

/* Host-wide counters: the map "counters", one element. */
struct winnow_counters {
	/* cgroups that found no slot free, when they were made or when their first process came */
	__winnow_u64 slots_exhausted;
	__winnow_u64 cgroups_full;  /* cgroups that found no place in the cgroup map */
	__winnow_u64 epoch;         /* random, new with the maps: ring positions compare within it */
	__winnow_u64 profiles_full; /* calls that were not counted in a profile */
};

/* modes of a slot. */
#define WINNOW_MODE_CONFIRMED 0x1 /* user space knows it as a container or a command */
#define WINNOW_MODE_WATCH 0x2     /* fast_path is the policy; windows are not taken */
#define WINNOW_MODE_DENIALS 0x4   /* report calls that seccomp refused */
#define WINNOW_MODE_COMMAND 0x8   /* no runtime prepares it: the first exec is the entrypoint */
#define WINNOW_MODE_LATE 0x10     /* was running before it was watched: tasks older than the slot are INIT */
#define WINNOW_MODE_TRACE 0x20    /* every call is a record */
/* every call but those of stage setup is counted and timed: "profiles", "profile_errors" */
#define WINNOW_MODE_PROFILE 0x40

/* Traced: each call is looked at, and none takes the fast path. */
#define WINNOW_MODES_TRACED (WINNOW_MODE_TRACE | WINNOW_MODE_PROFILE)
/* Modes that want the exit hook. */
#define WINNOW_MODES_EXIT (WINNOW_MODE_DENIALS | WINNOW_MODES_TRACED)

/* what the kernel noticed of a slot. */
#define WINNOW_NOTE_LISTENED 0x1     /* listen() was called */
#define WINNOW_NOTE_UNDER_FILTER 0x2 /* a seccomp filter was active at the entrypoint's exec, or when found late */
#define WINNOW_NOTE_NO_NEW_PRIVILEGES 0x4
#define WINNOW_NOTE_REMOVED 0x8 /* the cgroup is gone */
/* a filter was loaded inside the container, or one with a supervisor by its runtime: exits are looked at */
#define WINNOW_NOTE_OWN_FILTER 0x10

/*
 * One observed cgroup, in the mmap-able map "slots". Slot 0 is the host: all of its fast_path bits are set, so a host
 * task leaves the common path at the same test as a container's. seen is bytes, not bits: a byte store needs no atomic
 * instruction, which kernels before 5.12 do not offer to BPF, and a lost update there would be a lost syscall (P1).
 * fast_path and window may lose an update on such kernels: that costs one more run of the slow path, or moves a call
 * into the next window.
 */
struct winnow_slot {
	/* the common path reads these */
	__winnow_u32 generation;
	__winnow_u32 mode; /* WINNOW_MODE_*, written by user space */
	__winnow_u8 stage_of[WINNOW_ORIGINS];
	__winnow_u32 notes; /* WINNOW_NOTE_*, written by the kernel */
	__winnow_u64 cgroup_id;
	__winnow_u64 created; /* CLOCK_BOOTTIME, nanoseconds; so are the next three; 0 = not yet */
	__winnow_u64 entrypoint;
	__winnow_u64 serving;
	__winnow_u64 removed;
	__winnow_u32 pid_namespace; /* inode of the entrypoint's; so is the next; 0 = not known */
	__winnow_u32 mount_namespace;
	__winnow_u32 window_number; /* windows taken so far, by user space */
	/* seccomp filters at the entrypoint's exec, which its runtime loaded; 0 if one of them has a supervisor */
	__winnow_u32 filters;
	__winnow_u64 window_opened; /* by user space */
	__winnow_u64 released;      /* by user space: when the slot was released, 0 while taken or clean */
	__winnow_u64 produced;      /* records that the slot tried to send */
	__winnow_u64 lost[WINNOW_LOSSES];
	__winnow_u32 items[WINNOW_BUDGETS]; /* in the items map, by kind: bounded for each slot */
	/* observations in the present second or so: its number (time >> 30) above, their count below */
	__winnow_u64 sent;
	__winnow_u64 fast_path[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	__winnow_u64 window[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	__winnow_u64 policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	__winnow_u8 runtime_calls[WINNOW_RUNTIME_CALL_SETS][WINNOW_SYSCALLS]; /* 1: x86_64 number in the set */
	__winnow_u8 seen[WINNOW_STAGES][WINNOW_ABIS][WINNOW_SYSCALLS];
	char path[WINNOW_PATH_MAX];
	__winnow_u32 user_namespace; /* inode of the entrypoint's; 0 = not known */
	__winnow_u32 pad;
};

/*
 * Whether the slot's exits are wanted: by user space, or because the container's own filter answers some of its calls.
 */
#define WINNOW_SLOT_WANTS_EXITS(slot) ((slot)->mode & WINNOW_MODES_EXIT || (slot)->notes & WINNOW_NOTE_OWN_FILTER)

/* Value of the map "cgroups": the slot that a cgroup has of its own. 8 bytes. */
struct winnow_cgroup_slot {
	__winnow_u32 slot;
	__winnow_u32 generation;
};

/* Key of the map "items": everything that is learned except syscall bits. 24 bytes. */
struct winnow_item_key {
	__winnow_u32 slot;
	__winnow_u32 generation;
	struct winnow_item item;
};

/* Value of the map "items". 48 bytes. */
struct winnow_item_value {
	__winnow_u64 count;
	__winnow_u64 first; /* CLOCK_BOOTTIME, nanoseconds */
	__winnow_u64 last;
	__winnow_u64 emitted; /* time of the last record about it; 0: none got through yet */
	__winnow_u64 caller;
	__winnow_u32 tgid; /* of the first observation */
	__winnow_u32 flags;
};

/* ---- profiles: opt-in counts and times --------------------------------------------------------------------------- */

/* Bucket i holds the calls that took [2^i, 2^(i+1)) nanoseconds; the first also less, the last also more. */
#define WINNOW_LATENCY_BUCKETS 32

/* Key of the maps "profiles" (error 0) and "profile_errors". 16 bytes. */
struct winnow_profile_key {
	__winnow_u32 slot;
	__winnow_u32 generation;
	__winnow_u16 nr;
	__winnow_u8 abi;
	__winnow_u8 pad;
	__winnow_u32 error; /* errno, positive */
};

/* Value of the map "profiles". 280 bytes. */
struct winnow_profile {
	__winnow_u64 count;
	__winnow_u64 errors; /* calls that returned an errno; which: the map "profile_errors", errno -> count */
	__winnow_u64 time;   /* sum, nanoseconds */
	__winnow_u64 latency[WINNOW_LATENCY_BUCKETS];
};

/* ---- snapshots: what user space makes of a slot, absolute and complete ------------------------------------------- */

/* An item in a snapshot. 48 bytes. */
struct winnow_item_state {
	struct winnow_item item;
	__winnow_u64 count;
	__winnow_u64 first;
	__winnow_u64 last;
	__winnow_u32 tgid;
	__winnow_u32 flags;
};

#define WINNOW_SNAPSHOT_FINAL 0x1  /* the cgroup is gone: nothing follows for this slot and generation */
#define WINNOW_SNAPSHOT_WINDOW 0x2 /* closes a window: window[] counts as one sample unit */

struct winnow_snapshot {
	__winnow_u32 size; /* of the whole snapshot in bytes, items included */
	__winnow_u32 slot;
	__winnow_u64 time; /* CLOCK_BOOTTIME, nanoseconds; so are all the times below */
	__winnow_u64 cgroup_id;
	__winnow_u32 generation;
	__winnow_u32 flags; /* WINNOW_SNAPSHOT_* */
	__winnow_u32 mode;
	__winnow_u32 notes;
	__winnow_u32 window_number; /* 1 for the first window */
	__winnow_u32 item_count;
	__winnow_u64 window_opened;
	__winnow_u64 created;
	__winnow_u64 entrypoint;
	__winnow_u64 serving;
	__winnow_u64 produced;
	__winnow_u64 lost[WINNOW_LOSSES];
	__winnow_u64 seen[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	__winnow_u64 window[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	__winnow_u64 runtime_calls[WINNOW_RUNTIME_CALL_SETS][WINNOW_WORDS];
	/* struct winnow_item_state items[item_count] follow */
};

/* ---- layout, checked by every compiler that sees this file ------------------------------------------------------- */

_Static_assert(sizeof(struct winnow_header) == 32, "winnow_header");
_Static_assert(sizeof(struct winnow_actor) == 40, "winnow_actor");
_Static_assert(sizeof(struct winnow_ancestor) == 32, "winnow_ancestor");
_Static_assert(sizeof(struct winnow_item) == 16, "winnow_item");
_Static_assert(sizeof(struct winnow_observation) == 568, "winnow_observation");
_Static_assert(sizeof(struct winnow_cgroup) == 296, "winnow_cgroup");
_Static_assert(sizeof(struct winnow_stage_change) == 344, "winnow_stage_change");
_Static_assert(sizeof(struct winnow_trace) == 104, "winnow_trace");
_Static_assert(sizeof(struct winnow_counters) == 32, "winnow_counters");
_Static_assert(sizeof(struct winnow_cgroup_slot) == 8, "winnow_cgroup_slot");
_Static_assert(sizeof(struct winnow_item_key) == 24, "winnow_item_key");
_Static_assert(sizeof(struct winnow_item_value) == 48, "winnow_item_value");
_Static_assert(sizeof(struct winnow_profile_key) == 16, "winnow_profile_key");
_Static_assert(sizeof(struct winnow_profile) == 280, "winnow_profile");
_Static_assert(sizeof(struct winnow_item_state) == 48, "winnow_item_state");
_Static_assert(sizeof(struct winnow_slot) % 8 == 0, "winnow_slot");
_Static_assert(sizeof(struct winnow_snapshot) % 8 == 0, "winnow_snapshot");

#endif
