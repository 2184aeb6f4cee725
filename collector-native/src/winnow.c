// SPDX-License-Identifier: Apache-2.0
/* winnow.c - open → configure → load → attach; and the way back. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define BPF_FS_MAGIC_NUMBER 0xcafe4a11
#define SLOTS_MAX 65536
/* Places in the map of items that are kept for what each slot has few of, over all slots; it takes memory for those in use only. */
#define RESERVED_ITEMS (1 << 18)

/* Maps that outlive the process where a pin directory is given: all that holds state. */
static const char *const kept_maps[] = { "slots", "free_slots", "cgroups", "tasks",  "tasks_by_tid",
					 "setups", "items",	"counters", "ring",   "registered_credentials" };
#define KEPT_MAPS (sizeof(kept_maps) / sizeof(kept_maps[0]))

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
		return error__set(ENOENT, "the kernel offers no BTF (/sys/kernel/btf/vmlinux: %s): use a kernel built with "
					  "CONFIG_DEBUG_INFO_BTF=y", strerror(errno));
	return 0;
}

/* ---- pins ------------------------------------------------------------------------------------------------------ */

static int pins__prepare(struct winnow *winnow, const char *directory)
{
	struct statfs status;
	char other[32];
	DIR *entries;
	struct dirent *entry;

	if (mkdir(directory, 0700) && errno != EEXIST)
		return error__set(errno, "cannot make the pin directory %s: %s; is bpffs mounted there?", directory,
				  strerror(errno));
	if (statfs(directory, &status) || (long)status.f_type != BPF_FS_MAGIC_NUMBER)
		return error__set(EINVAL, "the pin directory %s is not on bpffs: mount -t bpf bpf /sys/fs/bpf", directory);
	snprintf(other, sizeof(other), "v%d-%d", WINNOW_SCHEMA_VERSION, WINNOW_STATE_VERSION);
	entries = opendir(directory);
	while (entries && (entry = readdir(entries))) {
		if (entry->d_name[0] == 'v' && strcmp(entry->d_name, other)) {
			char name[64];

			snprintf(name, sizeof(name), "%.60s", entry->d_name);
			closedir(entries);
			return error__set(EEXIST, "a tracer of another version (%s) is pinned in %s: stop it, or remove the "
						  "directory", name, directory);
		}
	}
	if (entries)
		closedir(entries);
	if (asprintf(&winnow->pin_directory, "%s/%s", directory, other) < 0)
		return error__set(ENOMEM, "no memory");
	if (mkdir(winnow->pin_directory, 0700) && errno != EEXIST)
		return error__set(errno, "cannot make %s: %s", winnow->pin_directory, strerror(errno));
	return 0;
}

static int pin__path(const struct winnow *winnow, const char *kind, const char *name, char *path, size_t size)
{
	return snprintf(path, size, "%s/%s_%s", winnow->pin_directory, kind, name) < (int)size ? 0 : -1;
}

/* Takes over the pinned maps, with the sizes that they have. All or none: half a tracer is none. */
static int pins__take_over(struct winnow *winnow)
{
	int fds[KEPT_MAPS];
	size_t found = 0, wanted = 0;
	int error = 0;

	for (size_t i = 0; i < KEPT_MAPS; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(winnow->object, kept_maps[i]);
		char path[512];

		fds[i] = -1;
		if (!bpf_map__autocreate(map) || error)
			continue;
		wanted++;
		if (!pin__path(winnow, "map", kept_maps[i], path, sizeof(path)))
			fds[i] = bpf_obj_get(path);
		if (fds[i] < 0 && errno != ENOENT)
			error = -errno;
		found += fds[i] >= 0;
	}
	for (size_t i = 0; i < KEPT_MAPS && found == wanted && !error; i++)
		if (fds[i] >= 0)
			error = bpf_map__reuse_fd(bpf_object__find_map_by_name(winnow->object, kept_maps[i]), fds[i]);
	for (size_t i = 0; i < KEPT_MAPS; i++)
		if (fds[i] >= 0)
			close(fds[i]);
	if (error)
		return error__set(error, "cannot take over the maps pinned in %s: %s", winnow->pin_directory,
				  strerror(-error));
	winnow->resumed = found == wanted;
	return 0;
}

static int directory__empty(const char *path)
{
	DIR *entries = opendir(path);
	struct dirent *entry;
	char name[1024];

	if (!entries)
		return errno == ENOENT ? 0 : -errno;
	while ((entry = readdir(entries))) {
		if (entry->d_name[0] == '.')
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		if (entry->d_type == DT_DIR)
			directory__empty(name);
		else
			unlink(name);
	}
	closedir(entries);
	return rmdir(path) ? -errno : 0;
}

int winnow_unpin(const char *pin_directory)
{
	struct statfs status;
	int error;

	if (statfs(pin_directory, &status))
		return errno == ENOENT ? 0 : error__set(errno, "%s: %s", pin_directory, strerror(errno));
	if ((long)status.f_type != BPF_FS_MAGIC_NUMBER)
		return error__set(EINVAL, "%s is not on bpffs", pin_directory);
	error = directory__empty(pin_directory);
	return error ? error__set(error, "cannot remove %s: %s", pin_directory, strerror(-error)) : 0;
}

static int maps__pin(struct winnow *winnow)
{
	winnow->pinned = true;
	for (size_t i = 0; i < KEPT_MAPS; i++) {
		struct bpf_map *map = bpf_object__find_map_by_name(winnow->object, kept_maps[i]);
		char path[512];
		int error;

		if (!bpf_map__autocreate(map) || pin__path(winnow, "map", kept_maps[i], path, sizeof(path)))
			continue;
		unlink(path); /* the rest of half a tracer */
		error = bpf_obj_pin(bpf_map__fd(map), path) ? -errno : 0;
		if (error)
			return error__set(error, "cannot pin %s: %s", path, strerror(-error));
	}
	return 0;
}

/* A link that nobody holds any more goes with its name. */
static void link__unpin(const struct winnow *winnow, const char *name)
{
	char path[512];

	if (winnow->pin_directory && !pin__path(winnow, "link", name, path, sizeof(path)))
		unlink(path);
}

/* In the place of an earlier process's. */
static int link__pin(struct winnow *winnow, struct bpf_link *link, const char *name)
{
	char path[512];
	int error;

	if (!winnow->pin_directory)
		return 0;
	if (pin__path(winnow, "link", name, path, sizeof(path)))
		return error__set(ENAMETOOLONG, "%s", winnow->pin_directory);
	unlink(path);
	error = bpf_obj_pin(bpf_link__fd(link), path); /* bpf_link__pin() does it once only */
	return error ? error__set(error, "cannot pin %s: %s", path, strerror(-error)) : 0;
}

/* Until what a name stood for is surely gone: older kernels (5.10 for one) let go of it at their leisure once the name is removed. */
#define UNPINNED (5 * NANOS_PER_SECOND)

/* ---- configure, load, attach -------------------------------------------------------------------------------------- */

/* Whether a program is only there to catch what another one of the same name misses. */
static bool again__is(const char *name)
{
	return strstr(name, "_again");
}

static bool program__is_wanted(const char *name, uint32_t flags)
{
	const char *capability = flags & WINNOW_OPEN_NO_CAPABILITIES ? NULL : probe__capability_program();
	const char *io_uring = probe__io_uring_program();

	if (!strncmp(name, "cap_capable", strlen("cap_capable")))
		return capability && !strcmp(name, capability);
	if (again__is(name))
		return probe__preemptible();
	if (!strcmp(name, "io_uring_registered"))
		return probe__tracepoint("io_uring_register");
	if (!strncmp(name, "io_uring", strlen("io_uring")))
		return io_uring && !strcmp(name, io_uring);
	return true;
}

_Static_assert(WINNOW_ITEM_HELD < WINNOW_BUDGETS, "each kind of item has a budget");

/* What a container may have of each kind of item, and what of that it need not share: see items__allow(). */
static void items__limit(struct winnow_config *config, const struct winnow_options *options)
{
	static const uint32_t most[WINNOW_BUDGETS] = {
		[WINNOW_BUDGET_DANGER] = 2048,	  [WINNOW_ITEM_SYSCALL] = 2048, [WINNOW_ITEM_ARGUMENT] = 4096,
		[WINNOW_ITEM_CAPABILITY] = 2048,  [WINNOW_ITEM_DENIAL] = 4096,	[WINNOW_ITEM_IO_URING] = 1024,
		[WINNOW_ITEM_EXECUTABLE] = 256,   [WINNOW_ITEM_LEFT_CGROUP] = 8,	[WINNOW_ITEM_HELD] = 1024,
	};
	uint32_t share = options->items / 8 < 256 ? 256 : options->items / 8;
	uint32_t reserved = RESERVED_ITEMS / WINNOW_BUDGETS / options->slots;

	for (int i = 0; i < WINNOW_BUDGETS; i++)
		config->items_max[i] = most[i] < share ? most[i] : share;
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
	config->again = probe__preemptible();
	config->memo = probe__memo() && !config->tasks_by_tid;
	config->io_uring_opcode = probe__io_uring_opcode();
	items__limit(config, options);
	winnow->items_reserved = config->items_reserved;
	config->pace = NANOS_PER_SECOND;
	config->turn = (uint32_t)(clock__boot() / NANOS_PER_MILLI) | 1;
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

static int object__configure(struct winnow *winnow, const struct winnow_options *options)
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

static int object__load(struct winnow *winnow)
{
	int error = bpf_object__load(winnow->object);

	if (error == -EPERM)
		return error__set(EPERM, "the kernel refuses to load the tracer: run as root, or with the capabilities "
					 "that `winnow doctor` lists");
	if (error)
		return error__set(error, "the kernel did not take the tracer: %s; winnow doctor tells what is missing",
				  strerror(-error));
	return 0;
}

static int program__attach(struct bpf_program *program, struct bpf_link **link)
{
	int error;

	*link = bpf_program__attach(program);
	error = libbpf_get_error(*link);
	if (error) {
		*link = NULL;
		return error__set(error, "cannot attach %s: %s", bpf_program__name(program), strerror(-error));
	}
	return 0;
}

/* The programs that are attached only while a slot wants them. */
static bool exit__is(const struct bpf_program *program)
{
	return !strncmp(bpf_program__name(program), "sys_exit", strlen("sys_exit"));
}

static bool enter__is(const struct bpf_program *program)
{
	return !strncmp(bpf_program__name(program), "sys_enter", strlen("sys_enter"));
}

static int programs__attach(struct winnow *winnow, bool at_enter)
{
	struct bpf_program *program;

	bpf_object__for_each_program(program, winnow->object) {
		int error;

		if (!bpf_program__autoload(program) || exit__is(program) || enter__is(program) != at_enter)
			continue;
		error = program__attach(program, &winnow->links[winnow->link_count].link);
		if (error)
			return error;
		winnow->links[winnow->link_count++].name = bpf_program__name(program);
	}
	return 0;
}

/*
 * What tells that a memo is stale is at work before the program that makes memos, and goes after it: also where the programs of an earlier
 * process go, in the order in which these take their names. All of these are at work by then: nothing is missed, and
 * what both see is the same state.
 */
static int object__attach(struct winnow *winnow)
{
	struct bpf_program *program;
	int error = programs__attach(winnow, false);

	if (!error)
		error = programs__attach(winnow, true);
	for (int i = winnow->link_count - 1; i >= 0 && !error; i--)
		error = link__pin(winnow, winnow->links[i].link, winnow->links[i].name);
	bpf_object__for_each_program(program, winnow->object)
		if (!error && !bpf_program__autoload(program))
			link__unpin(winnow, bpf_program__name(program)); /* an earlier process had use for it */
	return error;
}

int exits__update(struct winnow *winnow)
{
	struct bpf_program *program;
	bool wanted = false;
	int error, i = 0;

	for (uint32_t slot = 1; slot < winnow->slot_count && !wanted; slot++)
		wanted = slot__wants_exits(winnow__slot(winnow, slot));
	bpf_object__for_each_program(program, winnow->object) {
		if (!exit__is(program) || !bpf_program__autoload(program))
			continue;
		struct bpf_link **link = &winnow->exit_links[i++];
		const char *name = bpf_program__name(program);
		bool pinned = *link && !winnow->exits_unwanted;

		if (!wanted)
			link__unpin(winnow, name); /* or an earlier process's, which ended before it came to that */
		else if ((!*link && (error = program__attach(program, link))) || (!pinned && (error = link__pin(winnow, *link, name))))
			return error;
	}
	winnow->exits_unwanted = wanted ? 0 : clock__boot();
	return 0;
}

int exits__follow(struct winnow *winnow)
{
	uint64_t asked = *winnow->exits_asked;

	if (asked == winnow->exits_followed)
		return 0;
	winnow->exits_followed = asked;
	return exits__update(winnow);
}

/* One that was let go of at once could be wanted again before an older kernel has detached it, which then refuses to attach it (EEXIST). */
void exits__settle(struct winnow *winnow)
{
	uint64_t now = clock__boot();

	if (*winnow->overlap && now - *winnow->overlap > UNPINNED)
		__atomic_store_n(winnow->overlap, 0, __ATOMIC_SEQ_CST);
	for (int i = 0; i < 2 && winnow->exits_unwanted && now - winnow->exits_unwanted > UNPINNED; i++) {
		bpf_link__destroy(winnow->exit_links[i]);
		winnow->exit_links[i] = NULL;
	}
}

/* Maps the first page of a map, which we share with the programs. */
static int page__open(struct winnow *winnow, const char *map, void **page)
{
	*page = mmap(NULL, (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED,
		     bpf_map__fd(bpf_object__find_map_by_name(winnow->object, map)), 0);
	return *page == MAP_FAILED ? error__set(errno, "cannot map %s: %s", map, strerror(errno)) : 0;
}

static void page__close(volatile void *page)
{
	if (page)
		munmap((void *)page, (size_t)sysconf(_SC_PAGESIZE));
}

static int word__open(struct winnow *winnow, const char *map, volatile uint64_t **word)
{
	void *page;
	int error = page__open(winnow, map, &page);

	if (!error)
		*word = page;
	return error;
}

static int counters__open(struct winnow *winnow)
{
	uint64_t epoch = 0;
	void *page;
	int error = page__open(winnow, "counters", &page);

	if (error)
		return error;
	winnow->counters = page;
	if (winnow->resumed)
		return 0;
	if (getrandom(&epoch, sizeof(epoch), 0) != sizeof(epoch))
		return error__set(errno, "the kernel gives no random number: %s", strerror(errno));
	winnow->counters->epoch = epoch >> 1 | 1; /* positive in every language, never 0 */
	return 0;
}

void memos__forget(struct winnow *winnow)
{
	if (winnow->memo_epoch)
		__atomic_fetch_add(winnow->memo_epoch, 1, __ATOMIC_SEQ_CST);
}

static int map__fd(struct winnow *winnow, const char *name)
{
	return bpf_map__fd(bpf_object__find_map_by_name(winnow->object, name));
}

static int winnow__start(struct winnow *winnow, const struct winnow_options *options)
{
	int error = options__check(options);

	if (error)
		return error;
	if ((error = image__open(&winnow->object)))
		return error;
	if ((error = object__configure(winnow, options)))
		return error;
	if (options->pin_directory && *options->pin_directory &&
	    ((error = pins__prepare(winnow, options->pin_directory)) || (error = pins__take_over(winnow))))
		return error;
	if ((error = object__load(winnow)))
		return error;
	winnow->slots_fd = map__fd(winnow, "slots");
	winnow->free_slots_fd = map__fd(winnow, "free_slots");
	winnow->profiles_fd = map__fd(winnow, "profiles");
	winnow->profile_errors_fd = map__fd(winnow, "profile_errors");
	winnow->cgroups_fd = map__fd(winnow, "cgroups");
	winnow->items_fd = map__fd(winnow, "items");
	if ((error = counters__open(winnow)) || (error = word__open(winnow, ".bss.memo", &winnow->memo_epoch)) ||
	    (error = word__open(winnow, ".bss.pool", &winnow->items_pooled)) ||
	    (error = word__open(winnow, ".bss.overlap", &winnow->overlap)) ||
	    (error = word__open(winnow, ".bss.exits", &winnow->exits_asked)) || (error = slots__open(winnow)) ||
	    (error = ring__open(&winnow->ring, map__fd(winnow, "ring"))))
		return error;
	/* Pinned only when complete: a take-over finds a whole tracer or none. */
	if (winnow->pin_directory && !winnow->resumed && (error = maps__pin(winnow)))
		return error;
	if ((error = object__attach(winnow)))
		return error;
	if (winnow->resumed)
		*winnow->overlap = clock__boot();
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
	if (error) {
		/* one that was found pinned stays as it was; where there was none, no directory stays either */
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
		directory__empty(winnow->pin_directory);
	for (int i = 0; i < 2; i++)
		if (winnow->exit_links[i])
			bpf_link__destroy(winnow->exit_links[i]);
	while (winnow->link_count)
		bpf_link__destroy(winnow->links[--winnow->link_count].link);
	executables__close(winnow->executables);
	ring__close(&winnow->ring);
	slots__close(winnow);
	page__close(winnow->memo_epoch);
	page__close(winnow->items_pooled);
	page__close(winnow->overlap);
	page__close(winnow->exits_asked);
	page__close(winnow->counters);
	if (winnow->object)
		bpf_object__close(winnow->object);
	free(winnow->pin_directory);
	free(winnow->items);
	free(winnow);
	return 0;
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

int64_t winnow_skipped(int64_t handle)
{
	struct winnow *winnow = winnow__of(handle);
	struct bpf_program *program;
	uint64_t missed = 0, caught = 0;
	uint32_t zero = 0;

	bpf_object__for_each_program(program, winnow->object) {
		const char *name = bpf_program__name(program);
		struct bpf_prog_info info = {};
		uint32_t length = sizeof(info);

		if (!bpf_program__autoload(program) || again__is(name))
			continue;
		if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length))
			return error__set(errno, "cannot ask the kernel about %s: %s", name, strerror(errno));
		missed += info.recursion_misses;
	}
	/* after the misses: what is about to be caught at this moment is not taken for lost */
	if (bpf_map_lookup_elem(map__fd(winnow, ".bss.caught"), &zero, &caught))
		return error__set(errno, "cannot read what was caught: %s", strerror(errno));
	if (missed > caught + winnow->skipped)
		winnow->skipped = missed - caught;
	return (int64_t)winnow->skipped;
}

int winnow_schema_version(void)
{
	return WINNOW_SCHEMA_VERSION;
}

int64_t winnow_clock_offset(void)
{
	struct timespec now;
	int64_t before = (int64_t)clock__boot();

	clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * (int64_t)NANOS_PER_SECOND + now.tv_nsec - (before + (int64_t)clock__boot()) / 2;
}

int64_t winnow_cgroup_id(const char *path)
{
	struct stat status;

	/* On kernfs with 64-bit inode numbers the inode is the id (kernfs_node.id). */
	if (stat(path, &status))
		return error__set(errno, "%s: %s", path, strerror(errno));
	return (int64_t)status.st_ino;
}
