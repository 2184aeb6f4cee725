// SPDX-License-Identifier: Apache-2.0
/* profile.c - reads the counts and times of a slot in profile mode. */
#include <errno.h>
#include <string.h>

#include "internal.h"

struct output {
	struct winnow_profile_entry *entries;
	size_t count, capacity;
};

/* Copies the slot's entries; value_size distinguishes the two maps. Keys are collected before any is removed. */
static int profile__collect(int fd, size_t value_size, uint32_t slot, uint32_t generation, struct output *output)
{
	struct winnow_profile_key key, next;
	struct winnow_profile_key *previous = NULL;

	while (!bpf_map_get_next_key(fd, previous, &next)) {
		key = next;
		previous = &key;
		if (key.slot != slot || key.generation != generation)
			continue;
		if (output->count == output->capacity)
			return error__set(ENOSPC, "the profile has more than %zu entries", output->capacity);
		struct winnow_profile_entry *entry = &output->entries[output->count];

		memset(entry, 0, sizeof(*entry));
		entry->key = key;
		/* the errors' value is a count, which is the profile's first field */
		_Static_assert(offsetof(struct winnow_profile, count) == 0, "a count comes first");
		if (value_size <= sizeof(entry->profile) && !bpf_map_lookup_elem(fd, &key, &entry->profile))
			output->count++;
	}
	return 0;
}

int64_t winnow_profile(int64_t handle, int32_t slot, int32_t generation, int32_t reset, void *destination,
		       int64_t capacity)
{
	struct winnow *winnow = winnow__of(handle);
	struct output output = { .entries = destination,
				 .capacity = (size_t)capacity / sizeof(struct winnow_profile_entry) };
	struct winnow_slot_info info;
	int error = winnow_slot(handle, slot, &info);

	if (error || info.generation != (uint32_t)generation)
		return error__set(ESTALE, "slot %d is no longer of generation %d", slot, generation);
	error = profile__collect(winnow->profiles_fd, sizeof(struct winnow_profile), info.slot, info.generation,
				 &output);
	if (!error)
		error = profile__collect(winnow->profile_errors_fd, sizeof(uint64_t), info.slot, info.generation,
					 &output);
	if (error)
		return error;
	for (size_t i = 0; reset && i < output.count; i++)
		bpf_map_delete_elem(output.entries[i].key.error ? winnow->profile_errors_fd : winnow->profiles_fd,
				    &output.entries[i].key);
	return (int64_t)(output.count * sizeof(struct winnow_profile_entry));
}
