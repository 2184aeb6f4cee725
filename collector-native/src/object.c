// SPDX-License-Identifier: Apache-2.0
/*
 * object.c - the BPF object that this library carries (bpftool's skeleton of it): opened, fitted to the running kernel,
 * configured, loaded.
 */
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "internal.h"

/* Places in the map of items that are reserved, over all slots; only those in use take memory. */
#define RESERVED_ITEMS (1 << 18)

_Static_assert(WINNOW_ITEM_HELD < WINNOW_BUDGETS, "each kind of item has a budget");

#define LOAD_64_BITS (BPF_LD | BPF_IMM | BPF_DW) /* the one instruction that takes two places */
#define ATOMIC_64_BITS (BPF_STX | BPF_ATOMIC | BPF_DW)

/*
 * Before 5.12 the verifier refuses any program with an atomic OR, also if config.atomics keeps it from being reached
 * (kernel/bpf/verifier.c: "BPF_STX uses reserved fields" comes before dead code is found). On such kernels it becomes
 * an atomic ADD, which they know, and which is not reached either. Before libbpf reads the object: it copies
 * subprograms into each program that calls them when it loads them, and shows only the programs themselves.
 */
static void code__replace_atomic_or(struct bpf_insn *code, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (code[i].code == ATOMIC_64_BITS && code[i].imm == BPF_OR)
			code[i].imm = BPF_ADD;
		if (code[i].code == LOAD_64_BITS)
			i++;
	}
}

static void elf__replace_atomic_or(uint8_t *elf)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)elf;
	const Elf64_Shdr *sections = (const Elf64_Shdr *)(elf + header->e_shoff);

	for (int i = 0; i < header->e_shnum; i++)
		if (sections[i].sh_type == SHT_PROGBITS && sections[i].sh_flags & SHF_EXECINSTR)
			code__replace_atomic_or((struct bpf_insn *)(elf + sections[i].sh_offset),
						sections[i].sh_size / sizeof(struct bpf_insn));
}

static int skeleton__open(struct winnow_bpf *bpf)
{
	uint8_t *copy = NULL;
	int error = winnow_bpf__create_skeleton(bpf);

	if (error)
		return error;
	if (!probe__atomics()) {
		copy = malloc(bpf->skeleton->data_sz);
		if (!copy)
			return -ENOMEM;
		memcpy(copy, bpf->skeleton->data, bpf->skeleton->data_sz);
		elf__replace_atomic_or(copy);
		bpf->skeleton->data = copy;
	}
	error = bpf_object__open_skeleton(bpf->skeleton, NULL);
	free(copy); /* libbpf has read all of it */
	return error;
}

int object__open(struct winnow *winnow)
{
	int error;

	winnow->bpf = calloc(1, sizeof(*winnow->bpf));
	error = winnow->bpf ? skeleton__open(winnow->bpf) : -ENOMEM;
	return error ? error__set(error, "the BPF object in this library cannot be read: %s", strerror(-error)) : 0;
}

void object__close(struct winnow *winnow)
{
	winnow_bpf__destroy(winnow->bpf);
	winnow->bpf = NULL;
}

/* A container's limit for each kind of item, and its reserve of each: see items__allow(). */
static void items__limit(struct winnow_config *config, const struct winnow_options *options)
{
	static const uint32_t max[WINNOW_BUDGETS] = {
		[WINNOW_BUDGET_DANGER] = 2048,   [WINNOW_ITEM_SYSCALL] = 2048,  [WINNOW_ITEM_ARGUMENT] = 4096,
		[WINNOW_ITEM_CAPABILITY] = 2048, [WINNOW_ITEM_DENIAL] = 4096,   [WINNOW_ITEM_IO_URING] = 1024,
		[WINNOW_ITEM_EXECUTABLE] = 256,  [WINNOW_ITEM_LEFT_CGROUP] = 8, [WINNOW_ITEM_HELD] = 1024,
	};
	uint32_t share = options->items / 8 < 256 ? 256 : options->items / 8;
	uint32_t reserved = RESERVED_ITEMS / WINNOW_BUDGETS / options->slots;

	for (int i = 0; i < WINNOW_BUDGETS; i++)
		config->items_max[i] = max[i] < share ? max[i] : share;
	config->items_reserved = reserved < 2 ? 2 : reserved > 32 ? 32 : reserved;
	config->items_pool = options->items;
}

static void config__fill(struct winnow_config *config, const struct winnow_options *options)
{
	struct stat status;

	config->tasks_by_tid = (options->flags & WINNOW_OPEN_TASKS_BY_TID) || !probe__task_storage();
	config->atomics = probe__atomics();
	config->fallback = probe__preemptible();
	config->task_cache = probe__task_cache() && !config->tasks_by_tid;
	config->io_uring_opcode = probe__io_uring_opcode();
	items__limit(config, options);
	config->repeat_interval = NANOS_PER_SECOND;
	config->loader_generation = (uint32_t)(clock__boot() / NANOS_PER_MILLI) | 1;
	config->pid_namespace = stat("/proc/self/ns/pid", &status) ? 0 : (uint32_t)status.st_ino;
	traits__fill(config);
	dangers__fill(config);
	callers__find(config);
}

static void maps__size(struct winnow_bpf *bpf, const struct winnow_options *options)
{
	const struct winnow_config *config = &bpf->rodata->config;

	bpf_map__set_max_entries(bpf->maps.slots, options->slots);
	bpf_map__set_max_entries(bpf->maps.free_slots, options->slots);
	bpf_map__set_max_entries(bpf->maps.cgroups, options->slots * 2);
	bpf_map__set_max_entries(bpf->maps.tasks_by_tid, 1 << 16);
	bpf_map__set_max_entries(bpf->maps.setups, 4096);
	bpf_map__set_max_entries(bpf->maps.items,
				 options->items + options->slots * WINNOW_BUDGETS * config->items_reserved);
	bpf_map__set_max_entries(bpf->maps.profiles, options->items);
	bpf_map__set_max_entries(bpf->maps.profile_errors, options->items);
	bpf_map__set_max_entries(bpf->maps.ring, options->ring_bytes);
	bpf_map__set_autocreate(bpf->maps.tasks, !config->tasks_by_tid);
	bpf_map__set_autocreate(bpf->maps.tasks_by_tid, config->tasks_by_tid);
}

static struct bpf_program *program__named(const struct winnow_bpf *bpf, const char *name)
{
	return name ? bpf_object__find_program_by_name(bpf->obj, name) : NULL;
}

/* Leaves out the programs that this kernel has no hook for, or no need. */
static void programs__choose(struct winnow_bpf *bpf, uint32_t flags)
{
	bool task_cache = bpf->rodata->config.task_cache;
	struct bpf_program *capability =
		flags & WINNOW_OPEN_NO_CAPABILITIES ? NULL : program__named(bpf, probe__capability_program());
	struct bpf_program *io_uring = program__named(bpf, probe__io_uring_program());

	bpf_program__set_autoload(bpf->progs.sys_enter_cached, task_cache);
	bpf_program__set_autoload(bpf->progs.sys_enter, !task_cache);
	bpf_program__set_autoload(bpf->progs.sys_enter_fallback, probe__preemptible());
	bpf_program__set_autoload(bpf->progs.sys_exit_fallback, probe__preemptible());
	bpf_program__set_autoload(bpf->progs.vsyscall_emulated, probe__tracepoint("emulate_vsyscall"));
	bpf_program__set_autoload(bpf->progs.cap_capable, bpf->progs.cap_capable == capability);
	bpf_program__set_autoload(bpf->progs.cap_capable_returned, bpf->progs.cap_capable_returned == capability);
	bpf_program__set_autoload(bpf->progs.io_uring_submit_req, bpf->progs.io_uring_submit_req == io_uring);
	bpf_program__set_autoload(bpf->progs.io_uring_submit_sqe, bpf->progs.io_uring_submit_sqe == io_uring);
	bpf_program__set_autoload(bpf->progs.io_uring_registered, probe__tracepoint("io_uring_register"));
}

void object__configure(struct winnow *winnow, const struct winnow_options *options)
{
	config__fill(&winnow->bpf->rodata->config, options);
	maps__size(winnow->bpf, options);
	programs__choose(winnow->bpf, options->flags);
}

int object__load(struct winnow *winnow)
{
	int error = winnow_bpf__load(winnow->bpf);

	if (error == -EPERM)
		return error__set(EPERM, "the kernel refuses to load the tracer: run as root, or with the capabilities "
					 "that `winnow doctor` lists");
	if (error)
		return error__set(error,
				  "the kernel did not load the tracer: %s; `winnow doctor` shows what is missing",
				  strerror(-error));
	return 0;
}
