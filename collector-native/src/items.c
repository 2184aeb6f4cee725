// SPDX-License-Identifier: Apache-2.0
/* items.c - the map of items, read in one go for all slots. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

static int item__compare(const void *left, const void *right)
{
	return memcmp(&((const struct item_entry *)left)->key, &((const struct item_entry *)right)->key,
		      sizeof(struct winnow_item_key));
}

static bool items__reserve(struct winnow *winnow, size_t more)
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
	if (!items__reserve(winnow, 1))
		return false;
	winnow->items[winnow->item_count].key = *key;
	winnow->items[winnow->item_count].value = *value;
	winnow->item_count++;
	return true;
}

/*
 * Counts anew what slots have beyond their reserves: a program that counted one meanwhile is off by that until the next
 * time.
 */
static void pool__count(struct winnow *winnow)
{
	const uint32_t reserved = winnow->bpf->rodata->config.items_reserved;
	uint64_t pooled = 0;

	for (uint32_t i = 1; i < winnow->slot_count; i++)
		for (int budget = 0; budget < WINNOW_BUDGETS; budget++) {
			uint32_t count = winnow__slot(winnow, i)->items[budget];

			pooled += count > reserved ? count - reserved : 0;
		}
	__atomic_store_n(&winnow->bpf->bss->items_pooled, pooled, __ATOMIC_RELEASE);
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
size_t items__from(const struct winnow *winnow, uint32_t slot, uint32_t generation)
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
