// SPDX-License-Identifier: Apache-2.0
/* winnow.c - open → configure → load → attach, and the reverse. Each step is in the file of its name. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "internal.h"

#define SLOTS_MAX 65536

static int print__silent(enum libbpf_print_level level, const char *format, va_list arguments)
{
	(void)level, (void)format, (void)arguments;
	return 0;
}

static int print__verbose(enum libbpf_print_level level, const char *format, va_list arguments)
{
	if (level == LIBBPF_WARN)
		fputs("warning: ", stderr);
	return vfprintf(stderr, format, arguments);
}

static int options__check(const struct winnow_options *options)
{
	if (options->slots < 2 || options->slots > SLOTS_MAX)
		return error__set(EINVAL, "slots = %u: give 2 to %u", options->slots, SLOTS_MAX);
	if (options->items < 1)
		return error__set(EINVAL, "items = %u: give at least 1", options->items);
	if (options->ring_bytes < 4096 || (options->ring_bytes & (options->ring_bytes - 1)))
		return error__set(EINVAL, "ring = %u bytes: give a power of two from 4096", options->ring_bytes);
	if (access("/sys/kernel/btf/vmlinux", R_OK))
		return error__set(ENOENT,
				  "the kernel offers no BTF (/sys/kernel/btf/vmlinux: %s): use a kernel built with "
				  "CONFIG_DEBUG_INFO_BTF=y",
				  strerror(errno));
	return 0;
}

static int counters__open(struct winnow *winnow)
{
	uint64_t epoch = 0;
	void *page = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED,
			  bpf_map__fd(winnow->bpf->maps.counters), 0);

	if (page == MAP_FAILED)
		return error__set(errno, "cannot map the counters: %s", strerror(errno));
	winnow->counters = page;
	if (winnow->resumed)
		return 0;
	if (getrandom(&epoch, sizeof(epoch), 0) != sizeof(epoch))
		return error__set(errno, "the kernel gives no random number: %s", strerror(errno));
	winnow->counters->epoch = epoch >> 1 | 1; /* positive in every language, never 0 */
	return 0;
}

static void counters__close(struct winnow *winnow)
{
	if (winnow->counters)
		munmap((void *)winnow->counters, (size_t)sysconf(_SC_PAGESIZE));
}

static int winnow__start(struct winnow *winnow, const struct winnow_options *options)
{
	int error = options__check(options);

	if (error)
		return error;
	if ((error = object__open(winnow)))
		return error;
	object__configure(winnow, options);
	if (options->pin_directory && *options->pin_directory &&
	    ((error = pins__prepare(winnow, options->pin_directory)) || (error = pins__take_over(winnow))))
		return error;
	if ((error = object__load(winnow)))
		return error;
	winnow->slots_fd = bpf_map__fd(winnow->bpf->maps.slots);
	winnow->free_slots_fd = bpf_map__fd(winnow->bpf->maps.free_slots);
	winnow->profiles_fd = bpf_map__fd(winnow->bpf->maps.profiles);
	winnow->profile_errors_fd = bpf_map__fd(winnow->bpf->maps.profile_errors);
	winnow->cgroups_fd = bpf_map__fd(winnow->bpf->maps.cgroups);
	winnow->items_fd = bpf_map__fd(winnow->bpf->maps.items);
	if ((error = counters__open(winnow)) || (error = slots__open(winnow)) ||
	    (error = ring__open(&winnow->ring, bpf_map__fd(winnow->bpf->maps.ring))))
		return error;
	/* Pinned only when complete: a takeover finds a whole tracer or none. */
	if (winnow->pin_directory && !winnow->resumed && (error = maps__pin(winnow)))
		return error;
	if ((error = hooks__attach(winnow)))
		return error;
	if (winnow->resumed)
		__atomic_store_n(&winnow->bpf->bss->takeover, clock__boot(), __ATOMIC_SEQ_CST);
	winnow->executables = executables__open(winnow->items_fd);
	return exits__update(winnow);
}

int64_t winnow_open(const struct winnow_options *options)
{
	struct winnow *winnow = calloc(1, sizeof(*winnow));
	int error;

	if (!winnow)
		return error__set(ENOMEM, "no memory");
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	libbpf_set_print(options->flags & WINNOW_OPEN_VERBOSE ? print__verbose : print__silent);
	error = winnow__start(winnow, options);
	probe__release();
	if (error) {
		/* a tracer that was found pinned stays as it was; without one, the directory is removed */
		if (winnow->pin_directory && !winnow->pinned)
			rmdir(winnow->pin_directory);
		winnow_close((int64_t)(intptr_t)winnow, !winnow->pinned);
		return error;
	}
	return (int64_t)(intptr_t)winnow;
}

int64_t winnow_open_with(int32_t slots, int32_t items, int32_t ring_bytes, int32_t flags, const char *pin_directory)
{
	struct winnow_options options = {
		.slots = (uint32_t)slots,
		.items = (uint32_t)items,
		.ring_bytes = (uint32_t)ring_bytes,
		.flags = (uint32_t)flags,
		.pin_directory = pin_directory,
	};

	return winnow_open(&options);
}

int winnow_close(int64_t handle, int keep_pins)
{
	struct winnow *winnow = winnow__of(handle);

	if (!winnow)
		return 0;
	if (winnow->pin_directory && !keep_pins)
		pins__remove(winnow->pin_directory);
	executables__close(winnow->executables);
	ring__close(&winnow->ring);
	slots__close(winnow);
	counters__close(winnow);
	object__close(winnow);
	free(winnow->pin_directory);
	free(winnow->items);
	free(winnow);
	return 0;
}

int winnow_tick(int64_t handle)
{
	struct winnow *winnow = winnow__of(handle);

	slots__recycle(winnow);
	exits__settle(winnow);
	return exits__follow(winnow);
}

/* What is not urgent does not wake the reader, since that would cost the observed program: it is found by looking. */
#define LOOK_MILLIS 10

int winnow_wait(int64_t handle, int timeout_millis)
{
	struct ring *ring = &winnow__of(handle)->ring;
	int ready, left = timeout_millis;

	while (!(ready = ring__wait(ring, left < LOOK_MILLIS ? left : LOOK_MILLIS))) {
		left -= LOOK_MILLIS;
		if (left <= 0 || winnow_ring_pending(handle) > 0)
			break;
		if ((ready = winnow_tick(handle)))
			break;
	}
	return ready;
}

int winnow_resumed(int64_t handle)
{
	return winnow__of(handle)->resumed;
}

int64_t winnow_epoch(int64_t handle)
{
	return (int64_t)winnow__of(handle)->counters->epoch;
}

int winnow_counters(int64_t handle, struct winnow_counters *counters)
{
	*counters = *(struct winnow_counters *)winnow__of(handle)->counters;
	return 0;
}

int winnow_schema_version(void)
{
	return WINNOW_SCHEMA_VERSION;
}

int64_t winnow_cgroup_id(const char *path)
{
	struct stat status;

	/* On kernfs with 64-bit inode numbers the inode is the id (kernfs_node.id). */
	if (stat(path, &status))
		return error__set(errno, "%s: %s", path, strerror(errno));
	return (int64_t)status.st_ino;
}
