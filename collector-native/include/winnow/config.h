/* SPDX-License-Identifier: Apache-2.0 OR GPL-2.0-only */
/*
 * config.h - the configuration that the loader gives the programs before they are verified. It is read-only for the
 * programs, so the verifier drops the branches that are not taken.
 */
#ifndef WINNOW_CONFIG_H
#define WINNOW_CONFIG_H

#include "record.h"

/*
 * The traits of a syscall, by (ABI, number): the table in src/traits.c is the one list, the programs only test the
 * bits. The low six bits name the arguments whose values are kept as a set.
 */
#define WINNOW_TRAIT_ARGUMENTS 0x003f
#define WINNOW_TRAIT_PAIR 0x0040      /* keep arg1 << 32 | arg2 as one value (setsockopt: level, name) */
#define WINNOW_TRAIT_PROT_EXEC 0x0080 /* keep arg2 only if PROT_EXEC is in it (mmap, mprotect) */
#define WINNOW_TRAIT_LISTEN 0x0100    /* listen: a wait for events after it is serving */
#define WINNOW_TRAIT_ACCEPT 0x0200    /* accept: serving */
#define WINNOW_TRAIT_WAIT 0x0400      /* epoll_wait, poll, select … */
#define WINNOW_TRAIT_ROOTFS 0x0800    /* a runtime's step that comes before either place of the filter */
#define WINNOW_TRAIT_CAPSET 0x1000    /* a runtime's step after the filter without no_new_privs, before the one with */
#define WINNOW_TRAIT_FILTER 0x2000    /* may load a seccomp filter */
#define WINNOW_TRAIT_MEMORY 0x4000    /* asks for CAP_SYS_ADMIN for memory accounting only */
#define WINNOW_TRAIT_ACCESS 0x8000    /* overrides credentials with the task's own (access) */
#define WINNOW_TRAIT_FIFO 0x10000     /* crun's wait for its start; the Go runtime never calls it */
#define WINNOW_TRAIT_ROOT 0x40000     /* changes the caller's root file system: an entrypoint's exec follows */
/* arg1 is a file mode: CAP_FSETID is asked for always, and matters for one bit of it */
#define WINNOW_TRAIT_MODE_1 0x80000
#define WINNOW_TRAIT_MODE_2 0x100000     /* the same of arg2 */
#define WINNOW_TRAIT_HOLDS 0x200000      /* compares sets of capabilities: capset, prctl, new user namespaces */
#define WINNOW_TRAIT_SOCKETCALL 0x400000 /* i386: its first argument says which call of a socket it is */
#define WINNOW_TRAIT_ANYTIME 0x20000     /* a runtime's language may call it at any moment, before its exec too */

#define WINNOW_TRAITS_MODE (WINNOW_TRAIT_MODE_1 | WINNOW_TRAIT_MODE_2)

/* A syscall with one of these never takes the fast path: each call is looked at. */
#define WINNOW_TRAITS_ARGUMENTS                                                                                        \
	(WINNOW_TRAIT_ARGUMENTS | WINNOW_TRAIT_PAIR | WINNOW_TRAIT_PROT_EXEC | WINNOW_TRAIT_HOLDS)
/* … nor one of these until the container serves. */
#define WINNOW_TRAITS_SERVING (WINNOW_TRAIT_LISTEN | WINNOW_TRAIT_ACCEPT | WINNOW_TRAIT_WAIT)

/* Which row of the config's dangers is the first of the syscall's, counted from 1; 0: it has none. */
#define WINNOW_TRAIT_DANGERS(traits) ((traits) >> 24)
#define WINNOW_TRAIT_DANGERS_SHIFT 24

/*
 * A part of an argument that is always an item of its own (WINNOW_ARGUMENT_DANGER): value & mask, if from <= part <=
 * to. The first matching row counts. The rows of one syscall are consecutive. src/dangers.c has the one list.
 */
#define WINNOW_DANGERS 64 /* a power of two */
#define WINNOW_DANGERS_OF_A_CALL 16
struct winnow_danger {
	__winnow_u64 mask;
	__winnow_u64 from;
	__winnow_u64 to;
	__winnow_u32 arg;
	__winnow_u32 last; /* 1: of its syscall */
};

/* Kernel functions that ask for a capability for other reasons than a need; found by the stack. */
#define WINNOW_CALLERS 8
struct winnow_caller {
	__winnow_u64 start;
	__winnow_u64 end;
	__winnow_u64 detail; /* WINNOW_CAPABILITY_PROBE or _ACCOUNTING */
};

/*
 * Version of everything in maps.h that is pinned: layouts, and the names of maps and programs. Raise it with any
 * change.
 */
#define WINNOW_STATE_VERSION 7

struct winnow_config {
	__winnow_u32 tasks_by_tid; /* 1: no task storage, a hash by thread id */
	__winnow_u32 atomics;      /* 1: the kernel has atomic OR (5.12) */
	/* 1: each CPU caches the task that it runs (6.10 to 6.19) */
	__winnow_u32 task_cache;
	__winnow_u32 pid_namespace; /* inode of the pid namespace that counts as the host's */
	/* before 6.4: the tracepoint's argument; 0: its first is the request, which has it (6.0) */
	__winnow_u32 io_uring_opcode;
	__winnow_u32 items_max[WINNOW_BUDGETS]; /* a container's items of each kind */
	__winnow_u32 items_reserved;            /* places of each kind that each container has for itself */
	__winnow_u32 items_pool;                /* what all containers together may have beyond that */
	/* 1: programs at syscalls can be preempted, and are skipped meanwhile: load the fallback programs */
	__winnow_u32 fallback;
	/* greater in each process that loads the programs, modulo 2^32; not 0 */
	__winnow_u32 loader_generation;
	__winnow_u64 repeat_interval; /* minimum time between records of one repeated item, nanoseconds */
	struct winnow_caller callers[WINNOW_CALLERS];
	struct winnow_caller asked; /* cap_capable itself: the frame above it on the stack is the caller */
	__winnow_u32 traits[WINNOW_ABIS][WINNOW_SYSCALLS];
	struct winnow_danger dangers[WINNOW_DANGERS];
};

#endif
