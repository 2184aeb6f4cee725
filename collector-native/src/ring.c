// SPDX-License-Identifier: Apache-2.0
/*
 * ring.c - our own consumer of the BPF ring buffer: one memcpy moves the records to the caller's buffer as they are;
 * libbpf would call back for each. Layout: kernel/bpf/ringbuf.c.
 */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

#define RECORD_BUSY (1u << 31)
#define RECORD_DISCARDED (1u << 30)
#define RECORD_HEADER 8
/* Of the data pages' second mapping, for a record that runs over the ring's end; no record is longer. All of them would be counted as memory twice. */
#define OVERLAP (64 * 1024)

int ring__open(struct ring *ring, int fd)
{
	struct bpf_map_info info = {};
	uint32_t length = sizeof(info);
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	/* edge-triggered: only the wake-ups that the programs ask for, not every byte that waits */
	struct epoll_event event = { .events = EPOLLIN | EPOLLET };
	void *pages;

	ring->fd = fd;
	ring->epoll = -1;
	if (bpf_obj_get_info_by_fd(fd, &info, &length))
		return error__set(errno, "cannot ask the kernel for the ring's size: %s", strerror(errno));
	ring->size = info.max_entries;
	ring->mask = ring->size - 1;
	pages = mmap(NULL, page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (pages == MAP_FAILED)
		return error__set(errno, "cannot map the ring's consumer page: %s", strerror(errno));
	ring->consumer = pages;
	ring->mapped = ring->size + (ring->size < OVERLAP ? ring->size : OVERLAP);
	pages = mmap(NULL, page + ring->mapped, PROT_READ, MAP_SHARED, fd, (off_t)page);
	if (pages == MAP_FAILED)
		return error__set(errno, "cannot map the ring (%zu bytes): %s", ring->size, strerror(errno));
	ring->producer = pages;
	ring->data = (const uint8_t *)pages + page;
	ring->position = __atomic_load_n(ring->consumer, __ATOMIC_ACQUIRE);
	ring->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (ring->epoll < 0 || epoll_ctl(ring->epoll, EPOLL_CTL_ADD, fd, &event))
		return error__set(errno, "cannot wait on the ring: %s", strerror(errno));
	return 0;
}

void ring__close(struct ring *ring)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	if (ring->epoll > 0)
		close(ring->epoll);
	if (ring->producer)
		munmap((void *)ring->producer, page + ring->mapped);
	if (ring->consumer)
		munmap((void *)ring->consumer, page);
	memset(ring, 0, sizeof(*ring));
}

/* What this library itself does with a record, while it is in the ring. */
static void record__visit(struct winnow *winnow, const struct winnow_header *header)
{
	if (header->type == WINNOW_RECORD_OBSERVATION && header->slot < winnow->slot_count)
		executables__executed(winnow->executables, (const struct winnow_observation *)header,
				      winnow__slot(winnow, header->slot));
}

int64_t winnow_drain(int64_t handle, void *destination, int64_t capacity)
{
	struct winnow *winnow = winnow__of(handle);
	struct ring *ring = &winnow->ring;
	uint64_t end = __atomic_load_n(ring->producer, __ATOMIC_ACQUIRE);
	uint64_t start = ring->position;
	uint64_t at = start;
	int64_t mapped = (int64_t)(ring->mapped - (start & ring->mask));

	/* A record may run over the ring's end, into the second mapping; the copy ends there. */
	if (capacity > mapped)
		capacity = mapped;
	while (at < end) {
		const uint32_t *header = (const uint32_t *)(ring->data + (at & ring->mask));
		uint32_t length = __atomic_load_n(header, __ATOMIC_ACQUIRE);
		uint64_t next;

		if (length & RECORD_BUSY)
			break;
		next = at + (((length & ~(RECORD_BUSY | RECORD_DISCARDED)) + RECORD_HEADER + 7) & ~7ULL);
		if (next - start > (uint64_t)capacity) {
			if (at == start)
				return error__set(ENOSPC, "a record of %llu bytes does not fit into %lld",
						  (unsigned long long)(next - start), (long long)capacity);
			break;
		}
		if (!(length & RECORD_DISCARDED))
			record__visit(winnow,
				      (const struct winnow_header *)(ring->data + ((at + RECORD_HEADER) & ring->mask)));
		at = next;
	}
	if (at == start)
		return 0;
	memcpy(destination, ring->data + (start & ring->mask), at - start);
	ring->position = at;
	return (int64_t)(at - start);
}

int winnow_drained(int64_t handle, int64_t bytes)
{
	struct ring *ring = &winnow__of(handle)->ring;
	uint64_t acknowledged = *ring->consumer;

	if (bytes < 0 || acknowledged + (uint64_t)bytes > ring->position)
		return error__set(EINVAL, "%lld bytes acknowledged, %llu were drained", (long long)bytes,
				  (unsigned long long)(ring->position - acknowledged));
	__atomic_store_n(ring->consumer, acknowledged + (uint64_t)bytes, __ATOMIC_RELEASE);
	return 0;
}

int64_t winnow_ring_pending(int64_t handle)
{
	struct ring *ring = &winnow__of(handle)->ring;

	return (int64_t)(__atomic_load_n(ring->producer, __ATOMIC_ACQUIRE) - ring->position);
}

int64_t winnow_ring_position(int64_t handle)
{
	return (int64_t)winnow__of(handle)->ring.position;
}

int ring__wait(struct ring *ring, int millis)
{
	struct epoll_event event;
	int ready = epoll_wait(ring->epoll, &event, 1, millis);

	if (ready < 0 && errno == EINTR)
		return 0;
	if (ready < 0)
		return error__set(errno, "waiting on the ring failed: %s", strerror(errno));
	return ready;
}
