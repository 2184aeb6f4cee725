// SPDX-License-Identifier: Apache-2.0
/*
 * slots.c - slots as user space sees them: through the mapping, without system calls. The states of a slot: clean (in
 * the queue free_slots) → taken (created != 0) → released (a new generation; programs that still run may write a last
 * byte) → clean again after the grace period.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

/* A program that read the old generation is done long before: programs do not sleep. */
#define GRACE (NANOS_PER_SECOND / 10)

static void slot__clean(volatile struct winnow_slot *slot)
{
	uint32_t generation = slot->generation;

	memset((void *)slot, 0, sizeof(*slot));
	slot->generation = generation;
	slot->stage_of[WINNOW_ORIGIN_RUNTIME] = WINNOW_STAGE_SETUP;
	slot->stage_of[WINNOW_ORIGIN_INIT] = WINNOW_STAGE_START;
	slot->stage_of[WINNOW_ORIGIN_EXEC] = WINNOW_STAGE_EXEC;
}

static int slot__offer(struct winnow *winnow, uint32_t index)
{
	if (bpf_map_update_elem(winnow->free_slots_fd, NULL, &index, BPF_ANY))
		return error__set(errno, "cannot give slot %u back: %s", index, strerror(errno));
	return 0;
}

/* Makes released slots clean whose grace period is over. */
void slots__recycle(struct winnow *winnow)
{
	uint64_t now = clock__boot();

	for (uint32_t i = 1; winnow->releasing && i < winnow->slot_count; i++) {
		volatile struct winnow_slot *slot = winnow__slot(winnow, i);

		if (!slot->released || now - slot->released < GRACE)
			continue;
		slot__clean(slot);
		winnow->releasing--;
		slot__offer(winnow, i);
	}
}

/*
 * Marks the slots in the queue. Each is taken out at the front and offered again at once, until one comes that was
 * there before: the programs of the earlier process are at work, and never find the queue empty.
 */
static int queue__look(struct winnow *winnow, bool *queued)
{
	uint32_t index;
	bool again = false;
	int error = 0;

	while (!again && !error && !bpf_map_lookup_and_delete_elem(winnow->free_slots_fd, NULL, &index)) {
		if (index >= winnow->slot_count)
			continue;
		again = queued[index];
		queued[index] = true;
		error = slot__offer(winnow, index);
	}
	return error;
}

static bool slot__is_missing(struct winnow *winnow, uint32_t index, const bool *queued)
{
	volatile struct winnow_slot *slot = winnow__slot(winnow, index);

	return !queued[index] && !slot->released && !slot->created;
}

/* After a takeover: the queue may lack slots that the earlier process had taken out of it when it ended. */
static int slots__requeue(struct winnow *winnow)
{
	bool *queued = calloc(winnow->slot_count, sizeof(bool)), missing = false;
	int error;

	if (!queued)
		return error__set(ENOMEM, "no memory for %u slots", winnow->slot_count);
	error = queue__look(winnow, queued);
	for (uint32_t i = 1; i < winnow->slot_count; i++) {
		winnow->releasing += !!winnow__slot(winnow, i)->released;
		missing |= slot__is_missing(winnow, i, queued);
	}
	if (missing)
		usleep(GRACE / 1000); /* a program that has just taken one says so meanwhile */
	for (uint32_t i = 1; missing && i < winnow->slot_count && !error; i++)
		if (slot__is_missing(winnow, i, queued)) {
			slot__clean(winnow__slot(winnow, i));
			error = slot__offer(winnow, i);
		}
	free(queued);
	return error;
}

int slots__open(struct winnow *winnow)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);
	void *memory;

	if (bpf_obj_get_info_by_fd(winnow->slots_fd, &info, &length))
		return error__set(errno, "cannot ask the kernel for the slots' size: %s", strerror(errno));
	winnow->slot_count = info.max_entries;
	winnow->slot_stride = (info.value_size + 7) & ~7UL;
	winnow->slots_bytes = winnow->slot_count * winnow->slot_stride;
	memory = mmap(NULL, winnow->slots_bytes, PROT_READ | PROT_WRITE, MAP_SHARED, winnow->slots_fd, 0);
	if (memory == MAP_FAILED)
		return error__set(errno, "cannot map %u slots: %s", winnow->slot_count, strerror(errno));
	winnow->slots = memory;
	if (winnow->resumed)
		return slots__requeue(winnow);

	volatile struct winnow_slot *host = winnow__slot(winnow, 0);

	slot__clean(host);
	memset((void *)host->fast_path, 0xff, sizeof(host->fast_path));
	__atomic_store_n(&host->generation, 1, __ATOMIC_RELEASE);
	for (uint32_t i = 1; i < winnow->slot_count; i++) {
		volatile struct winnow_slot *slot = winnow__slot(winnow, i);
		int result;

		slot__clean(slot);
		slot->generation = 1;
		result = slot__offer(winnow, i);
		if (result)
			return result;
	}
	return 0;
}

void slots__close(struct winnow *winnow)
{
	if (winnow->slots)
		munmap(winnow->slots, winnow->slots_bytes);
	winnow->slots = NULL;
}

int winnow_slots(int64_t handle)
{
	return (int)winnow__of(handle)->slot_count;
}

int winnow_slot(int64_t handle, int32_t index, struct winnow_slot_info *info)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot;

	if (index <= 0 || (uint32_t)index >= winnow->slot_count)
		return error__set(EINVAL, "slot %d is not one of 1..%u", index, winnow->slot_count - 1);
	slot = winnow__slot(winnow, (uint32_t)index);
	if (!slot__is_taken(slot))
		return error__set(ENOENT, "slot %d is free", index);
	memset(info, 0, sizeof(*info));
	info->slot = (uint32_t)index;
	info->generation = slot->generation;
	info->mode = slot->mode;
	info->notes = slot->notes;
	info->cgroup_id = slot->cgroup_id;
	info->created = slot->created;
	info->entrypoint = slot->entrypoint;
	info->serving = slot->serving;
	info->removed = slot->removed;
	info->pid_namespace = slot->pid_namespace;
	info->window_number = slot->window_number;
	memcpy(info->path, (const void *)slot->path, sizeof(info->path));
	info->path[sizeof(info->path) - 1] = 0;
	return 0;
}

/* Removes the cgroup from the map if its entry still names this slot. */
static void cgroup__forget(struct winnow *winnow, uint64_t id, uint32_t index, uint32_t generation)
{
	struct winnow_cgroup_slot entry;

	if (!bpf_map_lookup_elem(winnow->cgroups_fd, &id, &entry) && entry.slot == index &&
	    entry.generation == generation)
		bpf_map_delete_elem(winnow->cgroups_fd, &id);
}

int winnow_slot_watch(int64_t handle, int64_t cgroup_id, int32_t mode, const char *path)
{
	struct winnow *winnow = winnow__of(handle);
	uint64_t id = (uint64_t)cgroup_id;
	volatile struct winnow_slot *slot;
	struct winnow_cgroup_slot entry;
	uint32_t index;
	int error;

	while (!bpf_map_lookup_elem(winnow->cgroups_fd, &id, &entry) && entry.slot < winnow->slot_count) {
		slot = winnow__slot(winnow, entry.slot);
		if (entry.generation != slot->generation) {
			cgroup__forget(winnow, id, entry.slot, entry.generation);
		} else if (slot__is_taken(slot)) {
			error = mode__set(winnow, slot, slot->mode | ((uint32_t)mode & ~WINNOW_MODE_LATE));
			return error ? error : (int)entry.slot;
		} else {
			sched_yield(); /* the kernel is just allocating this one */
		}
	}
	if (bpf_map_lookup_and_delete_elem(winnow->free_slots_fd, NULL, &index))
		return error__set(ENOSPC, "all %u slots are taken: raise the number of slots", winnow->slot_count - 1);
	slot = winnow__slot(winnow, index);
	slot->cgroup_id = id;
	strncpy((char *)slot->path, path ? path : "", sizeof(slot->path) - 1);
	entry.slot = index;
	entry.generation = slot->generation;
	if (mode & WINNOW_MODE_LATE)
		slot->entrypoint = clock__boot();
	__atomic_store_n(&slot->created, clock__boot(), __ATOMIC_RELEASE);
	error = mode__set(winnow, slot, (uint32_t)mode);
	if (!error && bpf_map_update_elem(winnow->cgroups_fd, &id, &entry, BPF_NOEXIST))
		error = errno == EEXIST ? -EEXIST :
					  error__set(ENOSPC, "the map of cgroups is full, so it does not take %llu: %s",
						     (unsigned long long)id, strerror(errno));
	if (error) {
		slot__clean(slot);
		slot__offer(winnow, index);
		/* its first process has entered meanwhile, and the kernel has allocated a slot */
		return error == -EEXIST ? winnow_slot_watch(handle, cgroup_id, mode, path) : error;
	}
	host__invalidate(winnow);
	return (int)index;
}

int winnow_slot_serving(int64_t handle, int32_t index, int32_t generation)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);

	if (!slot)
		return slot__error(winnow, index);
	if (!slot->serving) {
		slot->serving = clock__boot();
		slot->stage_of[WINNOW_ORIGIN_INIT] = WINNOW_STAGE_SERVE;
		task_caches__invalidate(winnow);
	}
	return 0;
}

int winnow_slot_release(int64_t handle, int32_t index, int32_t generation)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);
	bool asked;
	int error;

	if (!slot)
		return slot__error(winnow, index);
	cgroup__forget(winnow, slot->cgroup_id, (uint32_t)index, (uint32_t)generation);
	asked = WINNOW_SLOT_WANTS_EXITS(slot);
	slot->notes &= ~(uint32_t)WINNOW_NOTE_OWN_FILTER;
	error = mode__set(winnow, slot, 0);
	if (!error && asked)
		error = exits__update(winnow);
	__atomic_fetch_add(&slot->generation, 1, __ATOMIC_SEQ_CST);
	task_caches__invalidate(winnow);
	slot->released = clock__boot();
	winnow->releasing++;
	return error;
}
