/* SPDX-License-Identifier: Apache-2.0 */
/*
 * winnow.h - the C ABI of libwinnow: what io.winnow.collector.tracer binds.
 *
 * Conventions: a function that can fail returns a negative errno, and winnow_error() has the sentence for it (of the
 * calling thread). One thread at a time uses a handle. No callbacks. Buffers belong to the caller. A slot is named by
 * (index, generation): an outdated pair gets -ESTALE and changes nothing.
 */
#ifndef WINNOW_H
#define WINNOW_H

#include <stdint.h>

#include "record.h"

#define WINNOW_API __attribute__((visibility("default")))

struct winnow;

struct winnow_options {
	uint32_t slots;      /* maximum of cgroups observed at a time, 2..65536; the host is one of them */
	uint32_t items;      /* maximum of items (arguments, capabilities, denials …) over all slots */
	uint32_t ring_bytes; /* a power of two, at least 4096 */
	uint32_t flags;      /* WINNOW_OPEN_* */
	/* a directory on bpffs in which maps and links outlive the process; NULL: none */
	const char *pin_directory;
};

#define WINNOW_OPEN_VERBOSE 0x1         /* libbpf's debug output to stderr */
#define WINNOW_OPEN_NO_CAPABILITIES 0x2 /* leave the capability hook out */
#define WINNOW_OPEN_TASKS_BY_TID 0x4    /* use the lookup for kernels without task storage */

/* The schema version of record.h that this library was built with. */
WINNOW_API int winnow_schema_version(void);

/* The last failure of the calling thread as one sentence that names the thing and the remedy. */
WINNOW_API const char *winnow_error(void);

/*
 * What this host offers, as one JSON object (feature -> {"ok": bool, "mechanism": text, "remedy": text}). Returns its
 * length; -ENOSPC if the capacity is too small.
 */
WINNOW_API int64_t winnow_probe(char *json, int64_t capacity);

/*
 * Opens, configures, loads and attaches. If the pin directory holds a tracer of the same layout, its maps are taken
 * over with their sizes: what the kernel collected meanwhile is not lost. Returns the handle, or -EPERM, -ENOENT (no
 * BTF), -EOPNOTSUPP (kernel too old), -EINVAL, -EEXIST (pinned with another layout).
 */
WINNOW_API int64_t winnow_open(const struct winnow_options *options);
/* The same with the options spread out, for bindings without structs. */
WINNOW_API int64_t winnow_open_with(int32_t slots, int32_t items, int32_t ring_bytes, int32_t flags,
				    const char *pin_directory);

/* Detaches and frees. keep_pins != 0 leaves a pinned tracer attached in the kernel. */
WINNOW_API int winnow_close(int64_t handle, int keep_pins);

/*
 * Does what is due: frees released slots whose grace period is over; attaches and detaches the exit hook as slots ask
 * for it. Call it before each winnow_drain(): what the records show may ask for the hook.
 */
WINNOW_API int winnow_tick(int64_t handle);

/* Removes what a tracer left pinned in the directory. Returns 0 also if there is nothing. */
WINNOW_API int winnow_unpin(const char *pin_directory);

/* 1 if winnow_open took over the maps of an earlier process, else 0. */
WINNOW_API int winnow_resumed(int64_t handle);

/* ---- ring -------------------------------------------------------------------------------------------------------- */

/*
 * Copies all committed records that fit, with one memcpy, in the ring's own form: each record is preceded by 8 bytes
 * (u32 length with bit 31 = busy, never here, bit 30 = discarded; u32 page offset, to be ignored) and padded to 8.
 * Returns the number of bytes, 0 if there is nothing. The kernel does not reuse the space before winnow_drained(): a
 * crash in between repeats records and loses none. -ENOSPC if the first record does not fit.
 */
WINNOW_API int64_t winnow_drain(int64_t handle, void *destination, int64_t capacity);
WINNOW_API int winnow_drained(int64_t handle, int64_t bytes);

/* Bytes waiting; position = bytes ever consumed, comparable within one epoch. */
WINNOW_API int64_t winnow_ring_pending(int64_t handle);
WINNOW_API int64_t winnow_ring_position(int64_t handle);
WINNOW_API int64_t winnow_epoch(int64_t handle);

/*
 * Waits until the kernel reports something urgent in the ring (1), something else is there, or the time is over (0).
 * Ticks meanwhile.
 */
WINNOW_API int winnow_wait(int64_t handle, int timeout_millis);

/* ---- slots ------------------------------------------------------------------------------------------------------- */

struct winnow_slot_info {
	uint32_t slot;
	uint32_t generation;
	uint32_t mode;
	uint32_t notes;
	uint64_t cgroup_id;
	uint64_t created;
	uint64_t entrypoint;
	uint64_t serving;
	uint64_t removed;
	uint32_t pid_namespace;
	uint32_t window_number;
	char path[WINNOW_PATH_MAX];
};
_Static_assert(sizeof(struct winnow_slot_info) == 64 + WINNOW_PATH_MAX, "winnow_slot_info");

/* Number of slots, slot 0 (the host) included. */
WINNOW_API int winnow_slots(int64_t handle);
/* Fills info. Returns 0; -ENOENT if the slot is free. */
WINNOW_API int winnow_slot(int64_t handle, int32_t slot, struct winnow_slot_info *info);

/*
 * Allocates a slot for an existing cgroup (with mode WINNOW_MODE_LATE if it has run before), or returns the slot that
 * it has. Returns the index; -ENOSPC if no slot is free.
 */
WINNOW_API int winnow_slot_watch(int64_t handle, int64_t cgroup_id, int32_t mode, const char *path);
/* Sets mode bits and clears others, WINNOW_MODE_WATCH aside. */
WINNOW_API int winnow_slot_mode(int64_t handle, int32_t slot, int32_t generation, int32_t set, int32_t clear);
/*
 * Releases the slot: it is the host's, or its final snapshot was taken. Its index is allocated again after a grace
 * period.
 */
WINNOW_API int winnow_slot_release(int64_t handle, int32_t slot, int32_t generation);
/* Marks the container as serving. */
WINNOW_API int winnow_slot_serving(int64_t handle, int32_t slot, int32_t generation);

/*
 * Switches to watching: words is policy[stage][abi][word], WINNOW_STAGES*WINNOW_ABIS*WINNOW_WORDS of them (864 bytes).
 * NULL: back to learning.
 */
WINNOW_API int winnow_slot_policy(int64_t handle, int32_t slot, int32_t generation, const void *words);

/* Reads the items map once, for the snapshots that follow. Returns the number of items. */
WINNOW_API int64_t winnow_items_read(int64_t handle);
/*
 * Writes a struct winnow_snapshot and its items. close_window != 0 exchanges the window with zero and counts it.
 * Returns its size; -ENOSPC if the capacity is too small; -ESTALE.
 */
WINNOW_API int64_t winnow_snapshot(int64_t handle, int32_t slot, int32_t generation, int32_t close_window,
				   void *destination, int64_t capacity);

/* One syscall of a profile; errors by errno follow as entries with error != 0 and only count filled. 296 bytes. */
struct winnow_profile_entry {
	struct winnow_profile_key key;
	struct winnow_profile profile;
};

/*
 * Writes the profile of a slot in WINNOW_MODE_PROFILE as an array of struct winnow_profile_entry. reset != 0 clears it.
 * Returns the number of bytes; -ENOSPC if the capacity is too small; -ESTALE.
 */
WINNOW_API int64_t winnow_profile(int64_t handle, int32_t slot, int32_t generation, int32_t reset, void *destination,
				  int64_t capacity);

/*
 * Host-wide number of calls that no program saw since they were loaded, because the kernel skipped them: each may have
 * been something new. Not 0 only on kernels with preemptible tracepoints (7.2): a program is skipped while another task
 * of the same CPU is in it, and a call is lost if both programs are skipped.
 */
WINNOW_API int64_t winnow_skipped(int64_t handle);

/* Host-wide counters. */
WINNOW_API int winnow_counters(int64_t handle, struct winnow_counters *counters);

/* CLOCK_REALTIME - CLOCK_BOOTTIME in nanoseconds: converts a record's time to wall time. */
WINNOW_API int64_t winnow_clock_offset(void);
/* The id that the kernel gives the cgroup at this path, or a negative errno. */
WINNOW_API int64_t winnow_cgroup_id(const char *path);

#endif
