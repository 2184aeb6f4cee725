/* SPDX-License-Identifier: Apache-2.0 */
/* internal.h - what the files of src/ share. */
#ifndef WINNOW_INTERNAL_H
#define WINNOW_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "winnow/config.h"
#include "winnow/winnow.h"
#include "winnow.skel.h"

#define NANOS_PER_SECOND 1000000000ULL
#define NANOS_PER_MILLI 1000000ULL

/* An element of the map "items" as user space keeps it between winnow_items_read() and the snapshots. */
struct item_entry {
	struct winnow_item_key key;
	struct winnow_item_value value;
};

struct ring {
	int fd;
	int epoll;
	uint64_t mask;
	size_t size;
	volatile uint64_t *consumer;
	volatile const uint64_t *producer;
	const uint8_t *data; /* its begin is mapped behind its end, too: every record is contiguous */
	size_t mapped;       /* bytes of data */
	uint64_t position;   /* copied so far; the consumer's page says what was acknowledged */
};

struct executables;

struct winnow {
	struct winnow_bpf *bpf;
	uint64_t exits_unwanted; /* since when no slot wants exits, CLOCK_BOOTTIME; 0: one does */
	char *pin_directory;     /* …/v<schema>-<state>, or NULL */
	bool resumed;
	bool pinned; /* by this process, or begun to be */

	struct ring ring;
	struct executables *executables;
	int slots_fd, cgroups_fd, items_fd, free_slots_fd, profiles_fd, profile_errors_fd;
	uint8_t *slots;
	size_t slots_bytes;
	size_t slot_stride;
	uint32_t slot_count;
	volatile struct winnow_counters *counters;
	/* how many of the slots' requests for exits (bss->exits_asked) were followed */
	uint64_t exits_followed;

	struct item_entry *items;
	size_t item_count, item_capacity;
	uint64_t items_read; /* when, CLOCK_BOOTTIME */
	uint32_t releasing;  /* slots in their grace period */
	uint64_t skipped;    /* the greatest number that winnow_skipped() found */
};

static inline struct winnow *winnow__of(int64_t handle)
{
	return (struct winnow *)(intptr_t)handle;
}

static inline volatile struct winnow_slot *winnow__slot(struct winnow *winnow, uint32_t index)
{
	return (volatile struct winnow_slot *)(winnow->slots + (size_t)index * winnow->slot_stride);
}

/* error.c: keeps a sentence for winnow_error() and returns -error. */
int error__set(int error, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* traits.c: which syscalls are special. */
void traits__fill(struct winnow_config *config);
/* dangers.c: which parts of their arguments are dangerous. After traits__fill(). */
void dangers__fill(struct winnow_config *config);

/* callers.c: fills config->callers from the kernel's symbols; the number found. */
int callers__find(struct winnow_config *config);

/* probe.c */
/* Gives back the kernel's BTF, some 11 MiB, until something is asked again. */
void probe__release(void);
bool probe__task_storage(void);
bool probe__tracepoint(const char *name);
bool probe__kernel_function(const char *name);
bool probe__atomics(void);
/* Whether CPUs can cache the task that they run. */
bool probe__task_cache(void);
/* Whether a program at a syscall can be preempted, and is skipped meanwhile. */
bool probe__preemptible(void);
/* The mechanisms of the capability and io_uring hooks: program names, NULL: there is none. */
const char *probe__capability_program(void);
const char *probe__io_uring_program(void);
/* Which argument of io_uring_submit_sqe is the opcode; 0: none, the first is the request. */
uint32_t probe__io_uring_opcode(void);

/* ring.c */
int ring__open(struct ring *ring, int fd);
void ring__close(struct ring *ring);
/* 1: something urgent is there; 0: the time is over. */
int ring__wait(struct ring *ring, int millis);

/* executable.c: one executed file, and the capabilities that its exec must grant in full; 0: none. May never return. */
struct executable_file {
	uint32_t tgid;
	uint32_t user_namespace;      /* the container's; 0: not known */
	char cgroup[WINNOW_PATH_MAX]; /* of its slot */
	char path[WINNOW_PATH_MAX];   /* as it was given to execve; empty if that was cut */
};
uint64_t executable__capabilities(const struct executable_file *executable);

/* executables.c: the capabilities of the files that containers execute. NULL if no thread can be started. */
struct executables *executables__open(int items_fd);
void executables__close(struct executables *executables);
/* Takes an observation from the ring: a file that was executed for the first time is looked at soon. */
void executables__executed(struct executables *executables, const struct winnow_observation *observation,
			   volatile struct winnow_slot *slot);

/* object.c */
int object__open(struct winnow *winnow);
void object__configure(struct winnow *winnow, const struct winnow_options *options);
int object__load(struct winnow *winnow);
/* Detaches, too. */
void object__close(struct winnow *winnow);

/* pins.c. Without a pin directory, all but pins__prepare() do nothing, or succeed. */
int pins__prepare(struct winnow *winnow, const char *directory);
/* Takes over the pinned maps with their sizes, all of them or none. */
int pins__take_over(struct winnow *winnow);
int maps__pin(struct winnow *winnow);
/* Pins the link in the place of an earlier process's. */
int link__pin(struct winnow *winnow, struct bpf_link *link, const char *name);
/* Removes the pin. If no process has the link open, it is detached. */
void link__unpin(const struct winnow *winnow, const char *name);
/* Removes the directory with all that is in it. */
int pins__remove(const char *path);

/* hooks.c */
int hooks__attach(struct winnow *winnow);
/* Attaches the exit hook if a slot's mode wants exits; if none does, exits__settle() detaches it later. */
int exits__update(struct winnow *winnow);
/* The same if a slot has asked since the last time. */
int exits__follow(struct winnow *winnow);
/* Detaches the exit hook if no slot has wanted it for a while. Ends the takeover window. */
void exits__settle(struct winnow *winnow);

/* slot.c */
bool slot__is_taken(volatile struct winnow_slot *slot);
/* The slot, or NULL with the reason in winnow_error(). */
volatile struct winnow_slot *slot__named(struct winnow *winnow, int32_t index, int32_t generation);
/* ESTALE or EINVAL of a slot__named() that answered NULL. */
int slot__error(struct winnow *winnow, int32_t index);
/* Makes the host's tasks look their slot up again: one of their cgroups has another owner. */
void task_caches__invalidate(struct winnow *winnow);
void host__invalidate(struct winnow *winnow);

/* modes.c */
void fast_path__update(struct winnow *winnow, volatile struct winnow_slot *slot);
int mode__set(struct winnow *winnow, volatile struct winnow_slot *slot, uint32_t mode);

/* slots.c */
int slots__open(struct winnow *winnow);
void slots__close(struct winnow *winnow);
/* Cleans slots whose grace period is over, and offers them again. */
void slots__recycle(struct winnow *winnow);

/* items.c: first of the sorted items whose (slot, generation) is not below the one given. */
size_t items__from(const struct winnow *winnow, uint32_t slot, uint32_t generation);

/* clock.c: CLOCK_BOOTTIME in nanoseconds */
uint64_t clock__boot(void);

#endif
