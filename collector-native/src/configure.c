// SPDX-License-Identifier: Apache-2.0
/* configure.c - the configuration before the load: sizes, limits, and the programs and maps that this kernel needs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"

/* Places in the map of items that are reserved, over all slots; only those in use take memory. */
#define RESERVED_ITEMS (1 << 18)

_Static_assert(WINNOW_ITEM_HELD < WINNOW_BUDGETS, "each kind of item has a budget");

/* A container's limit for each kind of item, and its reserve of each: see items__allow(). */
static void items__limit(struct winnow_config *config, const struct winnow_options *options)
{
	static const uint32_t max[WINNOW_BUDGETS] = {
		[WINNOW_BUDGET_DANGER] = 2048,	  [WINNOW_ITEM_SYSCALL] = 2048, [WINNOW_ITEM_ARGUMENT] = 4096,
		[WINNOW_ITEM_CAPABILITY] = 2048,  [WINNOW_ITEM_DENIAL] = 4096,	[WINNOW_ITEM_IO_URING] = 1024,
		[WINNOW_ITEM_EXECUTABLE] = 256,   [WINNOW_ITEM_LEFT_CGROUP] = 8,	[WINNOW_ITEM_HELD] = 1024,
	};
	uint32_t share = options->items / 8 < 256 ? 256 : options->items / 8;
	uint32_t reserved = RESERVED_ITEMS / WINNOW_BUDGETS / options->slots;

	for (int i = 0; i < WINNOW_BUDGETS; i++)
		config->items_max[i] = max[i] < share ? max[i] : share;
	config->items_reserved = reserved < 2 ? 2 : reserved > 32 ? 32 : reserved;
	config->items_pool = options->items;
}

static int config__fill(struct winnow *winnow, const struct winnow_options *options)
{
	struct bpf_map *map = bpf_object__find_map_by_name(winnow->object, ".rodata.config");
	static struct winnow_config filled;
	struct winnow_config *config = &filled;
	struct stat namespace;
	int error;

	config->tasks_by_tid = (options->flags & WINNOW_OPEN_TASKS_BY_TID) || !probe__task_storage();
	config->atomics = probe__atomics();
	config->fallback = probe__preemptible();
	config->task_cache = probe__task_cache() && !config->tasks_by_tid;
	config->io_uring_opcode = probe__io_uring_opcode();
	items__limit(config, options);
	winnow->items_reserved = config->items_reserved;
	config->repeat_interval = NANOS_PER_SECOND;
	config->loader_generation = (uint32_t)(clock__boot() / NANOS_PER_MILLI) | 1;
	config->pid_namespace = stat("/proc/self/ns/pid", &namespace) ? 0 : (uint32_t)namespace.st_ino;
	traits__fill(config);
	dangers__fill(config);
	callers__find(config);
	error = map ? bpf_map__set_initial_value(map, config, sizeof(*config)) : -ENOENT;
	return error ? error__set(error, "the BPF object does not take its configuration: %s", strerror(-error)) : 0;
}

static void size__set(struct winnow *winnow, const char *name, uint32_t entries)
{
	bpf_map__set_max_entries(bpf_object__find_map_by_name(winnow->object, name), entries);
}

int object__configure(struct winnow *winnow, const struct winnow_options *options)
{
	struct bpf_program *program;
	bool storage = probe__task_storage() && !(options->flags & WINNOW_OPEN_TASKS_BY_TID);
	int error = config__fill(winnow, options);

	if (error)
		return error;
	size__set(winnow, "slots", options->slots);
	size__set(winnow, "free_slots", options->slots);
	size__set(winnow, "cgroups", options->slots * 2);
	size__set(winnow, "tasks_by_tid", 1 << 16);
	size__set(winnow, "setups", 4096);
	size__set(winnow, "items", options->items + options->slots * WINNOW_BUDGETS * winnow->items_reserved);
	size__set(winnow, "profiles", options->items);
	size__set(winnow, "profile_errors", options->items);
	size__set(winnow, "ring", options->ring_bytes);
	bpf_map__set_autocreate(bpf_object__find_map_by_name(winnow->object, "tasks"), storage);
	bpf_map__set_autocreate(bpf_object__find_map_by_name(winnow->object, "tasks_by_tid"), !storage);
	bpf_object__for_each_program(program, winnow->object)
		bpf_program__set_autoload(program, program__is_wanted(bpf_program__name(program), options->flags));
	return 0;
}

int object__load(struct winnow *winnow)
{
	int error = bpf_object__load(winnow->object);

	if (error == -EPERM)
		return error__set(EPERM, "the kernel refuses to load the tracer: run as root, or with the capabilities "
					 "that `winnow doctor` lists");
	if (error)
		return error__set(error, "the kernel did not load the tracer: %s; `winnow doctor` shows what is missing",
				  strerror(-error));
	return 0;
}
