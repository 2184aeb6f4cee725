// SPDX-License-Identifier: Apache-2.0
/*
 * slots.c - slots as user space sees them: through the mapping, without system calls. The life of a slot:
 * clean (in the queue free_slots) → taken (created != 0) → released (a new generation; programs that still run may
 * write a last byte) → clean again after the grace period.
 */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

/* A program that read the old generation is done long before: programs do not sleep. */
#define GRACE (NANOS_PER_SECOND / 10)

#define CELLS ((size_t)WINNOW_STAGES * WINNOW_ABIS)

uint64_t clock__boot(void)
{
	struct timespec now;

	clock_gettime(CLOCK_BOOTTIME, &now);
	return (uint64_t)now.tv_sec * NANOS_PER_SECOND + (uint64_t)now.tv_nsec;
}

static bool slot__is_taken(volatile struct winnow_slot *slot)
{
	return __atomic_load_n(&slot->created, __ATOMIC_ACQUIRE) && !slot->released;
}

/* The slot, or NULL with the reason in winnow_error(). */
static volatile struct winnow_slot *slot__named(struct winnow *winnow, int32_t index, int32_t generation)
{
	volatile struct winnow_slot *slot;

	if (index <= 0 || (uint32_t)index >= winnow->slot_count) {
		error__set(EINVAL, "slot %d is not one of 1..%u", index, winnow->slot_count - 1);
		return NULL;
	}
	slot = winnow__slot(winnow, (uint32_t)index);
	if (slot->generation != (uint32_t)generation || !slot__is_taken(slot)) {
		error__set(ESTALE, "slot %d is no longer of generation %d", index, generation);
		return NULL;
	}
	return slot;
}

/* ESTALE or EINVAL of a slot__named() that answered NULL. */
static int slot__error(struct winnow *winnow, int32_t index)
{
	return index <= 0 || (uint32_t)index >= winnow->slot_count ? -EINVAL : -ESTALE;
}

bool slot__wants_exits(volatile const struct winnow_slot *slot)
{
	return slot->mode & WINNOW_MODES_EXIT || slot->notes & WINNOW_NOTE_OWN_FILTER;
}

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
static void slots__recycle(struct winnow *winnow)
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

/* After a take-over: the queue of free slots may lack those that were between two hands when the process ended. */
static int slots__requeue(struct winnow *winnow)
{
	bool *queued = calloc(winnow->slot_count, sizeof(bool));
	uint32_t index;
	int result = 0;

	if (!queued)
		return error__set(ENOMEM, "no memory for %u slots", winnow->slot_count);
	while (!bpf_map_lookup_and_delete_elem(winnow->free_slots_fd, NULL, &index))
		if (index < winnow->slot_count)
			queued[index] = true;
	for (uint32_t i = 1; i < winnow->slot_count && !result; i++) {
		volatile struct winnow_slot *slot = winnow__slot(winnow, i);

		if (slot->released)
			winnow->releasing++;
		else if (!slot->created && (queued[i] || !slot->cgroup_id))
			result = slot__offer(winnow, i);
	}
	free(queued);
	return result;
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
	memset((void *)host->quiet, 0xff, sizeof(host->quiet));
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

/* Tasks of the host look their slot up again: one of their cgroups has changed hands. */
static void host__invalidate(struct winnow *winnow)
{
	__atomic_fetch_add(&winnow__slot(winnow, 0)->generation, 1, __ATOMIC_SEQ_CST);
}

/* A bit that is quiet means "nothing to do": what the policy allows, less what is looked at each time. */
static void quiet__apply(volatile struct winnow_slot *slot)
{
	static struct winnow_config table;
	static bool filled;

	if (!filled) {
		traits__fill(&table);
		filled = true;
	}
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		for (int abi = 0; abi < WINNOW_ABIS; abi++)
			for (int word = 0; word < WINNOW_WORDS; word++) {
				uint64_t quiet = 0;
				bool quietens = (slot->mode & WINNOW_MODE_WATCH) && !(slot->mode & WINNOW_MODES_LOUD) &&
						stage != WINNOW_STAGE_SETUP;

				for (int bit = 0; quietens && bit < 64; bit++) {
					uint32_t loud = table.traits[abi][word * 64 + bit] & WINNOW_TRAITS_ARGUMENTS;

					if (stage == WINNOW_STAGE_START)
						loud |= table.traits[abi][word * 64 + bit] & WINNOW_TRAITS_SERVING;
					if (!loud)
						quiet |= slot->policy[stage][abi][word] & (1ULL << bit);
				}
				/* mostly it is so already, and the line stays in the caches of those who read it at each call */
				if (slot->quiet[stage][abi][word] != quiet)
					__atomic_store_n(&slot->quiet[stage][abi][word], quiet, __ATOMIC_RELEASE);
			}
}

/* What the slot's calls are looked at for changes: the exit hook, and what CPUs remember, follow. */
static int mode__set(struct winnow *winnow, volatile struct winnow_slot *slot, uint32_t mode)
{
	uint32_t changed = slot->mode ^ mode;

	slot->mode = mode;
	if (changed & WINNOW_MODE_CONFIRMED)
		host__invalidate(winnow); /* what runs below it becomes its own */
	if (changed & WINNOW_MODES_LOUD)
		quiet__apply(slot);
	if (!(changed & WINNOW_MODES_EXIT))
		return 0;
	memos__forget(winnow);
	return exits__update(winnow);
}

/* Takes a cgroup out of the map, if it is this slot's there: another may have its place by now. */
static void cgroup__forget(struct winnow *winnow, uint64_t id, uint32_t index, uint32_t generation)
{
	struct cgroup_slot entry;

	if (!bpf_map_lookup_elem(winnow->cgroups_fd, &id, &entry) && entry.slot == index && entry.generation == generation)
		bpf_map_delete_elem(winnow->cgroups_fd, &id);
}

int winnow_slot_watch(int64_t handle, int64_t cgroup_id, int32_t mode, const char *path)
{
	struct winnow *winnow = winnow__of(handle);
	uint64_t id = (uint64_t)cgroup_id;
	volatile struct winnow_slot *slot;
	struct cgroup_slot entry;
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
			sched_yield(); /* the kernel is just giving it this one */
		}
	}
	slots__recycle(winnow);
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
		error = errno == EEXIST ? -EEXIST : error__set(ENOSPC, "the map of cgroups has no room for %llu: %s", (unsigned long long)id,
				   strerror(errno));
	if (error) {
		slot__clean(slot);
		slot__offer(winnow, index);
		/* its first process has come meanwhile, and the kernel has given it one */
		return error == -EEXIST ? winnow_slot_watch(handle, cgroup_id, mode, path) : error;
	}
	host__invalidate(winnow);
	return (int)index;
}

int winnow_slot_mode(int64_t handle, int32_t index, int32_t generation, int32_t set, int32_t clear)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);

	if (!slot)
		return slot__error(winnow, index);
	if ((set | clear) & WINNOW_MODE_WATCH)
		return error__set(EINVAL, "a slot is watched through winnow_slot_policy()");
	return mode__set(winnow, slot, (slot->mode | (uint32_t)set) & ~(uint32_t)clear);
}

int winnow_slot_policy(int64_t handle, int32_t index, int32_t generation, const void *words)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);

	if (!slot)
		return slot__error(winnow, index);
	if (words) {
		memcpy((void *)slot->policy, words, sizeof(slot->policy));
		__atomic_fetch_or(&slot->mode, WINNOW_MODE_WATCH, __ATOMIC_SEQ_CST);
	} else {
		__atomic_fetch_and(&slot->mode, ~(uint32_t)WINNOW_MODE_WATCH, __ATOMIC_SEQ_CST);
	}
	quiet__apply(slot);
	return 0;
}

int winnow_slot_serving(int64_t handle, int32_t index, int32_t generation)
{
	volatile struct winnow_slot *slot = slot__named(winnow__of(handle), index, generation);

	if (!slot)
		return slot__error(winnow__of(handle), index);
	if (!slot->serving) {
		slot->serving = clock__boot();
		slot->stage_of[WINNOW_ORIGIN_INIT] = WINNOW_STAGE_SERVE;
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
	asked = slot__wants_exits(slot);
	slot->notes &= ~(uint32_t)WINNOW_NOTE_OWN_FILTER;
	error = mode__set(winnow, slot, 0);
	if (!error && asked)
		error = exits__update(winnow);
	__atomic_fetch_add(&slot->generation, 1, __ATOMIC_SEQ_CST);
	slot->released = clock__boot();
	winnow->releasing++;
	slots__recycle(winnow);
	return error;
}

/* ---- items and snapshots --------------------------------------------------------------------------------- */

static int item__compare(const void *left, const void *right)
{
	return memcmp(&((const struct item_entry *)left)->key, &((const struct item_entry *)right)->key,
		      sizeof(struct winnow_item_key));
}

static bool items__make_room(struct winnow *winnow, size_t more)
{
	size_t capacity = winnow->item_capacity ? winnow->item_capacity : 1024;
	struct item_entry *grown;

	while (capacity < winnow->item_count + more)
		capacity *= 2;
	if (capacity == winnow->item_capacity)
		return true;
	grown = realloc(winnow->items, capacity * sizeof(*grown));
	if (!grown)
		return false;
	winnow->items = grown;
	winnow->item_capacity = capacity;
	return true;
}

/* Keeps an item of a slot in use; removes one that a released slot left behind. */
static bool item__keep(struct winnow *winnow, const struct winnow_item_key *key, const struct winnow_item_value *value)
{
	if (key->slot >= winnow->slot_count || winnow__slot(winnow, key->slot)->generation != key->generation) {
		bpf_map_delete_elem(winnow->items_fd, key);
		return true;
	}
	if (!items__make_room(winnow, 1))
		return false;
	winnow->items[winnow->item_count].key = *key;
	winnow->items[winnow->item_count].value = *value;
	winnow->item_count++;
	return true;
}

/* Counts anew what slots have beyond their reserves: a program that counted one meanwhile is off by that until the next time. */
static void pool__count(struct winnow *winnow)
{
	uint64_t pooled = 0;

	for (uint32_t i = 1; i < winnow->slot_count; i++)
		for (int budget = 0; budget < WINNOW_BUDGETS; budget++) {
			uint32_t count = winnow__slot(winnow, i)->items[budget];

			pooled += count > winnow->items_reserved ? count - winnow->items_reserved : 0;
		}
	__atomic_store_n(winnow->items_pooled, pooled, __ATOMIC_RELEASE);
}

#define BATCH 1024

int64_t winnow_items_read(int64_t handle)
{
	struct winnow *winnow = winnow__of(handle);
	static __thread struct winnow_item_key keys[BATCH];
	static __thread struct winnow_item_value values[BATCH];
	uint32_t at = 0, count;
	void *previous = NULL;
	int failed;

	slots__recycle(winnow);
	exits__settle(winnow);
	winnow->items_read = clock__boot();
	winnow->item_count = 0;
	do {
		count = BATCH;
		failed = bpf_map_lookup_batch(winnow->items_fd, previous, &at, keys, values, &count, NULL);
		if (failed && errno != ENOENT)
			return error__set(errno, "cannot read the items: %s", strerror(errno));
		previous = &at;
		for (uint32_t i = 0; i < count; i++)
			if (!item__keep(winnow, &keys[i], &values[i]))
				return error__set(ENOMEM, "no memory for %zu items", winnow->item_count + 1);
	} while (!failed);
	pool__count(winnow);
	qsort(winnow->items, winnow->item_count, sizeof(*winnow->items), item__compare);
	return (int64_t)winnow->item_count;
}

/* First of the sorted items whose (slot, generation) is not below the one given. memcmp's order: bytes. */
static size_t items__from(const struct winnow *winnow, uint32_t slot, uint32_t generation)
{
	struct item_entry wanted = { .key = { .slot = slot, .generation = generation } };
	size_t low = 0, high = winnow->item_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (item__compare(&winnow->items[middle], &wanted) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void bits__of(const volatile uint8_t *bytes, uint64_t *words)
{
	for (int word = 0; word < WINNOW_WORDS; word++) {
		uint64_t bits = 0;

		for (int bit = 0; bit < 64; bit++)
			bits |= (uint64_t)(bytes[word * 64 + bit] != 0) << bit;
		words[word] = bits;
	}
}

/*
 * The window goes first, quiet second; the programs set them the other way round. So a call that runs between
 * the two exchanges is counted in one window or the other, and never made quiet in a window that does
 * not have it.
 */
static void window__take(volatile struct winnow_slot *slot, struct winnow_snapshot *snapshot)
{
	volatile uint64_t *window = &slot->window[0][0][0];
	volatile uint64_t *quiet = &slot->quiet[0][0][0];
	uint64_t *taken = &snapshot->window[0][0][0];

	for (size_t i = 0; i < CELLS * WINNOW_WORDS; i++) {
		taken[i] = __atomic_exchange_n(&window[i], 0, __ATOMIC_SEQ_CST);
		if (!(slot->mode & WINNOW_MODE_WATCH))
			__atomic_store_n(&quiet[i], 0, __ATOMIC_SEQ_CST);
	}
}

int64_t winnow_snapshot(int64_t handle, int32_t index, int32_t generation, int32_t close_window, void *destination,
			int64_t capacity)
{
	struct winnow *winnow = winnow__of(handle);
	volatile struct winnow_slot *slot = slot__named(winnow, index, generation);
	struct winnow_snapshot *snapshot = destination;
	struct winnow_item_state *items;
	size_t from, to, size;
	uint64_t removed;

	if (!slot)
		return slot__error(winnow, index);
	from = items__from(winnow, (uint32_t)index, (uint32_t)generation);
	to = from;
	while (to < winnow->item_count && winnow->items[to].key.slot == (uint32_t)index &&
	       winnow->items[to].key.generation == (uint32_t)generation)
		to++;
	size = sizeof(*snapshot) + (to - from) * sizeof(*items);
	if ((uint64_t)capacity < size)
		return error__set(ENOSPC, "a snapshot of %zu bytes does not fit into %lld", size, (long long)capacity);

	memset(snapshot, 0, sizeof(*snapshot));
	snapshot->size = (uint32_t)size;
	snapshot->slot = (uint32_t)index;
	snapshot->time = clock__boot();
	snapshot->cgroup_id = slot->cgroup_id;
	snapshot->generation = (uint32_t)generation;
	snapshot->mode = slot->mode;
	snapshot->window_opened = slot->window_opened ? slot->window_opened : slot->created;
	snapshot->created = slot->created;
	/* Read before the sets: a cgroup that is gone adds nothing to them any more. To its items it may have, after they were read. */
	removed = __atomic_load_n(&slot->removed, __ATOMIC_ACQUIRE);
	if (removed && removed <= winnow->items_read)
		snapshot->flags |= WINNOW_SNAPSHOT_FINAL;
	if (close_window) {
		window__take(slot, snapshot);
		snapshot->flags |= WINNOW_SNAPSHOT_WINDOW;
		slot->window_number++;
		slot->window_opened = snapshot->time;
	}
	/* a program that was held up since before the slot was watched may have put its bit there after the policy */
	if (slot->mode & WINNOW_MODE_WATCH)
		quiet__apply(slot);
	snapshot->window_number = slot->window_number;
	/* After the window, so that what is in a window is always in the set. */
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		for (int abi = 0; abi < WINNOW_ABIS; abi++)
			bits__of(slot->seen[stage][abi], snapshot->seen[stage][abi]);
	for (int kind = 0; kind < WINNOW_BOOTSTRAPS; kind++)
		bits__of(slot->bootstrap[kind], snapshot->bootstrap[kind]);
	snapshot->notes = slot->notes;
	snapshot->entrypoint = slot->entrypoint;
	snapshot->serving = slot->serving;
	for (int reason = 0; reason < WINNOW_LOSSES; reason++)
		snapshot->lost[reason] = slot->lost[reason];
	snapshot->produced = slot->produced;

	items = (struct winnow_item_state *)(snapshot + 1);
	for (size_t i = from; i < to; i++, items++) {
		const struct item_entry *entry = &winnow->items[i];

		items->item = entry->key.item;
		items->count = entry->value.count;
		items->first = entry->value.first;
		items->last = entry->value.last;
		items->tgid = entry->value.tgid;
		items->flags = entry->value.flags;
	}
	snapshot->item_count = (uint32_t)(to - from);
	return (int64_t)size;
}
