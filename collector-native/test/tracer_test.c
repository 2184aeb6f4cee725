// SPDX-License-Identifier: Apache-2.0
/*
 * tracer_test.c - the tracer against the running kernel: each test makes real syscalls in a cgroup of its own and looks
 * at what the tracer reports. Needs root; fails if the kernel does not allow it.
 */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <linux/audit.h>
#include <linux/bpf.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/net.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "test.h"

#define BUFFER (4 << 20)

static int64_t tracer;
static uint8_t *buffer;
static char calls_path[4096];
static const char *cgroup_root;

/* What was drained, counted by slot. */
static uint64_t delivered[65536];
/* A call that only a test makes. */
#define MARKED_CALL SYS_sched_get_priority_max

static struct winnow_observation last_denial, last_call, last_marked_call, last_executable;
static struct winnow_stage_change last_stage;

static int64_t open_tracer(int slots, int items, int ring, const char *pins)
{
	int64_t handle = winnow_open_with(slots, items, ring, test_open_flags(), pins);

	REQUIRE(handle > 0, "winnow_open: %s", winnow_error());
	memset(delivered, 0, sizeof(delivered));
	return handle;
}

/* Large enough for all tests that do not ask for less. */
static int64_t open_usual_tracer(void)
{
	return open_tracer(64, 16384, 1 << 20, NULL);
}

static void drain_all(void)
{
	int64_t bytes;

	CHECK(!winnow_tick(tracer), "%s", winnow_error());
	while ((bytes = winnow_drain(tracer, buffer, BUFFER)) > 0) {
		for (int64_t at = 0; at < bytes;) {
			uint32_t length = *(uint32_t *)(buffer + at);
			struct winnow_header *header = (struct winnow_header *)(buffer + at + 8);

			CHECK(header->size == length, "record of type %u says %u of %u bytes", header->type,
			      header->size, length);
			delivered[header->slot]++;
			if (header->type == WINNOW_RECORD_OBSERVATION &&
			    ((struct winnow_observation *)header)->item.kind == WINNOW_ITEM_DENIAL)
				last_denial = *(struct winnow_observation *)header;
			if (header->type == WINNOW_RECORD_OBSERVATION &&
			    ((struct winnow_observation *)header)->item.kind == WINNOW_ITEM_SYSCALL)
				last_call = *(struct winnow_observation *)header;
			if (header->type == WINNOW_RECORD_OBSERVATION &&
			    ((struct winnow_observation *)header)->item.kind == WINNOW_ITEM_SYSCALL &&
			    ((struct winnow_observation *)header)->item.nr == MARKED_CALL)
				last_marked_call = *(struct winnow_observation *)header;
			if (header->type == WINNOW_RECORD_OBSERVATION &&
			    ((struct winnow_observation *)header)->item.kind == WINNOW_ITEM_EXECUTABLE)
				last_executable = *(struct winnow_observation *)header;
			if (header->type == WINNOW_RECORD_STAGE)
				last_stage = *(struct winnow_stage_change *)header;
			at += (length + 8 + 7) & ~7u;
		}
		CHECK(!winnow_drained(tracer, bytes), "%s", winnow_error());
	}
}

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_BOOTTIME, &time);
	return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

#define GRACE 200000000ull
static uint64_t releases[4096];
static int release_count;

static void release(int slot, const struct winnow_slot_info *info)
{
	CHECK(!winnow_slot_release(tracer, slot, (int)info->generation), "%s", winnow_error());
	releases[release_count++ % 4096] = now();
}

static int releases_in_grace(void)
{
	int count = 0;

	for (int i = 0; i < 4096; i++)
		count += releases[i] && now() - releases[i] < GRACE;
	return count;
}

/*
 * Released slots are free after a grace period; a test that makes many cgroups is faster than that. Other cgroups of
 * the host get slots too.
 */
static void wait_for_a_free_slot(void)
{
	struct timespec moment = { .tv_nsec = 10000000 };
	char own[32];

	snprintf(own, sizeof(own), "-%d", getpid());

	for (int round = 0; round < 500; round++) {
		struct winnow_slot_info info;
		int taken = 0;

		winnow_tick(tracer);
		for (int i = 1; i < winnow_slots(tracer); i++) {
			if (winnow_slot(tracer, i, &info))
				continue;
			if (strstr(info.path, own))
				taken++;
			else
				release(i, &info);
		}
		if (taken + releases_in_grace() < winnow_slots(tracer) - 1)
			return;
		nanosleep(&moment, NULL);
	}
}

/* The slot of the cgroup at this path; 0: it has none. */
static int slot_of(const char *path, struct winnow_slot_info *info)
{
	uint64_t id = (uint64_t)winnow_cgroup_id(path);

	for (int i = 1; i < winnow_slots(tracer); i++)
		if (!winnow_slot(tracer, i, info) && info->cgroup_id == id)
			return i;
	return 0;
}

/* A cgroup of the test's own, confirmed as a command: the first exec in it is the entrypoint. */
static int make_cgroup(const char *name, char *path, struct winnow_slot_info *info, int mode)
{
	int slot;

	snprintf(path, 256, "%s/winnow-test-%s-%d", cgroup_root, name, getpid());
	rmdir(path);
	wait_for_a_free_slot();
	REQUIRE(!mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
	slot = slot_of(path, info);
	REQUIRE(slot, "%s got no slot", path);
	REQUIRE(!winnow_slot_mode(tracer, slot, (int)info->generation,
				  WINNOW_MODE_CONFIRMED | WINNOW_MODE_COMMAND | mode, 0),
		"%s", winnow_error());
	return slot;
}

static void join(const char *cgroup)
{
	if (!test_enter(cgroup, 0))
		_exit(99);
}

static int wait_for(pid_t child)
{
	int status = -1;

	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

static pid_t start_in(const char *cgroup, char *const arguments[])
{
	pid_t child = fork();

	if (!child) {
		join(cgroup);
		execv(arguments[0], arguments);
		_exit(98);
	}
	return child;
}

static int run_in(const char *cgroup, char *const arguments[])
{
	return wait_for(start_in(cgroup, arguments));
}

/* Runs one of the acts below (see main) in the cgroup: an exec of this program, so that nothing else is in its set. */
static int act_in(const char *cgroup, char *act)
{
	char *const again[] = { "/proc/self/exe", act, NULL };

	return run_in(cgroup, again);
}

static struct winnow_snapshot *snapshot(int slot, const struct winnow_slot_info *info, int close_window)
{
	int64_t size;

	REQUIRE(winnow_items_read(tracer) >= 0, "%s", winnow_error());
	size = winnow_snapshot(tracer, slot, (int)info->generation, close_window, buffer, BUFFER);
	REQUIRE(size > 0, "%s", winnow_error());
	return (struct winnow_snapshot *)buffer;
}

static bool has(const uint64_t *words, int nr)
{
	return words[nr / 64] >> (nr % 64) & 1;
}

static const struct winnow_item_state *find(const struct winnow_snapshot *snapshot, int kind, int arg, int nr,
					    uint64_t detail, uint64_t mask)
{
	const struct winnow_item_state *items = (const struct winnow_item_state *)(snapshot + 1);

	for (uint32_t i = 0; i < snapshot->item_count; i++)
		if (items[i].item.kind == kind && (arg < 0 || items[i].item.arg == arg) &&
		    (nr < 0 || items[i].item.nr == (uint32_t)nr) && (items[i].item.detail & mask) == detail)
			return &items[i];
	return NULL;
}

static void finish(int slot, const struct winnow_slot_info *info, const char *path)
{
	struct timespec moment = { .tv_nsec = 10000000 };
	int removed;

	drain_all();
	/* orphans of the program may still be ending */
	for (int round = 0; (removed = rmdir(path)) && errno == EBUSY && round < 1000; round++)
		nanosleep(&moment, NULL);
	CHECK(!removed, "rmdir %s: %s", path, strerror(errno));
	release(slot, info);
}

/* ---- exactness --------------------------------------------------------------------------------------------------- */

/* Left out: they do not return (pause, rt_sigreturn, exit), or they end the program. */
static bool left_out(int abi, int nr)
{
	/* rt_sigreturn, pause, exit, exit_group, uretprobe and uprobe (both SIGILL), x32's rt_sigreturn */
	static const int of64[] = { 15, 34, 60, 231, 335, 336, 513 };
	/* exit, pause, sigsuspend (its mask is no address), sigreturn, rt_sigreturn, exit_group */
	static const int of32[] = { 1, 29, 72, 119, 173, 252, 252 };
	const int *list = abi == WINNOW_ABI_I386 ? of32 : of64;

	for (int i = 0; i < 7; i++)
		if (list[i] == nr)
			return true;
	return false;
}

/* A kernel without the calls of 32-bit programs sends SIGSEGV to who makes one. */
static bool has_ia32(void)
{
	int status;
	pid_t child = fork();

	if (!child) {
		long result;

		asm volatile("int $0x80" : "=a"(result) : "a"(20) : "memory", "r8", "r9", "r10", "r11");
		_exit(result != getpid());
	}
	return waitpid(child, &status, 0) == child && WIFEXITED(status) && !WEXITSTATUS(status);
}

static void each_number_of_each_abi_sets_its_bit_and_no_other(void)
{
	bool ia32 = has_ia32();
	static const char *const names[] = { "x86_64", "i386", "x32" };
	static char texts[1024][24];
	char *arguments[1024];
	int count = 1, before = 0;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("every", path, &info, 0);

	arguments[0] = calls_path;
	for (int abi = 0; abi < WINNOW_ABIS; abi++)
		for (int nr = 0; nr <= 547; nr++) {
			int last = nr;

			if (left_out(abi, nr) || (abi == WINNOW_ABI_I386 && !ia32))
				continue;
			while (last < 547 && !left_out(abi, last + 1))
				last++;
			snprintf(texts[count], sizeof(texts[count]), "%s:%d-%d", names[abi], nr, last);
			arguments[count] = texts[count];
			count++;
			nr = last;
		}
	arguments[count] = NULL;
	int status = run_in(path, arguments);

	CHECK(WIFEXITED(status) && !WEXITSTATUS(status), "the program ended with status %#x", status);
	seen = snapshot(slot, &info, 0);
	for (int abi = 0; abi < WINNOW_ABIS; abi++)
		for (int nr = 0; nr < WINNOW_SYSCALLS; nr++) {
			bool made = nr <= 547 && !left_out(abi, nr) && (abi != WINNOW_ABI_I386 || ia32);
			/* after setup: i386 setsid or the like may not move a task to another stage */
			bool reported = has(seen->seen[WINNOW_STAGE_START][abi], nr) ||
					has(seen->seen[WINNOW_STAGE_SERVE][abi], nr);

			if (abi == WINNOW_ABI_X86_64 && nr == 231)
				made = true; /* its end */
			if (made != reported && before++ < 10)
				CHECK(made == reported, "%s %d: made %d, reported %d", names[abi], nr, made, reported);
		}
	CHECK(!before, "%d numbers differ", before);
	finish(slot, &info, path);
}

static void numbers_out_of_range_are_counted_and_never_aliased(void)
{
	char *const arguments[] = { calls_path, "x86_64:1000x3", "x86_64:600", "x86_64:100000", NULL };
	struct winnow_slot_info info;
	const struct winnow_item_state *beyond;
	struct winnow_snapshot *seen;
	int others = 0;
	char path[256];
	int slot = make_cgroup("range", path, &info, 0);

	run_in(path, arguments);
	seen = snapshot(slot, &info, 0);
	for (int nr = 0; nr < WINNOW_SYSCALLS; nr++)
		others += has(seen->seen[WINNOW_STAGE_START][0], nr);
	CHECK(others == 1, "%d syscalls reported, only exit_group was in range", others);
	beyond = find(seen, WINNOW_ITEM_SYSCALL, -1, WINNOW_SYSCALLS, 0, ~0ull);
	CHECK(beyond && beyond->count == 5, "%llu counted of 5", beyond ? (unsigned long long)beyond->count : 0);
	CHECK(!seen->lost[WINNOW_LOSS_OUT_OF_RANGE], "an item is no loss");
	finish(slot, &info, path);
}

static void a_call_at_any_moment_before_the_end_is_in_the_set(void)
{
	for (int last = 1; last <= 100; last++) {
		char range[32];
		char *const arguments[] = { calls_path, range, NULL };
		struct winnow_slot_info info;
		struct winnow_snapshot *seen;
		char path[256];
		int slot = make_cgroup("end", path, &info, 0);

		/* 96..162 are 67 numbers; the container ends right after the last of them */
		snprintf(range, sizeof(range), "x86_64:%d-%d", 96, 96 + last % 67);
		run_in(path, arguments);
		rmdir(path);
		seen = snapshot(slot, &info, 0);
		CHECK(seen->flags & WINNOW_SNAPSHOT_FINAL, "the removed cgroup's snapshot is not final");
		for (int nr = 96; nr <= 162; nr++)
			CHECK(has(seen->seen[WINNOW_STAGE_START][0], nr) == (nr <= 96 + last % 67), "run %d, number %d",
			      last, nr);
		release(slot, &info);
		drain_all();
	}
}

static void an_observation_names_the_processes_above_and_which_of_them_are_the_containers(void)
{
	char command[PATH_MAX + 64];
	char *const arguments[] = { "/bin/sh", "-c", command, NULL };
	struct winnow_slot_info info;
	const struct winnow_ancestor *above = last_marked_call.ancestors;
	char path[256];
	int slot = make_cgroup("above", path, &info, 0);

	snprintf(command, sizeof(command), "%s x86_64:%d; exit 0", calls_path, MARKED_CALL);
	CHECK(!run_in(path, arguments), "the shell failed");
	drain_all();
	CHECK(last_marked_call.item.nr == MARKED_CALL, "the call is not reported");
	CHECK(last_marked_call.started, "no time of its start");
	CHECK(above[0].tgid && above[0].container_tgid == above[0].tgid && !strcmp(above[0].comm, "sh"),
	      "the parent is %u, %u in the container, %s", above[0].tgid, above[0].container_tgid, above[0].comm);
	CHECK(above[0].started && above[0].started <= last_marked_call.started, "the parent is younger");
	CHECK(above[1].tgid == (unsigned)getpid() && !above[1].container_tgid,
	      "above the shell is %u, %u in the container", above[1].tgid, above[1].container_tgid);
	finish(slot, &info, path);
}

/* ---- windows ----------------------------------------------------------------------------------------------------- */

static void a_window_holds_what_was_called_in_it_and_the_set_keeps_all(void)
{
	char *const first[] = { calls_path, "x86_64:39", NULL }, *const second[] = { calls_path, "x86_64:110", NULL };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("window", path, &info, 0);

	run_in(path, first);
	seen = snapshot(slot, &info, 1);
	CHECK(has(seen->window[WINNOW_STAGE_START][0], 39), "getpid is not in the first window");
	CHECK(seen->window_number == 1, "window %u", seen->window_number);
	run_in(path, second);
	seen = snapshot(slot, &info, 1);
	/* the second command entered from outside: an exec session */
	CHECK(has(seen->window[WINNOW_STAGE_EXEC][0], 110), "getppid is not in the second window");
	CHECK(!has(seen->window[WINNOW_STAGE_START][0], 39), "getpid is in the second window");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39), "getpid left the set");
	seen = snapshot(slot, &info, 1);
	CHECK(!has(seen->window[WINNOW_STAGE_EXEC][0], 110), "getppid is in an empty window");
	finish(slot, &info, path);
}

/* ---- policy ------------------------------------------------------------------------------------------------------ */

static void each_call_outside_the_policy_is_counted_and_the_first_is_sent(void)
{
	char *const arguments[] = { calls_path, "x86_64:39x10", "x86_64:102x1000", NULL };
	uint64_t policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS] = { 0 };
	const struct winnow_item_state *item;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("policy", path, &info, 0);

	for (int stage = 0; stage < WINNOW_STAGES; stage++) {
		policy[stage][0][0] = 1ull << 39;
		policy[stage][0][231 / 64] |= 1ull << 231 % 64;
	}
	CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, policy), "%s", winnow_error());
	drain_all();
	run_in(path, arguments);
	seen = snapshot(slot, &info, 0);
	item = find(seen, WINNOW_ITEM_SYSCALL, -1, 102, 0, ~0ull);
	CHECK(item && item->count == 1000, "getuid counted %llu of 1000", item ? (unsigned long long)item->count : 0);
	CHECK(!find(seen, WINNOW_ITEM_SYSCALL, -1, 39, 0, ~0ull), "getpid is allowed");
	CHECK(seen->produced < 20, "%llu records for one repeated violation: no rate limit",
	      (unsigned long long)seen->produced);
	finish(slot, &info, path);
}

/* ---- executables ------------------------------------------------------------------------------------------------- */

#define ROOT "/mnt" /* of the executed program: a file system of its own */

/* Makes the directories above a file, and the file. */
static bool make_file(const char *path)
{
	char directory[1024];

	for (const char *end = strchr(path + 1, '/'); end; end = strchr(end + 1, '/')) {
		snprintf(directory, sizeof(directory), "%.*s", (int)(end - path), path);
		if (mkdir(directory, 0755) && errno != EEXIST)
			return false;
	}
	return mknod(path, S_IFREG | 0755, 0) == 0;
}

/*
 * Executes the program, which is bound into a root of its own, and expects these names, from the file upwards, each
 * ended by a slash.
 */
static void expect_path(const char *at, const char *bound, const char *names, uint32_t form)
{
	char program[1024], directory[1024];
	char *const arguments[] = { program + strlen(ROOT), "x86_64:39", NULL };
	const uint64_t nothing[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS] = { 0 };
	struct winnow_slot_info info;
	char path[256], seen[WINNOW_PATH_MAX + 1] = "";
	int slot = make_cgroup("path", path, &info, 0);
	pid_t child;

	CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, nothing), "%s", winnow_error());
	drain_all();
	memset(&last_call, 0, sizeof(last_call));
	snprintf(program, sizeof(program), ROOT "%s", at);
	snprintf(directory, sizeof(directory), ROOT "%s", bound);
	child = fork();
	if (!child) {
		join(path);
		if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount("none", ROOT, "tmpfs", 0, NULL))
			_exit(97);
		if (!strcmp(at, bound) ? !make_file(program) || mount(calls_path, program, NULL, MS_BIND, NULL) :
					 mkdir(directory, 0755) ||
						 mount(dirname(strdup(calls_path)), directory, NULL, MS_BIND, NULL))
			_exit(96);
		if (chroot(ROOT) || chdir("/"))
			_exit(95);
		execv(arguments[0], arguments);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	drain_all();
	for (uint32_t i = 0; i < last_call.path_size; i++)
		seen[i] = last_call.path[i] ? last_call.path[i] : '/';
	CHECK(!strcmp(seen, names) && last_call.path_form == form, "%s: seen as %s, form %u", at, seen,
	      last_call.path_form);
	finish(slot, &info, path);
}

static void an_executable_has_the_path_that_its_process_sees_whatever_is_mounted_there(void)
{
	char name[201] = "", at[1024], names[1024];

	memset(name, 'n', sizeof(name) - 1);
	expect_path("/app/calls", "/app", "calls/app/", WINNOW_PATH_COMPONENTS);
	expect_path("/one", "/one", "one/", WINNOW_PATH_COMPONENTS);
	expect_path("/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/one", "/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/one",
		    "one/15/14/13/12/11/10/9/8/7/6/5/4/3/2/1/", WINNOW_PATH_COMPONENTS);
	snprintf(at, sizeof(at), "/%s/one", name);
	snprintf(names, sizeof(names), "one/%s/", name);
	expect_path(at, at, names, WINNOW_PATH_COMPONENTS);
	snprintf(at, sizeof(at), "/left/out/%s/%s/one", name, name);
	expect_path(at, at, names, WINNOW_PATH_CUT);
}

/* ---- losses ------------------------------------------------------------------------------------------------------ */

static void *flood(void *argument)
{
	for (int round = 0; round < 2000; round++)
		for (long nr = 0; nr < 8; nr++)
			socket((int)(nr * 1000 + round % 64), SOCK_STREAM, (int)(long)argument);
	return NULL;
}

static void act_flood(void)
{
	pthread_t threads[4];

	for (long i = 0; i < 4; i++)
		pthread_create(&threads[i], NULL, flood, (void *)i);
	syscall(SYS_getppid);
	for (int i = 0; i < 4; i++)
		pthread_join(threads[i], NULL);
}

static void what_a_full_ring_loses_is_counted_and_the_sets_stay_whole(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot;

	tracer = open_tracer(16, 8192, 4096, NULL);
	slot = make_cgroup("flood", path, &info, WINNOW_MODE_TRACE);
	CHECK(!act_in(path, "flood"), "the flood failed");
	drain_all();
	seen = snapshot(slot, &info, 0);
	CHECK(seen->lost[WINNOW_LOSS_RING_FULL] > 0, "a ring of 4 KiB lost nothing: no flood");
	CHECK(seen->produced == delivered[slot] + seen->lost[WINNOW_LOSS_RING_FULL],
	      "produced %llu, delivered %llu, lost %llu", (unsigned long long)seen->produced,
	      (unsigned long long)delivered[slot], (unsigned long long)seen->lost[WINNOW_LOSS_RING_FULL]);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "the rare call was lost in the flood");
	CHECK(find(seen, WINNOW_ITEM_ARGUMENT, 0 | WINNOW_ARGUMENT_SET, SYS_socket, 0, ~0ull) &&
		      find(seen, WINNOW_ITEM_ARGUMENT, 0 | WINNOW_ARGUMENT_SET, SYS_socket, 0, ~0ull)->flags &
			      WINNOW_FLAG_UNCONSTRAINED,
	      "512 socket families, and the set says that it is closed");
	finish(slot, &info, path);
	winnow_close(tracer, 0);
}

static void a_cgroup_without_a_slot_is_counted_and_no_slot_is_taken_from_another(void)
{
	struct winnow_counters counters;
	struct winnow_slot_info info;
	char path[256], more[256];
	char *const arguments[] = { calls_path, "x86_64:39", NULL };
	int slot;

	tracer = open_tracer(2, 1024, 65536, NULL);
	slot = make_cgroup("only", path, &info, 0);
	CHECK(slot == 1, "slot %d", slot);
	snprintf(more, sizeof(more), "%s/winnow-test-more-%d", cgroup_root, getpid());
	mkdir(more, 0755);
	run_in(more, arguments);
	winnow_counters(tracer, &counters);
	CHECK(counters.slots_exhausted >= 1, "not counted");
	CHECK(!has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], 39), "the other's call is in the first slot");
	rmdir(more);
	finish(slot, &info, path);
	winnow_close(tracer, 0);
}

static void a_slot_used_again_inherits_nothing(void)
{
	char *const first[] = { calls_path, "x86_64:39", NULL }, *const second[] = { calls_path, "x86_64:110", NULL };
	int used[64] = { 0 };
	bool again = false;

	for (int round = 0; round < 200 && !again; round++) {
		struct winnow_slot_info info;
		struct winnow_snapshot *seen;
		char path[256];
		int slot = make_cgroup("again", path, &info, 0);

		REQUIRE(slot > 0, "round %d: no slot", round);
		run_in(path, used[slot] ? second : first);
		seen = snapshot(slot, &info, 0);
		CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39) == !used[slot], "slot %d, round %d", slot, round);
		again = used[slot]++ > 0;
		finish(slot, &info, path);
	}
	CHECK(again, "no slot came back in 200 rounds");
}

/* ---- stages ------------------------------------------------------------------------------------------------------ */

static void act_serve(void)
{
	int listener = socket(AF_UNIX, SOCK_STREAM, 0);
	struct sockaddr address = { .sa_family = AF_UNIX };

	syscall(SYS_getpgrp);
	bind(listener, &address, sizeof(sa_family_t));
	listen(listener, 1);
	fcntl(listener, F_SETFL, O_NONBLOCK);
	accept(listener, NULL, NULL);
	syscall(SYS_getppid);
}

static void the_first_accept_begins_to_serve(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("serve", path, &info, 0);

	CHECK(!act_in(path, "serve"), "the server failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "getpgrp was called before");
	CHECK(!has(seen->seen[WINNOW_STAGE_SERVE][0], SYS_getpgrp), "getpgrp was called before");
	CHECK(has(seen->seen[WINNOW_STAGE_SERVE][0], SYS_getppid), "getppid was called after");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "getppid was called after");
	CHECK(seen->serving > seen->entrypoint, "serving at %llu, entrypoint at %llu",
	      (unsigned long long)seen->serving, (unsigned long long)seen->entrypoint);
	finish(slot, &info, path);
}

/* A page that a test shares with its act: the act inherits the descriptor. */
#define STEPS_FD 200

static volatile int *steps_map(void)
{
	void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, STEPS_FD, 0);

	return page == MAP_FAILED ? NULL : page;
}

static void call_until_cached(void)
{
	for (int i = 0; i < 100; i++)
		syscall(SYS_getppid);
}

/* Windows. A fork elsewhere on the machine in the same moment would hide a cache that stayed: so more than one. */
#define CACHED_WINDOWS 20
#define CACHED_STEPS (CACHED_WINDOWS + 2)

static void step_report(volatile int *steps, int step)
{
	steps[1] = step;
	while (steps[0] < step)
		;
}

/* After each change that the test makes one call, and no other before the test has looked. */
static void act_call_at_each_step(void)
{
	volatile int *steps = steps_map();

	if (!steps)
		_exit(1);
	for (int step = 1; step <= 2 * CACHED_STEPS; step += 2) {
		call_until_cached();
		step_report(steps, step);
		syscall(SYS_getppid);
		step_report(steps, step + 1);
	}
}

/* Lets the act go on, and waits until it is there. */
static void step_to(volatile int *steps, int step)
{
	steps[0] = step - 1;
	while (steps[1] < step)
		sched_yield();
}

/* Starts the act in the cgroup. */
static volatile int *steps_begin(const char *cgroup, pid_t *child)
{
	char *const again[] = { "/proc/self/exe", "call_at_each_step", NULL };
	int page = memfd_create("steps", 0);

	REQUIRE(dup2(page, STEPS_FD) == STEPS_FD && !ftruncate(page, 4096), "%s", strerror(errno));
	close(page);
	*child = start_in(cgroup, again);
	return steps_map();
}

/* Lets the act go on to its end. */
static void steps_end(volatile int *steps, pid_t child)
{
	steps[0] = 2 * CACHED_STEPS;
	CHECK(!wait_for(child), "the program failed");
	munmap((void *)steps, 4096);
	close(STEPS_FD);
}

/* What user space changes holds from the next call on, also for a task that the CPU has cached. */
static void a_task_that_a_cpu_has_cached_is_looked_at_again_after_each_change(void)
{
	uint64_t policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	volatile int *steps;
	char path[256];
	int slot = make_cgroup("cached", path, &info, 0), step = 0;
	pid_t child;

	memset(policy, 0xff, sizeof(policy));
	policy[WINNOW_STAGE_SERVE][WINNOW_ABI_X86_64][SYS_getppid / 64] &= ~(1ULL << (SYS_getppid % 64));
	steps = steps_begin(path, &child);

	for (int i = 0; i < CACHED_WINDOWS; i++) {
		step_to(steps, ++step);
		snapshot(slot, &info, 1);
		step_to(steps, ++step);
		seen = snapshot(slot, &info, 1);
		CHECK(has(seen->window[WINNOW_STAGE_START][0], SYS_getppid),
		      "getppid is not in the window in which it was called");
	}
	step_to(steps, ++step);
	CHECK(!winnow_slot_serving(tracer, slot, (int)info.generation), "%s", winnow_error());
	step_to(steps, ++step);
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_SERVE][0], SYS_getppid),
	      "getppid is not in the stage in which it was called");

	step_to(steps, ++step);
	drain_all();
	memset(&last_call, 0, sizeof(last_call));
	CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, policy), "%s", winnow_error());
	step_to(steps, ++step);
	drain_all();
	CHECK(last_call.item.nr == SYS_getppid && last_call.flags & WINNOW_FLAG_OUTSIDE_POLICY, "call %u, flags 0x%x",
	      last_call.item.nr, last_call.flags);
	steps_end(steps, child);
	finish(slot, &info, path);
}

static void a_task_that_a_cpu_has_cached_as_the_hosts_is_looked_at_when_its_cgroup_is_watched(void)
{
	struct winnow_slot_info info;
	volatile int *steps;
	char path[256];
	pid_t child;
	int slot = make_cgroup("cachedhost", path, &info, 0);

	steps = steps_begin(path, &child);
	step_to(steps, 1);
	release(slot, &info);
	step_to(steps, 3); /* it has called as a task of the host */
	slot = winnow_slot_watch(tracer, winnow_cgroup_id(path), WINNOW_MODE_CONFIRMED | WINNOW_MODE_LATE, path);
	REQUIRE(slot > 0 && !winnow_slot(tracer, slot, &info), "%s", winnow_error());
	step_to(steps, 4);
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], SYS_getppid), "what it called since is lost");
	steps_end(steps, child);
	finish(slot, &info, path);
}

static void act_serve_while_cached(void)
{
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	listen(listener, 1);
	call_until_cached();
	accept(listener, NULL, NULL); /* there is no connection to accept */
	syscall(SYS_getppid);
}

static void a_task_that_a_cpu_has_cached_is_looked_at_again_when_it_begins_to_serve(void)
{
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("servecached", path, &info, 0);

	CHECK(!act_in(path, "serve_while_cached"), "the program failed");
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_SERVE][0], SYS_getppid),
	      "getppid is not in the stage in which it was called");
	finish(slot, &info, path);
}

/* The 32-bit call of a 64-bit program. The arguments of socketcall are in memory below 4 GiB. */
static int socketcall(int call, int first, int second, int third)
{
	static uint32_t *arguments;
	long result;

	if (!arguments)
		arguments = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	arguments[0] = (uint32_t)first;
	arguments[1] = (uint32_t)second;
	arguments[2] = (uint32_t)third;
	asm volatile("int $0x80"
		     : "=a"(result)
		     : "a"(102), "b"(call), "c"(arguments)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

static int socketcall_listen(void)
{
	int listener = socketcall(SYS_SOCKET, AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

	syscall(SYS_getpgrp);
	if (listener < 0 || socketcall(SYS_LISTEN, listener, 1, 0))
		_exit(1);
	return listener;
}

static void act_accept_by_socketcall(void)
{
	socketcall(SYS_ACCEPT, socketcall_listen(), 0, 0); /* there is no connection to accept */
	syscall(SYS_getppid);
}

static void act_listen_by_socketcall(void)
{
	struct pollfd wait = { .fd = socketcall_listen(), .events = POLLIN };

	syscall(SYS_poll, &wait, 1, 0);
	syscall(SYS_getppid);
}

static void expect_serving(char *act)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("serve32", path, &info, 0);
	bool ia32 = has_ia32();

	CHECK(!act_in(path, act) == ia32, "%s failed, or did not", act);
	seen = snapshot(slot, &info, 0);
	if (!ia32) {
		finish(slot, &info, path);
		return;
	}
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "%s: getpgrp was called before", act);
	CHECK(has(seen->seen[WINNOW_STAGE_SERVE][0], SYS_getppid), "%s: getppid was called after", act);
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "%s: getppid was called after", act);
	finish(slot, &info, path);
}

static void a_32_bit_server_begins_to_serve_by_socketcall(void)
{
	expect_serving("accept_by_socketcall");
	expect_serving("listen_by_socketcall");
}

/* As some runtimes execute an entrypoint: by its descriptor. */
static void an_entrypoint_that_execveat_starts_is_reported_so(void)
{
	char *const arguments[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("execveat", path, &info, 0);
	pid_t child = fork();

	if (!child) {
		int program = open(calls_path, O_PATH | O_CLOEXEC);

		join(path);
		syscall(SYS_execveat, program, "", arguments, environ, AT_EMPTY_PATH);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	drain_all();
	CHECK(last_stage.stage == WINNOW_STAGE_START && last_stage.header.slot == (uint32_t)slot, "stage %u of slot %u",
	      last_stage.stage, last_stage.header.slot);
	CHECK(last_stage.nr == SYS_execveat, "reported as call %u", last_stage.nr);
	run_in(path, arguments);
	finish(slot, &info, path);
}

static void act_named_like_a_runtime(void)
{
	prctl(PR_SET_NAME, "runc:[2:INIT]");
	syscall(SYS_getppid);
	mount("none", "/nowhere", "tmpfs", 0, NULL);
	syscall(SYS_getpgrp);
}

static void a_name_like_a_runtimes_changes_nothing(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("name", path, &info, 0);

	act_in(path, "named_like_a_runtime");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "getppid is not the workload's");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_mount), "mount is not the workload's");
	CHECK(!has(seen->runtime_calls[0], SYS_getppid) && !has(seen->runtime_calls[0], SYS_getpgrp),
	      "taken for a runtime's");
	finish(slot, &info, path);
}

static void *exec_again(void *argument)
{
	execl("/proc/self/exe", "again", "named_like_a_runtime", NULL);
	return argument;
}

static void act_exec_in_a_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, exec_again, NULL);
	pthread_join(thread, NULL);
	_exit(1); /* not reached: the exec ends this thread */
}

static void an_exec_by_a_thread_that_is_no_leader_stays_the_workloads(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("exec", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "exec_in_a_thread"), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what follows the exec is not the workload's");
	CHECK(!has(seen->seen[WINNOW_STAGE_EXEC][0], SYS_getpgrp), "what follows the exec is taken for a session's");
	CHECK(!find(seen, WINNOW_ITEM_DENIAL, -1, -1, 0, 0), "the exec is reported as refused");
	finish(slot, &info, path);
}

/*
 * ---- origins and homes ----------------------------------------------------------------------------------------------
 */

/* Its slot is released, like that of a cgroup that was not identified in time, and allocated again. */
static int watch_late(const char *path, struct winnow_slot_info *info)
{
	int slot;

	release((int)info->slot, info);
	slot = winnow_slot_watch(tracer, winnow_cgroup_id(path), WINNOW_MODE_CONFIRMED | WINNOW_MODE_LATE, path);
	REQUIRE(slot > 0, "%s", winnow_error());
	REQUIRE(!winnow_slot(tracer, slot, info), "%s", winnow_error());
	return slot;
}

static void a_runtime_that_is_found_half_way_is_not_taken_for_the_workload(void)
{
	char *const arguments[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256], byte = 0;
	int slot, go[2];
	pid_t child;

	REQUIRE(!pipe(go), "%s", strerror(errno));
	make_cgroup("halfway", path, &info, 0);
	child = (pid_t)syscall(SYS_clone, CLONE_NEWPID | SIGCHLD, NULL, NULL, NULL, NULL);
	if (!child) {
		if (read(go[0], &byte, 1) == 1) {
			syscall(SYS_getppid);
			execv(calls_path, arguments);
		}
		syscall(SYS_exit_group, 98);
	}
	REQUIRE(test_enter(path, child), "%s: %s", path, strerror(errno));
	slot = watch_late(path, &info);
	CHECK(write(go[1], &byte, 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], SYS_getppid), "the runtime's step is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "the runtime's step is the workload's");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39), "what the entrypoint called is lost");
	finish(slot, &info, path);
	close(go[0]), close(go[1]);
}

/* A cgroup as a runtime's: it is not the first exec that is the entrypoint. */
static int make_container(const char *name, char *path, struct winnow_slot_info *info)
{
	int slot = make_cgroup(name, path, info, 0);

	CHECK(!winnow_slot_mode(tracer, slot, (int)info->generation, 0, WINNOW_MODE_COMMAND), "%s", winnow_error());
	return slot;
}

static void a_copy_that_a_runtime_executes_of_itself_is_not_the_entrypoint(void)
{
	char *const arguments[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_container("copy", path, &info);
	pid_t child = fork();

	if (!child) {
		join(path);
		if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) ||
		    mount(calls_path, calls_path, NULL, MS_BIND, NULL))
			_exit(97);
		execv(calls_path, arguments);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(!seen->entrypoint, "taken for the entrypoint");
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], 39), "the runtime's step is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], 39), "the runtime's step is the workload's");
	finish(slot, &info, path);
}

static void act_wait_and_call(void)
{
	char byte;

	for (int i = 0; i < 10000; i++)
		syscall(SYS_getppid);
	if (write(1, "", 1) != 1 || read(0, &byte, 1) != 1)
		_exit(1);
	syscall(SYS_getppid);
}

/*
 * Starts an act in the cgroup, in a root of its own or not, and waits until it waits; *go is the pipe that it waits
 * for.
 */
static pid_t start_waiting_as(const char *act, const char *cgroup, bool root, int *go)
{
	int in[2], out[2];
	pid_t child;
	char byte;

	REQUIRE(!pipe2(in, O_CLOEXEC) && !pipe2(out, O_CLOEXEC), "%s", strerror(errno));
	child = fork();
	if (!child) {
		join(cgroup);
		if (root && (unshare(CLONE_NEWNS) || chroot("/")))
			_exit(97);
		dup2(in[0], 0);
		dup2(out[1], 1);
		execl("/proc/self/exe", "again", act, NULL);
		_exit(98);
	}
	close(in[0]), close(out[1]);
	REQUIRE(read(out[0], &byte, 1) == 1, "the program failed");
	close(out[0]);
	*go = in[1];
	return child;
}

static pid_t start_waiting(const char *cgroup, bool root, int *go)
{
	return start_waiting_as("wait_and_call", cgroup, root, go);
}

static void a_wait_ends_with_what_is_not_urgent(void)
{
	struct winnow_slot_info info;
	struct timespec before, after;
	char path[256];
	int slot = make_cgroup("wait", path, &info, 0), go;
	pid_t child = start_waiting(path, false, &go);

	do
		drain_all();
	while (winnow_wait(tracer, 100) || winnow_ring_pending(tracer));
	clock_gettime(CLOCK_MONOTONIC, &before);
	close(go); /* it ends, and its last calls are new */
	CHECK(!winnow_wait(tracer, 60000), "urgent");
	clock_gettime(CLOCK_MONOTONIC, &after);
	CHECK(winnow_ring_pending(tracer) > 0, "nothing is there");
	CHECK(after.tv_sec - before.tv_sec < 50, "waited until the time was over");
	wait_for(child);
	finish(slot, &info, path);
}

static void *change_root_and_exec(void *arguments)
{
	if (unshare(CLONE_FS) || unshare(CLONE_NEWNS) || chroot("/"))
		_exit(97);
	syscall(SYS_getpgrp);
	execv(calls_path, arguments);
	_exit(98);
}

static void an_entrypoint_is_known_though_a_thread_of_the_runtime_executes_it(void)
{
	char *const arguments[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_container("thread", path, &info);
	pid_t child = fork();

	if (!child) {
		pthread_t thread;

		join(path);
		pthread_create(&thread, NULL, change_root_and_exec, (void *)arguments);
		for (;;)
			pause();
	}
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(seen->entrypoint, "it has no entrypoint");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39), "what the entrypoint called is not its own");
	CHECK(has(seen->runtime_calls[WINNOW_RUNTIME_CALLS_PRIVILEGED], SYS_getpgrp), "the runtime calls are lost");
	finish(slot, &info, path);
}

/* In the host's pid namespace: only the root identifies the entrypoint, and the mount namespace a session. */
static void an_entrypoint_follows_the_change_of_root_and_a_session_comes_into_its_mounts(void)
{
	char *const outside[] = { calls_path, "x86_64:39", NULL }, *const inside[] = { calls_path, "x86_64:111", NULL };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256], mounts[64];
	int slot = make_container("session", path, &info), go;
	pid_t entrypoint = start_waiting(path, true, &go), child;

	snprintf(mounts, sizeof(mounts), "/proc/%d/ns/mnt", entrypoint);
	CHECK(!run_in(path, outside), "the program failed");
	child = fork();
	if (!child) {
		join(path);
		if (setns(open(mounts, O_RDONLY | O_CLOEXEC), CLONE_NEWNS))
			_exit(97);
		execv(calls_path, inside);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(entrypoint), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "the entrypoint is not taken for one");
	CHECK(has(seen->seen[WINNOW_STAGE_EXEC][0], 111), "the session is not taken for one");
	CHECK(!has(seen->seen[WINNOW_STAGE_EXEC][0], 39), "what a runtime did outside is the session's");
	finish(slot, &info, path);
	close(go);
}

static void a_workload_that_is_found_late_is_the_entrypoints(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot, go;
	pid_t child;

	make_cgroup("late", path, &info, 0);
	child = start_waiting(path, false, &go);
	slot = watch_late(path, &info);
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "what it called since is lost");
	finish(slot, &info, path);
	close(go);
}

static void a_container_in_a_cgroup_from_before_the_tracer_is_seen_from_its_first_call(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot, go;
	pid_t child;

	winnow_close(tracer, 0);
	snprintf(path, sizeof(path), "%s/winnow-test-ahead-%d", cgroup_root, getpid());
	REQUIRE(!mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
	tracer = open_usual_tracer();
	CHECK(!slot_of(path, &info), "an empty cgroup has taken a slot");
	child = start_waiting(path, true, &go);
	slot = slot_of(path, &info);
	REQUIRE(slot, "no slot for the first process");
	CHECK(!(info.mode & WINNOW_MODE_LATE), "it came late");
	CHECK(!strcmp(strrchr(info.path, '/'), strrchr(path, '/')), "%s is called %s", path, info.path);
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	/* close() is the first after the one that brought it here */
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], SYS_close), "the runtime's first step is lost");
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], SYS_chroot), "the runtime's step is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_chroot), "the runtime's step is the workload's");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "what the entrypoint called is lost");
	finish(slot, &info, path);
	close(go);
}

static void a_container_that_is_not_observed_takes_no_slot_when_a_session_comes(void)
{
	char *const session[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	char path[256];
	int go;
	pid_t child;

	make_cgroup("unobserved", path, &info, 0);
	child = start_waiting(path, false, &go);
	release((int)info.slot, &info);
	CHECK(!run_in(path, session), "the program failed");
	CHECK(!slot_of(path, &info), "it has taken a slot");
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	CHECK(!rmdir(path), "%s: %s", path, strerror(errno));
	close(go);
}

static void a_container_that_follows_another_in_its_cgroup_takes_a_slot_of_its_own(void)
{
	char *const first[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info before, after;
	struct winnow_snapshot *seen;
	char path[256];
	int one = make_container("twice", path, &before), other, go;
	pid_t child = fork();

	if (!child) {
		join(path);
		if (chroot("/"))
			_exit(97);
		execv(calls_path, first);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	child = start_waiting(path, true, &go);
	other = slot_of(path, &after);
	/* the slots are searched in order, and both have this cgroup's id */
	if (other == one && before.generation == after.generation)
		for (other = one + 1; other < winnow_slots(tracer); other++)
			if (!winnow_slot(tracer, other, &after) && after.cgroup_id == before.cgroup_id)
				break;
	REQUIRE(other != one && other < winnow_slots(tracer), "no slot of its own");
	seen = snapshot(one, &before, 0);
	CHECK(seen->flags & WINNOW_SNAPSHOT_FINAL, "the first one's end is not reported");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39), "what the first one called is lost");
	release(one, &before);
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(other, &after, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "what the second one called is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], 39), "it has inherited");
	finish(other, &after, path);
	close(go);
}

/*
 * A chain of cgroups below one, and more beside its first link than the maps can hold. If `make` is not set, they are
 * removed.
 */
static void nest(const char *path, bool make, char *deepest)
{
	char each[1024];
	int depth;

	for (int i = 0; i < 40; i++) {
		snprintf(each, sizeof(each), "%s/beside-%d", path, i);
		CHECK(!(make ? mkdir(each, 0755) : rmdir(each)), "%s: %s", each, strerror(errno));
	}
	strcpy(deepest, path);
	for (depth = 0; make && depth < 24; depth++) {
		strcat(deepest, "/n");
		CHECK(!mkdir(deepest, 0755), "mkdir %s: %s", deepest, strerror(errno));
	}
	for (depth = 24; !make && depth > 0; depth--) {
		snprintf(each, sizeof(each), "%s", path);
		for (int i = 0; i < depth; i++)
			strcat(each, "/n");
		CHECK(!rmdir(each), "rmdir %s: %s", each, strerror(errno));
	}
}

static void however_many_cgroups_a_container_nests_and_however_deep_it_stays_itself(void)
{
	char *const call[] = { calls_path, "x86_64:39", NULL };
	struct winnow_counters counters;
	struct winnow_slot_info info, other;
	struct winnow_snapshot *seen;
	char path[256], deepest[1024], unused[1024];
	int slot;

	tracer = open_tracer(4, 1024, 65536, NULL);
	slot = make_cgroup("nesting", path, &info, 0);
	nest(path, true, deepest);
	CHECK(!run_in(deepest, call), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], 39), "what was called in the deepest is lost");
	CHECK(!seen->lost[WINNOW_LOSS_TASKS_FULL], "lost");
	winnow_counters(tracer, &counters);
	CHECK(!counters.cgroups_full && !counters.slots_exhausted, "%llu found the map full, %llu no slot",
	      (unsigned long long)counters.cgroups_full, (unsigned long long)counters.slots_exhausted);
	release(slot, &info);
	slot = winnow_slot_watch(tracer, winnow_cgroup_id(path), WINNOW_MODE_CONFIRMED | WINNOW_MODE_LATE, path);
	REQUIRE(slot > 0 && !winnow_slot(tracer, slot, &info), "%s", winnow_error());
	CHECK(!run_in(deepest, call), "the program failed");
	CHECK(snapshot(slot, &info, 0)->produced > 0, "met late, it is not itself in the deepest");
	CHECK(!slot_of(deepest, &other), "the deepest has a slot of its own");
	nest(path, false, unused);
	finish(slot, &info, path);
	winnow_close(tracer, 0);
}

/* Moves itself into a cgroup below its own, and back. */
static void act_leave_and_return(void)
{
	char below[280];

	snprintf(below, sizeof(below), "%s/below", getenv("OWN_CGROUP"));
	if (mkdir(below, 0755) || !test_enter(below, 0))
		_exit(1);
	syscall(SYS_getpgrp);
	if (!test_enter(getenv("OWN_CGROUP"), 0) || rmdir(below))
		_exit(2);
	syscall(SYS_getppid);
}

/* As a container, not as a command: in a cgroup that was made for a command nothing follows anyway. */
static void a_container_whose_only_process_leaves_its_cgroup_and_comes_back_stays_itself(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_container("return", path, &info);
	pid_t child;

	setenv("OWN_CGROUP", path, 1);
	child = fork();
	if (!child) {
		join(path);
		if (chroot("/"))
			_exit(97);
		execl("/proc/self/exe", "again", "leave_and_return", NULL);
		_exit(98);
	}
	CHECK(!wait_for(child), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what it called below is lost");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "what it called after its return is lost");
	CHECK(!(seen->flags & WINNOW_SNAPSHOT_FINAL), "its end is reported");
	finish(slot, &info, path);
}

/*
 * Makes a cgroup below its own and moves there, as the first process of a pid namespace, before its cgroup is
 * confirmed.
 */
static void a_container_that_nests_before_it_is_known_stays_itself(void)
{
	char *const call[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info, other;
	char path[256], below[300];
	int slot, status = -1;
	pid_t child;

	snprintf(path, sizeof(path), "%s/winnow-test-unknown-%d", cgroup_root, getpid());
	snprintf(below, sizeof(below), "%s/below", path);
	wait_for_a_free_slot();
	REQUIRE(!mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
	slot = slot_of(path, &info);
	REQUIRE(slot, "%s got no slot", path);
	setenv("OWN_CGROUP", path, 1);
	child = fork();
	if (!child) {
		join(path);
		if (unshare(CLONE_NEWPID))
			_exit(97);
		child = fork();
		if (!child) {
			execl("/proc/self/exe", "again", "leave_and_return", NULL);
			_exit(98);
		}
		waitpid(child, &status, 0);
		_exit(status ? 96 : 0);
	}
	CHECK(!wait_for(child), "the program failed");
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], SYS_getpgrp),
	      "what it called below is not its own");
	REQUIRE(!mkdir(below, 0755), "mkdir %s: %s", below, strerror(errno));
	CHECK(!slot_of(below, &other), "what lies in it has a slot of its own");
	CHECK(!run_in(below, call), "the program failed");
	CHECK(!rmdir(below), "rmdir %s: %s", below, strerror(errno));
	finish(slot, &info, path);
}

static void a_process_that_changes_its_cgroup_is_seen_in_the_new_one_from_then_on(void)
{
	struct winnow_slot_info before, after;
	char old[256], new[256];
	int from = make_cgroup("from", old, &before, 0), to = make_cgroup("to", new, &after, 0), go;
	pid_t child = start_waiting(old, false, &go);

	REQUIRE(test_enter(new, child), "%s: %s", new, strerror(errno));
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	/* a cgroup in which nothing was executed may be one that prepares a container */
	CHECK(has(snapshot(to, &after, 0)->seen[WINNOW_STAGE_SETUP][0], SYS_getppid), "its call is not the new one's");
	CHECK(!snapshot(to, &after, 0)->entrypoint, "nothing was executed in the new one");
	finish(from, &before, old);
	finish(to, &after, new);
	close(go);
}

/* A child that is born into the cgroup at this path. */
static pid_t fork_into(const char *cgroup)
{
	struct clone_args arguments = { .flags = CLONE_INTO_CGROUP, .exit_signal = SIGCHLD };
	int directory = open(cgroup, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	pid_t child;

	arguments.cgroup = (uint64_t)directory;
	child = (pid_t)syscall(SYS_clone3, &arguments, sizeof(arguments));
	close(directory);
	return child;
}

/* A process whose child is born into the cgroup OTHER_CGROUP ends before the child makes its first call. */
static void act_orphan_elsewhere(void)
{
	volatile int *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pid_t parent = fork();

	if (!parent) {
		pid_t child = fork_into(getenv("OTHER_CGROUP"));

		if (child)
			_exit(child < 0);
		while (!shared[0])
			;
		syscall(SYS_getpgrp);
		shared[1] = 1;
		syscall(SYS_exit_group, 0);
	}
	if (wait_for(parent))
		_exit(1);
	shared[0] = 1;
	while (!shared[1])
		sched_yield();
}

/* Executes an act in a container in the host's pid namespace, known by its change of root. */
static int act_in_container(const char *path, const char *act, const char *other)
{
	pid_t child = fork();

	setenv("OTHER_CGROUP", other, 1);
	if (!child) {
		join(path);
		if (chroot("/"))
			_exit(97);
		execl("/proc/self/exe", "again", act, NULL);
		_exit(98);
	}
	return wait_for(child);
}

static void a_child_born_into_a_nested_cgroup_stays_the_containers_though_its_parent_has_ended(void)
{
	struct winnow_slot_info info;
	char path[256], below[300];
	int slot = make_container("orphan", path, &info);

	snprintf(below, sizeof(below), "%s/below", path);
	REQUIRE(!mkdir(below, 0755), "mkdir %s: %s", below, strerror(errno));
	CHECK(!act_in_container(path, "orphan_elsewhere", below), "the program failed");
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], SYS_getpgrp),
	      "what the child called is not the container's");
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_LEFT_CGROUP, -1, -1, 0, 0),
	      "a cgroup below is taken for one outside");
	for (int round = 0; rmdir(below) && errno == EBUSY && round < 1000; round++)
		usleep(10000);
	finish(slot, &info, path);
}

/* A cgroup of the host's: with a process in it, so that it takes no slot when another comes. */
static pid_t make_host_cgroup(const char *name, char *path)
{
	struct winnow_slot_info info;
	pid_t sleeper;
	int slot;

	snprintf(path, 256, "%s/winnow-test-%s-%d", cgroup_root, name, getpid());
	wait_for_a_free_slot();
	REQUIRE(!mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
	sleeper = fork();
	if (!sleeper)
		for (;;)
			pause();
	REQUIRE(test_enter(path, sleeper), "%s: %s", path, strerror(errno));
	slot = slot_of(path, &info);
	if (slot)
		release(slot, &info);
	return sleeper;
}

static void remove_host_cgroup(pid_t sleeper, const char *path)
{
	kill(sleeper, SIGKILL);
	wait_for(sleeper);
	for (int round = 0; rmdir(path) && errno == EBUSY && round < 1000; round++)
		usleep(10000);
}

static void act_leave(void)
{
	if (!test_enter(getenv("OTHER_CGROUP"), 0))
		_exit(1);
	syscall(SYS_getpgrp);
	close(socket(AF_ALG, SOCK_SEQPACKET, 0));
	if (!wait_for(fork()))
		syscall(SYS_getppid);
}

static void what_a_container_does_in_a_cgroup_of_the_hosts_is_the_containers(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256], host[256];
	int slot = make_container("leave", path, &info);
	pid_t sleeper = make_host_cgroup("host", host);

	CHECK(!act_in_container(path, "leave", host), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what it called is lost");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "what its child called is lost");
	CHECK(find(seen, WINNOW_ITEM_ARGUMENT, 0, SYS_socket, AF_ALG, ~0ull), "an argument is lost");
	CHECK(find(seen, WINNOW_ITEM_LEFT_CGROUP, 0, 0, 0, ~0ull), "that it left is not reported");
	remove_host_cgroup(sleeper, host);
	finish(slot, &info, path);
}

static void a_child_born_into_a_cgroup_of_the_hosts_stays_the_containers(void)
{
	struct winnow_slot_info info;
	char path[256], host[256];
	int slot = make_container("born-outside", path, &info);
	pid_t sleeper = make_host_cgroup("host", host);

	CHECK(!act_in_container(path, "orphan_elsewhere", host), "the program failed");
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what the child called is lost");
	CHECK(find(snapshot(slot, &info, 0), WINNOW_ITEM_LEFT_CGROUP, 0, 0, 0, ~0ull),
	      "that a child left is not reported");
	remove_host_cgroup(sleeper, host);
	finish(slot, &info, path);
}

/* The new cgroup is not confirmed yet. */
static void what_a_container_does_in_a_cgroup_that_it_makes_outside_is_the_containers(void)
{
	struct winnow_slot_info info, other;
	struct winnow_snapshot *seen;
	char path[256], outside[256];
	int slot = make_container("leave", path, &info), to;

	snprintf(outside, sizeof(outside), "%s/winnow-test-outside-%d", cgroup_root, getpid());
	wait_for_a_free_slot();
	REQUIRE(!mkdir(outside, 0755), "mkdir %s: %s", outside, strerror(errno));
	to = slot_of(outside, &other);
	REQUIRE(to, "%s got no slot", outside);
	CHECK(!act_in_container(path, "leave", outside), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what it called is lost");
	CHECK(find(seen, WINNOW_ITEM_ARGUMENT, 0, SYS_socket, AF_ALG, ~0ull), "an argument is lost");
	finish(to, &other, outside);
	finish(slot, &info, path);
}

/*
 * As a runtime in a container does for the containers that it nests: the first process of a pid namespace, in a cgroup
 * outside.
 */
static void act_nest_container(void)
{
	char *const call[] = { calls_path, "x86_64:39", NULL };
	pid_t child;

	if (unshare(CLONE_NEWPID))
		_exit(1);
	child = fork();
	if (!child) {
		if (!test_enter(getenv("OTHER_CGROUP"), 0))
			_exit(2);
		syscall(SYS_getpgrp);
		execv(call[0], call);
		_exit(3);
	}
	_exit(wait_for(child) ? 4 : 0);
}

static void a_container_that_another_one_starts_has_a_slot_of_its_own(void)
{
	struct winnow_slot_info outer, inner;
	struct winnow_snapshot *seen;
	char path[256], nested[256];
	int slot = make_container("outer", path, &outer), to = make_container("inner", nested, &inner);

	CHECK(!act_in_container(path, "nest_container", nested), "the program failed");
	seen = snapshot(to, &inner, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], SYS_getpgrp), "the runtime's step is lost");
	CHECK(seen->entrypoint && has(seen->seen[WINNOW_STAGE_START][0], 39), "what its entrypoint called is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "the runtime's step is its entrypoint's");
	seen = snapshot(slot, &outer, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getpgrp), "what the outer one's runtime called is lost");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], 39), "what the inner one called is the outer one's");
	finish(to, &inner, nested);
	finish(slot, &outer, path);
}

static void a_process_born_into_an_empty_cgroup_from_before_the_tracer_is_seen_from_its_first_call(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char parent[256], path[512];
	pid_t child;
	int slot;

	snprintf(parent, sizeof(parent), "%s/winnow-test-born-%d", cgroup_root, getpid());
	snprintf(path, sizeof(path), "%s/%0100d-%0100d", parent, 0, 0); /* as long as a nested pod's */
	winnow_close(tracer, 0);
	REQUIRE(!mkdir(parent, 0755) && !mkdir(path, 0755), "mkdir %s: %s", path, strerror(errno));
	tracer = open_usual_tracer();
	child = fork_into(path);
	if (!child) {
		syscall(SYS_getpgrp);
		syscall(SYS_exit_group, 0);
	}
	CHECK(child > 0, "clone3: %s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	slot = slot_of(path, &info);
	REQUIRE(slot, "%s got no slot", path);
	CHECK(!strcmp(strstr(path, "/winnow-test-born-"), info.path), "%s is called %s", path, info.path);
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_SETUP][0], SYS_getpgrp), "its first call is lost");
	finish(slot, &info, path);
	rmdir(parent);
}

#define CHILDREN 67 /* numbers 96..162 */

static void act_short_runs(void)
{
	for (int i = 0; i < 100 * CHILDREN; i++) {
		pid_t child = fork();

		if (!child) {
			for (int call = 0; call < 3 * CHILDREN; call++)
				syscall(96 + call % CHILDREN, -1, -1, -1, -1, -1, -1);
			_exit(0);
		}
		wait_for(child);
	}
}

static void act_one_call_each(void)
{
	for (int i = 0; i < CHILDREN; i++) {
		pid_t child = fork();

		if (!child) {
			syscall(96 + i, -1, -1, -1, -1, -1, -1);
			_exit(0);
		}
		wait_for(child);
	}
}

/* Whether winnow_probe() names this mechanism. */
static bool the_mechanism_is(const char *mechanism)
{
	char features[8192];

	REQUIRE(winnow_probe(features, sizeof(features)) > 0, "%s", winnow_error());
	return strstr(features, mechanism);
}

/* Calls that no program saw so far: not 0 only if programs at a syscall can be preempted. */
static int64_t calls_skipped(void)
{
	static int preemptible = -1; /* asked once: a probe loads programs */
	int64_t skipped = winnow_skipped(tracer);

	REQUIRE(skipped >= 0, "%s", winnow_error());
	if (preemptible < 0)
		preemptible = the_mechanism_is("tp_btf/sys_enter, twice");
	return preemptible ? skipped : 0;
}

/*
 * Stacks, thread ids and what CPUs remember of tasks go from those that end to those that begin. Exactly none is
 * hidden, or no more than what no program saw.
 */
static void short_lived_neighbours_do_not_hide_each_others_calls(void)
{
	char *const churn[] = { "/proc/self/exe", "short_runs", NULL };
	int64_t before = calls_skipped(), skipped, hidden = 0;
	struct winnow_slot_info noisy;
	char path[256];
	int slot = make_cgroup("noisy", path, &noisy, 0);
	pid_t children[2];

	for (int i = 0; i < 2; i++) {
		children[i] = fork();
		if (!children[i]) {
			join(path);
			execv(churn[0], churn);
			_exit(98);
		}
	}
	for (int round = 0; round < 40; round++) {
		struct winnow_slot_info info;
		struct winnow_snapshot *seen;
		char other_path[256];
		int other = make_cgroup("other", other_path, &info, 0);

		CHECK(!act_in(other_path, "one_call_each"), "the program failed");
		seen = snapshot(other, &info, 0);
		skipped = calls_skipped() - before;
		for (int nr = 96; nr < 96 + CHILDREN; nr++) {
			hidden += !has(seen->seen[WINNOW_STAGE_START][0], nr);
			CHECK(hidden <= skipped, "round %d: number %d is hidden, the %lld., and %lld runs were skipped",
			      round, nr, (long long)hidden, (long long)skipped);
		}
		finish(other, &info, other_path);
	}
	if (hidden)
		NOT_IN_THIS_KERNEL("syscalls that no other task's can hide: %lld of %d were", (long long)hidden,
				   40 * CHILDREN);
	for (int i = 0; i < 2; i++) {
		kill(children[i], SIGKILL);
		wait_for(children[i]);
	}
	finish(slot, &noisy, path);
}

/* ---- capabilities ------------------------------------------------------------------------------------------------ */

static void act_chown(void)
{
	char name[] = "/tmp/winnow-test-XXXXXX";
	int file = mkstemp(name);

	if (file < 0 || fchown(file, 12345, 12345))
		_exit(1);
	unlink(name);
}

/* A program that its group and others cannot execute, of another user. */
static void make_guarded_program(char *path)
{
	int from = open(calls_path, O_RDONLY | O_CLOEXEC), to;
	struct stat status;

	strcpy(path, "/tmp/winnow-guarded-XXXXXX");
	to = mkstemp(path);
	REQUIRE(to >= 0 && !fstat(from, &status) &&
			sendfile(to, from, NULL, (size_t)status.st_size) == status.st_size &&
			!fchown(to, 12345, 12345) && !fchmod(to, 0700),
		"%s: %s", path, strerror(errno));
	close(from);
	close(to);
}

/* Whether CAP_DAC_OVERRIDE was granted to an exec in the stage. */
static bool exec_is_overridden(const struct winnow_snapshot *seen, int stage)
{
	const struct winnow_item_state *items = (const struct winnow_item_state *)(seen + 1);

	for (uint32_t i = 0; i < seen->item_count; i++)
		if (items[i].item.kind == WINNOW_ITEM_CAPABILITY && items[i].item.arg == 1 &&
		    items[i].item.nr == SYS_execve && items[i].item.stage == stage &&
		    items[i].item.detail == (WINNOW_CAPABILITY_GRANTED | WINNOW_CAPABILITY_INITIAL_NS))
			return true;
	return false;
}

static void a_capability_that_the_exec_of_an_entrypoint_or_a_session_needs_is_kept(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256], program[64];
	char *const arguments[] = { program, "x86_64:39", NULL };
	int slot = make_cgroup("guarded", path, &info, 0);

	make_guarded_program(program);
	CHECK(!run_in(path, arguments), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(exec_is_overridden(seen, WINNOW_STAGE_START), "no CAP_DAC_OVERRIDE at the entrypoint's exec");
	CHECK(!exec_is_overridden(seen, WINNOW_STAGE_EXEC), "a session's");
	CHECK(!run_in(path, arguments), "the session failed");
	CHECK(exec_is_overridden(snapshot(slot, &info, 0), WINNOW_STAGE_EXEC),
	      "no CAP_DAC_OVERRIDE at a session's exec");
	finish(slot, &info, path);

	/* a runtime that executes a copy of itself */
	slot = make_container("guarded", path, &info);
	CHECK(!run_in(path, arguments), "the program failed");
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_CAPABILITY, 1, -1, 0, 0),
	      "the runtime's own exec is counted");
	finish(slot, &info, path);
	unlink(program);
}

static void act_fork_and_map(void)
{
	for (int i = 0; i < 20; i++) {
		pid_t child = fork();

		if (!child) {
			free(malloc(8 << 20));
			execl("/bin/true", "true", NULL);
			_exit(1);
		}
		wait_for(child);
	}
	act_chown(); /* shows that the hook was at work */
}

/* Whether the tracepoint sees each check, or fexit those that reach the function. */
static bool each_check_is_reported(void)
{
	return the_mechanism_is("tp_btf/cap_capable");
}

static void a_program_that_forks_and_maps_memory_needs_no_sys_admin(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("memory", path, &info, 0);

	CHECK(!act_in(path, "fork_and_map"), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 0, SYS_fchown, 0, 0),
	      "no capability was seen: the test shows nothing");
	if (each_check_is_reported())
		CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 21, -1, WINNOW_CAPABILITY_ACCOUNTING,
			   WINNOW_CAPABILITY_ACCOUNTING),
		      "no memory accounting was seen: the test shows nothing");
	else
		NOT_IN_THIS_KERNEL(
			"the compiler may put cap_capable into cap_vm_enough_memory, and fexit does not see that");
	CHECK(!find(seen, WINNOW_ITEM_CAPABILITY, 21, -1, 0, WINNOW_CAPABILITY_ACCOUNTING | WINNOW_CAPABILITY_PROBE),
	      "CAP_SYS_ADMIN is taken for needed");
	finish(slot, &info, path);
}

static void a_chown_of_another_users_file_is_a_granted_capability(void)
{
	const uint64_t granted = WINNOW_CAPABILITY_GRANTED | WINNOW_CAPABILITY_INITIAL_NS;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("chown", path, &info, 0);

	CHECK(!act_in(path, "chown"), "chown failed");
	seen = snapshot(slot, &info, 0);
	CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 0, SYS_fchown, granted, ~0ull), "no CAP_CHOWN at fchown");
	finish(slot, &info, path);
}

/* Of a file of another user and group, whose owner the caller need not be. */
static void act_chmod(void)
{
	char path[] = "/tmp/winnow-mode-XXXXXX";
	int file = mkstemp(path);

	if (file < 0 || fchown(file, 12345, 12345) || fchmod(file, 0640) || chmod(path, 02750))
		_exit(1);
	unlink(path);
}

static void a_chmod_needs_the_capability_for_the_group_id_only_if_it_sets_that_bit(void)
{
	const uint64_t probe = WINNOW_CAPABILITY_PROBE;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("mode", path, &info, 0);

	CHECK(!act_in(path, "chmod"), "chmod failed");
	seen = snapshot(slot, &info, 0);
	CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 4, SYS_fchmod, probe, probe),
	      "CAP_FSETID was not asked for: the test shows nothing");
	CHECK(!find(seen, WINNOW_ITEM_CAPABILITY, 4, SYS_fchmod, 0, probe), "needed at fchmod, which sets no such bit");
	CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 4, SYS_chmod, 0, probe), "not needed at chmod, which sets it");
	finish(slot, &info, path);
}

/* ---- denials ----------------------------------------------------------------------------------------------------- */

#define THREADS 8
#define ROUNDS 1600

static void filter(uint32_t nr, uint32_t action)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, action),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { .len = 4, .filter = code };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program))
		_exit(97);
}

static void on_signal(int number)
{
	(void)number;
}

static void *mixed_calls(void *argument)
{
	(void)argument;
	for (int i = 0; i < ROUNDS; i++) {
		syscall(SYS_getppid); /* refused */
		syscall(SYS_getuid);
		if (i % 200 == 0) {
			pid_t child = fork();

			if (!child) {
				syscall(SYS_getppid);
				if (i % 400 == 0)
					execl("/bin/true", "true", NULL);
				_exit(0);
			}
			wait_for(child);
		}
		if (i % 3 == 0)
			raise(SIGUSR1);
		syscall(SYS_getpgid, 0); /* refused */
		usleep(0);
	}
	return NULL;
}

static void act_refused(void)
{
	pthread_t threads[THREADS];

	signal(SIGUSR1, on_signal);
	filter(SYS_getppid, SECCOMP_RET_ERRNO | EACCES);
	filter(SYS_getpgid, SECCOMP_RET_ERRNO | 0);
	for (int i = 0; i < THREADS; i++)
		pthread_create(&threads[i], NULL, mixed_calls, NULL);
	for (int i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
}

static uint64_t distance(uint64_t one, uint64_t other)
{
	return one > other ? one - other : other - one;
}

/* Exactly, or off by no more than what no program saw. */
static void refused_calls_are_counted_exactly_and_nothing_else_is_refused(void)
{
	const uint64_t forks = THREADS * (ROUNDS / 200);
	int64_t skipped = calls_skipped();
	uint64_t others = 0;
	const struct winnow_item_state *item;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("denial", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "refused"), "the program failed");
	drain_all();
	skipped = calls_skipped() - skipped;
	if (skipped)
		NOT_IN_THIS_KERNEL("syscalls that no other task's can hide from a program: %lld runs were skipped",
				   (long long)skipped);
	seen = snapshot(slot, &info, 0);
	item = find(seen, WINNOW_ITEM_DENIAL, -1, SYS_getppid, EACCES | WINNOW_DENIAL_OWN, ~0ull);
	CHECK(item && distance(item->count, THREADS * ROUNDS + forks) <= (uint64_t)skipped,
	      "getppid refused %llu times, reported %llu", (unsigned long long)(THREADS * ROUNDS + forks),
	      item ? (unsigned long long)item->count : 0);
	item = find(seen, WINNOW_ITEM_DENIAL, -1, SYS_getpgid, WINNOW_DENIAL_OWN, ~0ull);
	CHECK(item && distance(item->count, THREADS * ROUNDS) <= (uint64_t)skipped,
	      "getpgid refused %d times, reported %llu", THREADS * ROUNDS, item ? (unsigned long long)item->count : 0);
	for (uint32_t i = 0; i < seen->item_count; i++) {
		const struct winnow_item_state *each = (const struct winnow_item_state *)(seen + 1) + i;

		if (each->item.kind != WINNOW_ITEM_DENIAL ||
		    (each->item.nr == SYS_getppid && each->item.detail == (EACCES | WINNOW_DENIAL_OWN)) ||
		    (each->item.nr == SYS_getpgid && each->item.detail == WINNOW_DENIAL_OWN))
			continue;
		others += each->count;
		CHECK(skipped, "syscall %u reported as refused (%llu, %llu times)", each->item.nr,
		      (unsigned long long)each->item.detail, (unsigned long long)each->count);
	}
	CHECK(others <= (uint64_t)skipped, "%llu calls reported as refused, and %lld runs skipped",
	      (unsigned long long)others, (long long)skipped);
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "a refused call is reported as made");
	finish(slot, &info, path);
}

static void act_killed(void)
{
	filter(SYS_getppid, SECCOMP_RET_KILL_PROCESS);
	syscall(SYS_getppid);
}

static void act_trapped(void)
{
	signal(SIGSYS, on_signal);
	filter(SYS_getppid, SECCOMP_RET_TRAP);
	syscall(SYS_getppid);
}

static void a_call_that_ends_in_sigsys_is_a_denial(void)
{
	char *const acts[] = { "killed", "trapped" };

	for (int i = 0; i < 2; i++) {
		struct winnow_slot_info info;
		struct winnow_snapshot *seen;
		char path[256];
		int slot = make_cgroup("sigsys", path, &info, WINNOW_MODE_DENIALS);

		act_in(path, acts[i]);
		seen = snapshot(slot, &info, 0);
		CHECK(find(seen, WINNOW_ITEM_DENIAL, -1, SYS_getppid, WINNOW_DENIAL_SIGNAL | WINNOW_DENIAL_OWN, ~0ull),
		      "%s", i ? "TRAP" : "KILL");
		finish(slot, &info, path);
	}
}

static void *one_refused_call(void *argument)
{
	syscall(SYS_getppid);
	return argument;
}

/* The thread goes without pthread_exit: pthread_join would wait for ever. */
static void act_thread_killed(void)
{
	struct timespec moment = { .tv_nsec = 1000000 };
	struct stat tasks;
	pthread_t thread;

	filter(SYS_getppid, SECCOMP_RET_KILL_THREAD);
	if (pthread_create(&thread, NULL, one_refused_call, NULL))
		_exit(1);
	while (!stat("/proc/self/task", &tasks) && tasks.st_nlink > 3) /* ".", ".." and this thread */
		nanosleep(&moment, NULL);
}

static void act_sent_sigsys(void)
{
	syscall(SYS_getppid);
	kill(getpid(), SIGSYS);
}

static void a_thread_killed_by_a_filter_is_a_denial_and_a_signal_from_elsewhere_is_none(void)
{
	const struct winnow_item_state *item;
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("thread", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "thread_killed"), "the program failed");
	item = find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, SYS_getppid,
		    WINNOW_DENIAL_SIGNAL | WINNOW_DENIAL_OWN, ~0ull);
	CHECK(item && item->count == 1, "reported %llu times", item ? (unsigned long long)item->count : 0);
	finish(slot, &info, path);

	slot = make_cgroup("signal", path, &info, WINNOW_MODE_DENIALS);
	CHECK(WTERMSIG(act_in(path, "sent_sigsys")) == SIGSYS, "the program still runs");
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, -1, 0, 0),
	      "a signal is reported as a refused call");
	finish(slot, &info, path);
}

/* A filter that answers getpgid, getsid and sched_getscheduler with the errno that their argument says. */
static void refuse_as_asked(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_getscheduler, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getsid, 0, 4),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0xfff),
		BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_A, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		_exit(97);
}

static void act_many_refusals(void)
{
	refuse_as_asked();
	for (int i = 1; i < 4095; i++)
		syscall(SYS_getpgid, i);
	syscall(SYS_acct, "/nowhere");
}

static void act_more_refusals(void)
{
	refuse_as_asked();
	for (int i = 1; i < 4095; i++) {
		syscall(SYS_getpgid, i);
		syscall(SYS_getsid, i);
	}
}

static void act_io_uring(void);

#define JUNK 100 /* values of an argument: more than are kept */

/* Nine thousand refusals and sets of arguments that are full, and then what is to be reported all the same. */
static void act_hide_in_floods(void)
{
	char *const program[] = { calls_path, "x86_64:39", NULL };
	pid_t child;

	refuse_as_asked();
	for (int i = 1; i <= 3000; i++) {
		syscall(SYS_getpgid, i);
		syscall(SYS_getsid, i);
		syscall(SYS_sched_getscheduler, i);
	}
	for (int i = 0; i < JUNK; i++) {
		socket(1000 + i, 1000 + i, 0);
		ioctl(-1, (unsigned long)(0xbad00 + i), 0);
		unshare(0x80000 + i); /* no flag of it */
	}
	socket(AF_ALG, SOCK_SEQPACKET, 0);
	syscall(SYS_socket, 0xbad00000000ull | AF_VSOCK, SOCK_STREAM, 0); /* the kernel takes 32 bits */
	ioctl(-1, TIOCSTI, "x");
	unshare(CLONE_NEWUSER | 0x80000);
	act_chown();
	act_io_uring();
	child = fork();
	if (!child) {
		execv(program[0], program);
		_exit(98);
	}
	_exit(wait_for(child) ? 1 : 0);
}

/* Executes a copy of calls that is in memory only, under a filter that refuses acct. */
static void act_from_memory(void)
{
	char *const arguments[] = { "calls", "x86_64:163", NULL };
	int memory = memfd_create("hidden", MFD_CLOEXEC), file = open(calls_path, O_RDONLY | O_CLOEXEC);
	struct stat status;

	filter(SYS_acct, SECCOMP_RET_ERRNO | EACCES);
	if (memory < 0 || fstat(file, &status) ||
	    sendfile(memory, file, NULL, (size_t)status.st_size) != status.st_size)
		_exit(1);
	fexecve(memory, arguments, environ);
	_exit(98);
}

static uint64_t hash_of(const char *path)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (; *path; path++)
		hash = (hash ^ (uint8_t)*path) * 0x100000001b3ull;
	return hash;
}

static void a_program_in_memory_is_known_by_its_name(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("memory", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "from_memory"), "the program failed");
	memset(&last_denial, 0, sizeof(last_denial));
	drain_all();
	CHECK(last_denial.item.nr == SYS_acct && !last_denial.path_form && !strcmp(last_denial.path, "memfd:hidden"),
	      "refused was '%s'", last_denial.path);
	seen = snapshot(slot, &info, 0);
	CHECK(find(seen, WINNOW_ITEM_EXECUTABLE, 0, -1, hash_of("memfd:hidden"), ~0ull),
	      "it is not among the programs");
	finish(slot, &info, path);
}

/* Executes the program that SET_ID names as another user; with FORBIDDEN, nothing that is executed gives more. */
static void act_with_set_id(void)
{
	char *const arguments[] = { getenv("SET_ID"), "x86_64:39", NULL };

	if (getenv("FORBIDDEN") && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(1);
	if (setgid(65534) || setuid(65534))
		_exit(1);
	execv(arguments[0], arguments);
	_exit(98);
}

/* In any stage. */
static bool changed_identity(int slot, const struct winnow_slot_info *info, const char *program)
{
	const struct winnow_snapshot *seen = snapshot(slot, info, 0);
	const struct winnow_item_state *items = (const struct winnow_item_state *)(seen + 1);
	bool changed = false;

	CHECK(find(seen, WINNOW_ITEM_EXECUTABLE, 0, -1, hash_of(program), ~0ull), "it is not among the programs");
	for (uint32_t i = 0; i < seen->item_count; i++)
		changed |= items[i].item.detail == hash_of(program) && items[i].flags & WINNOW_FLAG_SET_ID;
	return changed;
}

static void a_program_that_takes_its_owners_identity_is_known_as_one(void)
{
	char path[256], program[64], copy[8192];
	char *const arguments[] = { program, "x86_64:39", NULL };
	struct winnow_slot_info info;
	int slot = make_cgroup("set-id", path, &info, 0);

	snprintf(program, sizeof(program), "/tmp/winnow-test-set-id-%d", getpid());
	snprintf(copy, sizeof(copy), "cp %s %s && chmod 4755 %s", calls_path, program, program);
	REQUIRE(!system(copy), "%s", copy);
	setenv("SET_ID", program, 1);
	CHECK(!run_in(path, arguments), "the program failed");
	CHECK(!changed_identity(slot, &info, program), "root stays root");
	setenv("FORBIDDEN", "1", 1);
	CHECK(!act_in(path, "with_set_id"), "the program failed");
	CHECK(!changed_identity(slot, &info, program), "no_new_privs forbids it");
	unsetenv("FORBIDDEN");
	CHECK(!act_in(path, "with_set_id"), "the program failed");
	CHECK(changed_identity(slot, &info, program), "another user became root unseen");
	unlink(program);
	finish(slot, &info, path);
}

/* The path of calls in so many bytes, with as many steps "." as that needs. */
static void lengthen(char *at, size_t length)
{
	size_t more = length - strlen(calls_path);

	for (size_t i = 0; i < more; i++)
		at[i] = i % 2 ? '.' : '/';
	if (more % 2)
		at[more - 1] = '/';
	strcpy(at + more, calls_path);
}

static void a_program_whose_name_is_too_long_is_not_taken_for_another_one(void)
{
	/* those beyond the limit have the same beginning, and the same end */
	static const size_t lengths[] = { WINNOW_PATH_MAX - 1, WINNOW_PATH_MAX, 1200, 1202, 4094 };
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256], program[4096];
	char *const arguments[] = { program, "x86_64:39", NULL };
	int slot = make_cgroup("long", path, &info, 0);

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		size_t cut = lengths[i] < WINNOW_PATH_MAX ? 0 : lengths[i] - WINNOW_PATH_MAX + 1;

		lengthen(program, lengths[i]);
		drain_all();
		memset(&last_executable, 0, sizeof(last_executable));
		CHECK(!run_in(path, arguments), "the program failed");
		drain_all();
		CHECK(!strcmp(last_executable.path, program + cut), "the one of %zu bytes is called %s", lengths[i],
		      last_executable.path);
		CHECK(last_executable.path_form == (cut ? WINNOW_PATH_END : WINNOW_PATH_PLAIN) &&
			      last_executable.path_size == WINNOW_PATH_MAX,
		      "the one of %zu bytes has a name of form %u and %u bytes", lengths[i], last_executable.path_form,
		      last_executable.path_size);
		CHECK(last_executable.item.detail == hash_of(program), "the one of %zu bytes is another one's",
		      lengths[i]);
	}
	seen = snapshot(slot, &info, 0);
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		lengthen(program, lengths[i]);
		CHECK(find(seen, WINNOW_ITEM_EXECUTABLE, 0, -1, hash_of(program), ~0ull),
		      "the one of %zu bytes is not among the programs", lengths[i]);
	}
	finish(slot, &info, path);
}

/* WINNOW_TEST_RUNS asks for more runs than a few. */
static void neither_refusals_nor_values_hide_what_is_dangerous(void)
{
	int runs = getenv("WINNOW_TEST_RUNS") ? atoi(getenv("WINNOW_TEST_RUNS")) : 3;
	uint64_t policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];

	memset(policy, 0xff, sizeof(policy));
	for (int run = 0; run < runs; run++) {
		const struct winnow_item_state *value;
		struct winnow_slot_info info;
		struct winnow_snapshot *seen;
		char path[256];
		int slot = make_cgroup("floods", path, &info, WINNOW_MODE_DENIALS);

		CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, policy), "%s", winnow_error());
		CHECK(!act_in(path, "hide_in_floods"), "the program failed");
		seen = snapshot(slot, &info, 0);
		CHECK(find(seen, WINNOW_ITEM_ARGUMENT, WINNOW_ARGUMENT_DANGER, SYS_socket, AF_ALG, ~0ull),
		      "AF_ALG is hidden");
		CHECK(find(seen, WINNOW_ITEM_ARGUMENT, WINNOW_ARGUMENT_DANGER, SYS_socket, AF_VSOCK, ~0ull),
		      "AF_VSOCK is hidden");
		value = find(seen, WINNOW_ITEM_ARGUMENT, WINNOW_ARGUMENT_DANGER | 1, SYS_ioctl, TIOCSTI, ~0ull);
		CHECK(value && value->flags & WINNOW_FLAG_UNCONSTRAINED, "TIOCSTI is hidden");
		CHECK(find(seen, WINNOW_ITEM_ARGUMENT, WINNOW_ARGUMENT_DANGER, SYS_unshare, CLONE_NEWUSER, ~0ull),
		      "CLONE_NEWUSER is hidden");
		CHECK(!each_check_is_reported() || find(seen, WINNOW_ITEM_CAPABILITY, 0, SYS_fchown, 0, 0),
		      "CAP_CHOWN is hidden");
		CHECK(find(seen, WINNOW_ITEM_IO_URING, 0, -1, IORING_OP_NOP, ~0ull), "the io_uring opcode is hidden");
		CHECK(find(seen, WINNOW_ITEM_EXECUTABLE, 0, -1, hash_of(calls_path), ~0ull), "the program is hidden");
		CHECK(seen->lost[WINNOW_LOSS_ITEMS_FULL], "nothing was lost, so nothing was tested");
		finish(slot, &info, path);
	}
}

/* One that fills all its limits leaves the others theirs, though both together want more than there is. */
static void a_container_that_fills_its_limits_leaves_the_limits_of_others_alone(void)
{
	struct winnow_slot_info info[5];
	struct winnow_snapshot *seen;
	char paths[5][256];
	int slots[5];

	tracer = open_tracer(16, 600, 1 << 20, NULL);
	for (int i = 0; i < 5; i++) {
		char name[16];

		snprintf(name, sizeof(name), "limits-%d", i);
		slots[i] = make_cgroup(name, paths[i], &info[i], WINNOW_MODE_DENIALS);
	}
	for (int i = 0; i < 4; i++)
		CHECK(!act_in(paths[i], "more_refusals"), "the program failed");
	CHECK(!act_in(paths[4], "refused"), "the program failed");
	seen = snapshot(slots[4], &info[4], 0);
	CHECK(find(seen, WINNOW_ITEM_DENIAL, -1, -1, 0, 0), "a refusal is hidden by others' refusals");
	CHECK(!seen->lost[WINNOW_LOSS_ITEMS_FULL], "%llu items lost",
	      (unsigned long long)seen->lost[WINNOW_LOSS_ITEMS_FULL]);
	CHECK(snapshot(slots[3], &info[3], 0)->lost[WINNOW_LOSS_ITEMS_FULL], "nothing was lost, so nothing was tested");
	for (int i = 0; i < 5; i++)
		finish(slots[i], &info[i], paths[i]);
	winnow_close(tracer, 0);
}

/*
 * Of a burst of new items, more than its share per second, only the share becomes records; the rest is counted, and in
 * the maps.
 */
static void a_container_takes_no_more_than_its_share_of_the_ring(void)
{
	const struct winnow_snapshot *state;
	struct winnow_slot_info info;
	uint64_t max, lost;
	time_t start;
	char path[256];
	int slot;

	tracer = open_tracer(16, 65536, 1 << 23, NULL); /* large enough for all of them */
	slot = make_cgroup("share", path, &info, WINNOW_MODE_DENIALS);
	start = time(NULL);
	CHECK(!act_in(path, "more_refusals"), "the program failed");
	drain_all();
	state = snapshot(slot, &info, 0);
	lost = state->lost[WINNOW_LOSS_RING_FULL];
	max = (uint64_t)(time(NULL) - start + 2) * WINNOW_OBSERVATIONS_MAX;
	CHECK(delivered[slot] <= max, "%llu records", (unsigned long long)delivered[slot]);
	CHECK(lost > 0 || state->produced <= max, "all of %llu records", (unsigned long long)state->produced);
	CHECK(state->produced == delivered[slot] + lost, "produced %llu, delivered %llu, lost %llu",
	      (unsigned long long)state->produced, (unsigned long long)delivered[slot], (unsigned long long)lost);
	finish(slot, &info, path);
	winnow_close(tracer, 0);
}

static void a_container_that_has_many_calls_refused_hides_no_violation(void)
{
	uint64_t policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("hide", path, &info, WINNOW_MODE_DENIALS);

	memset(policy, 0xff, sizeof(policy));
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		policy[stage][0][SYS_acct / 64] &= ~(1ull << SYS_acct % 64);
	CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, policy), "%s", winnow_error());
	CHECK(!act_in(path, "many_refusals"), "the program failed");
	CHECK(find(snapshot(slot, &info, 0), WINNOW_ITEM_SYSCALL, -1, SYS_acct, 0, 0),
	      "the call outside the policy is not reported");
	finish(slot, &info, path);
}

static void act_emulated(void)
{
	filter(SYS_acct, SECCOMP_RET_ERRNO | EACCES);
	if (ptrace(PTRACE_TRACEME, 0, 0, 0))
		_exit(97);
	raise(SIGSTOP);
	syscall(SYS_getppid);
}

static void a_call_that_a_debugger_emulates_is_no_denial(void)
{
	char *const emulated[] = { "/proc/self/exe", "emulated", NULL };
	struct user_regs_struct registers = { 0 };
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("emulated", path, &info, WINNOW_MODE_DENIALS), status = 0;
	pid_t child = start_in(path, emulated);

	REQUIRE(waitpid(child, &status, 0) == child && WIFSTOPPED(status), "status %#x", status);
	for (int i = 0; i < 10 && WIFSTOPPED(status) && registers.orig_rax != SYS_getppid; i++) {
		CHECK(!ptrace(PTRACE_SYSEMU, child, 0, 0), "%s", strerror(errno));
		waitpid(child, &status, 0);
		CHECK(!ptrace(PTRACE_GETREGS, child, 0, &registers), "%s", strerror(errno));
	}
	CHECK(registers.orig_rax == SYS_getppid, "it was not emulated");
	ptrace(PTRACE_CONT, child, 0, 0);
	waitpid(child, &status, 0);
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, -1, 0, 0), "reported as refused");
	finish(slot, &info, path);
}

/* While it looks at a call that is about to begin, its process is killed: the call ends without having begun. */
static void a_call_whose_debugger_sees_it_killed_is_no_denial(void)
{
	char *const emulated[] = { "/proc/self/exe", "emulated", NULL };
	struct winnow_slot_info info;
	struct user_regs_struct registers = { 0 };
	char path[256];
	int slot = make_cgroup("killed-in-debugger", path, &info, WINNOW_MODE_DENIALS), status = 0;
	pid_t child = start_in(path, emulated);

	REQUIRE(waitpid(child, &status, 0) == child && WIFSTOPPED(status), "status %#x", status);
	CHECK(!ptrace(PTRACE_SYSCALL, child, 0, 0), "%s", strerror(errno));
	waitpid(child, &status, 0);
	CHECK(!ptrace(PTRACE_GETREGS, child, 0, &registers), "%s", strerror(errno));
	CHECK(registers.orig_rax == SYS_getppid && (long)registers.rax == -ENOSYS, "not at the entry of the call");
	kill(child, SIGKILL);
	/*
	 * older kernels: the stop at the exit of the killed call may still be reported (5.10: ptrace_stop() looks for
	 * SIGKILL too late)
	 */
	do {
		REQUIRE(waitpid(child, &status, 0) == child, "%s", strerror(errno));
	} while (WIFSTOPPED(status));
	CHECK(WIFSIGNALED(status), "status %#x", status);
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, -1, 0, 0), "reported as refused");
	finish(slot, &info, path);
}

/* A supervisor lets the first wait for its answer be interrupted, and answers the second. */
static void act_supervised(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getppid, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };
	struct sigaction restart = { .sa_handler = on_signal, .sa_flags = SA_RESTART };
	int listener = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
	struct seccomp_notif wait = { 0 };
	struct seccomp_notif_resp answer = { .val = 4711 };

	sigaction(SIGUSR1, &restart, NULL);
	if (listener < 0)
		_exit(97);
	if (!fork()) {
		while (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &wait))
			memset(&wait, 0, sizeof(wait));
		kill((pid_t)wait.pid, SIGUSR1);
		do {
			memset(&wait, 0, sizeof(wait));
			while (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &wait))
				memset(&wait, 0, sizeof(wait));
			answer.id = wait.id;
		} while (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer));
		_exit(0);
	}
	if (syscall(SYS_getppid) != 4711)
		_exit(96);
}

static void a_call_that_a_supervisor_answers_is_reported_as_such_and_not_as_refused(void)
{
	const struct winnow_item_state *items;
	struct winnow_snapshot *seen;
	struct winnow_slot_info info;
	int others = 0;
	char path[256];
	int slot = make_cgroup("supervised", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "supervised"), "the program failed");
	seen = snapshot(slot, &info, 0);
	items = (const struct winnow_item_state *)(seen + 1);
	CHECK(find(seen, WINNOW_ITEM_DENIAL, -1, SYS_getppid, WINNOW_DENIAL_OWN, ~0ull), "not reported");
	for (uint32_t i = 0; i < seen->item_count; i++)
		others += items[i].item.kind == WINNOW_ITEM_DENIAL && items[i].item.nr != SYS_getppid;
	CHECK(!others, "%d other calls reported as answered", others);
	finish(slot, &info, path);
}

/* Its exits are not wanted: the supervisor's answer itself is seen. */
static void a_supervised_call_is_learned_before_the_exits_are_looked_at(void)
{
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("learned", path, &info, 0);

	CHECK(!act_in(path, "supervised"), "the program failed");
	CHECK(find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, SYS_getppid, WINNOW_DENIAL_OWN, ~0ull),
	      "not learned");
	finish(slot, &info, path);
}

/* Until it is answered otherwise: by the end of its filter there is none. */
static void act_sandboxed(void)
{
	filter(SYS_getppid, SECCOMP_RET_ERRNO | EACCES);
	for (;;) {
		syscall(SYS_getppid);
		usleep(1000);
	}
}

static void what_a_filter_of_the_containers_own_answers_is_learned(void)
{
	char *const arguments[] = { "/proc/self/exe", "sandboxed", NULL };
	const struct winnow_item_state *item = NULL;
	struct winnow_slot_info info;
	char path[256];
	int slot = make_cgroup("sandboxed", path, &info, 0);
	pid_t child = start_in(path, arguments);

	while (!item) {
		drain_all();
		item = find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, SYS_getppid, EACCES | WINNOW_DENIAL_OWN,
			    ~0ull);
	}
	kill(child, SIGKILL);
	wait_for(child);
	finish(slot, &info, path);
}

static void act_logged(void)
{
	filter(SYS_getppid, SECCOMP_RET_LOG);
	syscall(SYS_getppid);
}

static void a_logged_call_is_made_and_not_refused(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("log", path, &info, WINNOW_MODE_DENIALS);

	CHECK(!act_in(path, "logged"), "the program failed");
	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getppid), "not made");
	CHECK(!find(seen, WINNOW_ITEM_DENIAL, -1, -1, 0, 0), "reported as refused");
	finish(slot, &info, path);
}

/* ---- the vsyscall page ------------------------------------------------------------------------------------------- */

/* The page at a fixed address through which very old static programs make three calls; not all kernels have it. */
#define VSYSCALL_PAGE 0xffffffffff600000

static bool vsyscall_page_exists(void)
{
	FILE *maps = fopen("/proc/self/maps", "r");
	char line[512];
	bool found = false;

	while (maps && fgets(line, sizeof(line), maps))
		found |= strstr(line, "[vsyscall]") != NULL;
	if (maps)
		fclose(maps);
	return found;
}

static void act_vsyscall(void)
{
	time_t (*get_time)(time_t *) = (time_t(*)(time_t *))(VSYSCALL_PAGE + 0x400);
	long (*get_cpu)(unsigned *, unsigned *, void *) =
		(long (*)(unsigned *, unsigned *, void *))(VSYSCALL_PAGE + 0x800);
	unsigned cpu;

	for (int i = 0; i < 100; i++)
		get_time(NULL);
	get_cpu(&cpu, NULL, NULL);
}

static void a_call_through_the_vsyscall_page_is_a_call(void)
{
	uint64_t policy[WINNOW_STAGES][WINNOW_ABIS][WINNOW_WORDS];
	const struct winnow_item_state *item;
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot;

	if (!vsyscall_page_exists()) {
		NOT_IN_THIS_KERNEL("the vsyscall page");
		return;
	}
	slot = make_cgroup("vsyscall", path, &info, 0);
	CHECK(!act_in(path, "vsyscall"), "the program failed");
	seen = snapshot(slot, &info, 1);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_time), "time is not in the set");
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_getcpu), "getcpu is not in the set");
	CHECK(has(seen->window[WINNOW_STAGE_START][0], SYS_time), "time is not in the window");
	CHECK(!has(seen->seen[WINNOW_STAGE_START][0], SYS_gettimeofday), "gettimeofday was not called");

	memset(policy, 0xff, sizeof(policy));
	for (int stage = 0; stage < WINNOW_STAGES; stage++)
		policy[stage][0][SYS_time / 64] &= ~(1ull << SYS_time % 64);
	CHECK(!winnow_slot_policy(tracer, slot, (int)info.generation, policy), "%s", winnow_error());
	CHECK(!act_in(path, "vsyscall"), "the program failed");
	item = find(snapshot(slot, &info, 0), WINNOW_ITEM_SYSCALL, -1, SYS_time, 0, ~0ull);
	CHECK(item && item->count == 100, "time outside the policy counted %llu of 100",
	      item ? (unsigned long long)item->count : 0ull);
	finish(slot, &info, path);
}

static void act_vsyscall_and_refused(void)
{
	time_t (*get_time)(time_t *) = (time_t(*)(time_t *))(VSYSCALL_PAGE + 0x400);

	filter(SYS_acct, SECCOMP_RET_ERRNO | EACCES);
	get_time(NULL);
	syscall(SYS_acct, NULL);
}

static void a_call_refused_after_one_through_the_vsyscall_page_is_a_denial(void)
{
	const struct winnow_item_state *denial;
	struct winnow_slot_info info;
	char path[256];
	int slot;

	if (!vsyscall_page_exists()) {
		NOT_IN_THIS_KERNEL("the vsyscall page");
		return;
	}
	slot = make_cgroup("vsyscall", path, &info, WINNOW_MODE_DENIALS);
	CHECK(!act_in(path, "vsyscall_and_refused"), "the program failed");
	denial = find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, SYS_acct, EACCES, 0xffff);
	CHECK(denial && denial->count == 1, "the refusal is hidden");
	finish(slot, &info, path);
}

/* ---- profile ----------------------------------------------------------------------------------------------------- */

static void a_profile_counts_calls_errors_and_times(void)
{
	char *const arguments[] = { calls_path, "x86_64:39x500", "x86_64:3x200", NULL };
	const struct winnow_profile_entry *entries = (const struct winnow_profile_entry *)buffer;
	const struct winnow_profile_entry *getpid = NULL, *close = NULL, *bad_descriptor = NULL;
	struct winnow_slot_info info;
	uint64_t timed = 0;
	char path[256];
	int64_t size;
	int slot = make_cgroup("profile", path, &info, WINNOW_MODE_PROFILE);

	run_in(path, arguments);
	size = winnow_profile(tracer, slot, (int)info.generation, 1, buffer, BUFFER);
	CHECK(size > 0, "%s", winnow_error());
	for (int64_t i = 0; i < size / (int64_t)sizeof(*entries); i++) {
		if (entries[i].key.nr == SYS_getpid && !entries[i].key.error)
			getpid = &entries[i];
		if (entries[i].key.nr == SYS_close && !entries[i].key.error)
			close = &entries[i];
		if (entries[i].key.nr == SYS_close && entries[i].key.error == EBADF)
			bad_descriptor = &entries[i];
	}
	CHECK(getpid && getpid->profile.count == 500 && !getpid->profile.errors, "getpid was called 500 times");
	/* the child's own close() of cgroup.procs, before its exec, is not the command's */
	CHECK(close && close->profile.count == 200 && close->profile.errors == 200, "close was refused 200 times");
	CHECK(bad_descriptor && bad_descriptor->profile.count == 200, "by EBADF");
	for (int i = 0; getpid && i < WINNOW_LATENCY_BUCKETS; i++)
		timed += getpid->profile.latency[i];
	CHECK(timed == 500 && getpid->profile.time > 0, "%llu of 500 calls are in the histogram",
	      (unsigned long long)timed);
	CHECK(winnow_profile(tracer, slot, (int)info.generation, 0, buffer, BUFFER) == 0, "not empty after the reset");
	finish(slot, &info, path);
}

/* ---- io_uring ---------------------------------------------------------------------------------------------------- */

/*
 * Without liburing: one ring, its two rings and the entries mapped, one submission. Returns the first result, or ends
 * the program.
 */
static int io_uring_do(const struct io_uring_sqe *requests, uint32_t count)
{
	struct io_uring_params parameters = { 0 };
	int ring = (int)syscall(SYS_io_uring_setup, 4, &parameters);

	if (ring < 0)
		_exit(errno == ENOSYS || errno == EPERM ? 77 : 1);
	uint8_t *queue = mmap(NULL, parameters.sq_off.array + 4 * sizeof(uint32_t), PROT_READ | PROT_WRITE,
			      MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *entries = mmap(NULL, 4 * sizeof(*entries), PROT_READ | PROT_WRITE,
					    MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);

	if (queue == MAP_FAILED || entries == MAP_FAILED)
		_exit(2);
	for (uint32_t i = 0; i < count; i++) {
		entries[i] = requests[i];
		((uint32_t *)(queue + parameters.sq_off.array))[i] = i;
	}
	__atomic_store_n((uint32_t *)(queue + parameters.sq_off.tail), count, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, count, count, IORING_ENTER_GETEVENTS, NULL, 0) < 1)
		_exit(3);
	uint8_t *done = mmap(NULL, parameters.cq_off.cqes + 8 * sizeof(struct io_uring_cqe), PROT_READ | PROT_WRITE,
			     MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_CQ_RING);

	if (done == MAP_FAILED)
		_exit(4);
	return ((struct io_uring_cqe *)(done + parameters.cq_off.cqes))->res;
}

static void act_io_uring(void)
{
	int file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC); /* 5.10 shows only requests that have a file */
	const struct io_uring_sqe requests[] = { { .opcode = IORING_OP_NOP, .fd = file },
						 { .opcode = IORING_OP_FSYNC, .fd = file } };

	io_uring_do(requests, 2);
}

/* Opens a file that its mode closes to everybody, in a worker. */
static void act_io_uring_open(void)
{
	char path[] = "/tmp/winnow-closed-XXXXXX";
	int file = mkstemp(path);
	const struct io_uring_sqe request = { .opcode = IORING_OP_OPENAT,
					      .flags = IOSQE_ASYNC,
					      .fd = AT_FDCWD,
					      .addr = (uintptr_t)path,
					      .open_flags = O_RDONLY };

	if (file < 0 || fchmod(file, 0))
		_exit(5);
	int opened = io_uring_do(&request, 1);

	unlink(path);
	_exit(opened == -EINVAL ? 77 : opened < 0 ? 6 : 0);
}

static void a_capability_that_a_worker_of_io_uring_asks_for_is_the_workloads(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("worker", path, &info, 0);
	int status = act_in(path, "io_uring_open");

	seen = snapshot(slot, &info, 0);
	if (WEXITSTATUS(status) == 77) {
		NOT_IN_THIS_KERNEL("io_uring is not built in, forbidden (kernel.io_uring_disabled), or opens no file");
	} else {
		CHECK(!status, "the program ended with status %#x", status);
		/* CAP_DAC_READ_SEARCH or CAP_DAC_OVERRIDE, whichever the kernel asks for first */
		CHECK(find(seen, WINNOW_ITEM_CAPABILITY, 2, SYS_io_uring_enter, WINNOW_CAPABILITY_GRANTED,
			   WINNOW_CAPABILITY_GRANTED) ||
			      find(seen, WINNOW_ITEM_CAPABILITY, 1, SYS_io_uring_enter, WINNOW_CAPABILITY_GRANTED,
				   WINNOW_CAPABILITY_GRANTED),
		      "no capability at io_uring_enter");
	}
	finish(slot, &info, path);
}

static void requests_of_io_uring_are_items(void)
{
	struct winnow_slot_info info;
	struct winnow_snapshot *seen;
	char path[256];
	int slot = make_cgroup("ring", path, &info, 0);
	int status = act_in(path, "io_uring");

	seen = snapshot(slot, &info, 0);
	CHECK(has(seen->seen[WINNOW_STAGE_START][0], SYS_io_uring_setup), "io_uring_setup was called");
	if (WEXITSTATUS(status) == 77) {
		NOT_IN_THIS_KERNEL("io_uring is not built in, or forbidden (kernel.io_uring_disabled)");
	} else {
		CHECK(!status, "the program ended with status %#x", status);
		CHECK(find(seen, WINNOW_ITEM_IO_URING, -1, -1, IORING_OP_NOP, ~0ull), "no NOP");
		CHECK(find(seen, WINNOW_ITEM_IO_URING, -1, -1, IORING_OP_FSYNC, ~0ull), "no FSYNC");
		CHECK(!find(seen, WINNOW_ITEM_IO_URING, -1, -1, IORING_OP_READV, ~0ull), "no process read");
	}
	finish(slot, &info, path);
}

/* ---- pins -------------------------------------------------------------------------------------------------------- */

/*
 * A bpf file system of the test's own, at a directory that mkdtemp() names; pins: the directory for a tracer's pins
 * there.
 */
static void mount_pins(char *directory, char *pins, size_t size)
{
	REQUIRE(mkdtemp(directory), "%s", strerror(errno));
	REQUIRE(!mount("bpf", directory, "bpf", 0, NULL), "mount bpffs: %s", strerror(errno));
	snprintf(pins, size, "%s/winnow", directory);
}

static void unmount_pins(const char *directory)
{
	umount(directory);
	rmdir(directory);
}

static void what_happens_while_no_process_listens_is_found_by_the_next(void)
{
	char *const first[] = { calls_path, "x86_64:39", NULL };
	struct winnow_slot_info info;
	char directory[] = "/tmp/winnow-bpffs-XXXXXX", pins[128], path[256];
	int slot;

	mount_pins(directory, pins, sizeof(pins));
	tracer = open_tracer(32, 4096, 65536, pins);
	CHECK(!winnow_resumed(tracer), "taken over, but nothing was pinned");
	int64_t epoch = winnow_epoch(tracer);

	slot = make_cgroup("pin", path, &info, 0);
	winnow_close(tracer, 1);
	run_in(path, first);
	tracer = open_tracer(16, 2048, 4096, pins); /* other sizes: those of the pinned maps hold */
	CHECK(winnow_resumed(tracer), "not taken over");
	CHECK(winnow_epoch(tracer) == epoch, "another epoch");
	CHECK(winnow_slots(tracer) == 32, "%d slots", winnow_slots(tracer));
	CHECK(has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], 39), "what was called meanwhile is lost");
	drain_all();
	CHECK(delivered[slot] > 0, "no record of what was called meanwhile");
	finish(slot, &info, path);
	winnow_close(tracer, 0);
	CHECK(access(pins, F_OK) || !rmdir(pins), "pins are left after the end");
	unmount_pins(directory);
}

#define FEW_SLOTS 64
/* Not all: other programs of this host make cgroups meanwhile, and each has a slot here. */
#define SLOTS_TAKEN (FEW_SLOTS * 3 / 4)

/* Opens the pinned tracer and ends as it is about to take so many free slots out of the queue. */
static void open_and_be_killed(const char *pins)
{
	struct user_regs_struct registers;
	int status, taken = 0;
	pid_t child = fork();

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, NULL, NULL);
		raise(SIGSTOP);
		winnow_open_with(FEW_SLOTS, 4096, 65536, test_open_flags(), pins);
		_exit(0);
	}
	while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
		ptrace(PTRACE_GETREGS, child, NULL, &registers);
		/* each call stops twice: before it and after it */
		if (registers.orig_rax == SYS_bpf && registers.rdi == BPF_MAP_LOOKUP_AND_DELETE_ELEM &&
		    registers.rax == (unsigned long long)-ENOSYS && ++taken == SLOTS_TAKEN)
			kill(child, SIGKILL);
		else
			ptrace(PTRACE_SYSCALL, child, NULL, NULL);
	}
	CHECK(WIFSIGNALED(status), "it ended before it was killed, and took %d", taken);
}

static void a_takeover_that_is_killed_leaves_the_free_slots_to_new_cgroups(void)
{
	char directory[] = "/tmp/winnow-bpffs-XXXXXX", pins[128], path[256];
	struct winnow_counters counters;

	mount_pins(directory, pins, sizeof(pins));
	tracer = open_tracer(FEW_SLOTS, 4096, 65536, pins);
	winnow_close(tracer, 1);
	open_and_be_killed(pins);
	for (int i = 0; i < FEW_SLOTS / 2; i++) {
		snprintf(path, sizeof(path), "%s/winnow-test-free-%d-%d", cgroup_root, getpid(), i);
		CHECK(!mkdir(path, 0755) && !rmdir(path), "%s: %s", path, strerror(errno));
	}
	tracer = open_tracer(FEW_SLOTS, 4096, 65536, pins);
	REQUIRE(winnow_resumed(tracer), "not taken over");
	winnow_counters(tracer, &counters);
	CHECK(!counters.slots_exhausted, "%llu cgroups got no slot", (unsigned long long)counters.slots_exhausted);
	winnow_close(tracer, 0);
	unmount_pins(directory);
}

static void act_spin(void)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL); /* it ends with a test that is killed */
	filter(SYS_acct, SECCOMP_RET_ERRNO | EACCES);
	for (;;) {
		syscall(SYS_getppid);
		close(-1);
	}
}

/* Whatever happens to the tracer meanwhile: a program none of whose calls is refused has no denials. */
static void spin_while(void (*disturb)(int slot, const struct winnow_slot_info *info, const char *pins))
{
	char *const spin[] = { "/proc/self/exe", "spin", NULL };
	struct winnow_slot_info info;
	char directory[] = "/tmp/winnow-bpffs-XXXXXX", pins[128], path[256];
	int slot;
	pid_t child;

	mount_pins(directory, pins, sizeof(pins));
	tracer = open_tracer(32, 4096, 65536, pins);
	slot = make_cgroup("spin", path, &info, WINNOW_MODE_DENIALS);
	child = start_in(path, spin);
	while (!has(snapshot(slot, &info, 0)->seen[WINNOW_STAGE_START][0], SYS_getppid))
		sched_yield();
	for (int i = 0; i < test_rounds(); i++)
		disturb(slot, &info, pins);
	kill(child, SIGKILL);
	wait_for(child);
	CHECK(!find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, -1, 0, 0),
	      "calls that were not refused are reported as refused");
	finish(slot, &info, path);
	winnow_close(tracer, 0);
	unmount_pins(directory);
}

static void take_over(int slot, const struct winnow_slot_info *info, const char *pins)
{
	(void)slot, (void)info;
	winnow_close(tracer, 1);
	tracer = open_tracer(32, 4096, 65536, pins);
	REQUIRE(winnow_resumed(tracer), "not taken over");
}

static void a_takeover_invents_no_denials(void)
{
	spin_while(take_over);
}

static void ask_again(int slot, const struct winnow_slot_info *info, const char *pins)
{
	(void)pins;
	CHECK(!winnow_slot_mode(tracer, slot, (int)info->generation, 0, WINNOW_MODE_DENIALS), "%s", winnow_error());
	CHECK(!winnow_slot_mode(tracer, slot, (int)info->generation, WINNOW_MODE_DENIALS, 0), "%s", winnow_error());
}

static void asking_for_denials_again_at_once_invents_none(void)
{
	spin_while(ask_again);
}

/* After the signal to continue, its first call is refused. */
static void act_wait_and_be_refused(void)
{
	char byte;

	filter(SYS_acct, SECCOMP_RET_ERRNO | EACCES);
	syscall(SYS_acct, NULL);
	if (write(1, "", 1) != 1)
		_exit(1);
	while (read(0, &byte, 1) != 1)
		;
	syscall(SYS_acct, NULL);
	syscall(SYS_acct, NULL);
}

/*
 * The program makes calls under the first tracer, and waits. When it continues, the next tracer is attached, beside the
 * first or alone.
 */
static void a_call_refused_after_a_takeover_is_reported(void)
{
	const struct winnow_item_state *denial;
	struct winnow_slot_info info;
	char directory[] = "/tmp/winnow-bpffs-XXXXXX", pins[128], path[256];
	int slot, go;
	pid_t child;

	mount_pins(directory, pins, sizeof(pins));
	tracer = open_tracer(32, 4096, 65536, pins);
	slot = make_cgroup("next", path, &info, WINNOW_MODE_DENIALS);
	child = start_waiting_as("wait_and_be_refused", path, false, &go);
	winnow_close(tracer, 1);
	tracer = open_tracer(32, 4096, 65536, pins);
	REQUIRE(winnow_resumed(tracer), "not taken over");
	CHECK(write(go, "", 1) == 1, "%s", strerror(errno));
	CHECK(!wait_for(child), "the program failed");
	denial = find(snapshot(slot, &info, 0), WINNOW_ITEM_DENIAL, -1, SYS_acct, EACCES, 0xffff);
	CHECK(denial && denial->count == 3, "%llu of 3 refusals", denial ? (unsigned long long)denial->count : 0ull);
	finish(slot, &info, path);
	winnow_close(tracer, 0);
	unmount_pins(directory);
	close(go);
}

static void a_failed_start_leaves_what_is_pinned(void)
{
	struct winnow_slot_info info;
	struct rlimit limit, few;
	char directory[] = "/tmp/winnow-bpffs-XXXXXX", pins[128], path[256];
	int slot, first;

	mount_pins(directory, pins, sizeof(pins));
	tracer = open_tracer(32, 4096, 65536, pins);
	slot = make_cgroup("stay", path, &info, 0);
	winnow_close(tracer, 1);
	getrlimit(RLIMIT_NOFILE, &limit);
	few = limit;
	first = dup(0);
	close(first);
	/* out of descriptors: before the maps, while they are taken over, while programs are loaded */
	for (int left = 2; left <= 14; left += 4) {
		few.rlim_cur = (rlim_t)(first + left);
		setrlimit(RLIMIT_NOFILE, &few);
		CHECK(winnow_open_with(32, 4096, 65536, test_open_flags(), pins) < 0, "%d descriptors are enough",
		      left);
		setrlimit(RLIMIT_NOFILE, &limit);
	}
	tracer = open_tracer(32, 4096, 65536, pins);
	CHECK(winnow_resumed(tracer), "a start that failed has removed what was pinned");
	finish(slot, &info, path);
	winnow_close(tracer, 0);
	unmount_pins(directory);
}

/* ---- bad input --------------------------------------------------------------------------------------------------- */

static void bad_options_are_refused_with_a_sentence(void)
{
	CHECK(winnow_open_with(1, 16, 4096, 0, NULL) == -EINVAL && strstr(winnow_error(), "slots"), "%s",
	      winnow_error());
	CHECK(winnow_open_with(16, 16, 5000, 0, NULL) == -EINVAL && strstr(winnow_error(), "ring"), "%s",
	      winnow_error());
	CHECK(winnow_open_with(16, 16, 4096, 0, "/tmp/winnow-no-bpffs") == -EINVAL && strstr(winnow_error(), "bpffs"),
	      "%s", winnow_error());
	rmdir("/tmp/winnow-no-bpffs");
	CHECK(winnow_slot_release(tracer, 63, 12345) == -ESTALE, "%s", winnow_error());
	CHECK(winnow_slot_release(tracer, 64000, 1) == -EINVAL, "%s", winnow_error());
}

int main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*act)(void);
	} acts[] = {
		{ "flood", act_flood },
		{ "serve", act_serve },
		{ "fork_and_map", act_fork_and_map },
		{ "named_like_a_runtime", act_named_like_a_runtime },
		{ "chown", act_chown },
		{ "refused", act_refused },
		{ "killed", act_killed },
		{ "trapped", act_trapped },
		{ "logged", act_logged },
		{ "thread_killed", act_thread_killed },
		{ "sent_sigsys", act_sent_sigsys },
		{ "io_uring", act_io_uring },
		{ "exec_in_a_thread", act_exec_in_a_thread },
		{ "wait_and_call", act_wait_and_call },
		{ "many_refusals", act_many_refusals },
		{ "more_refusals", act_more_refusals },
		{ "emulated", act_emulated },
		{ "sandboxed", act_sandboxed },
		{ "supervised", act_supervised },
		{ "spin", act_spin },
		{ "short_runs", act_short_runs },
		{ "one_call_each", act_one_call_each },
		{ "io_uring_open", act_io_uring_open },
		{ "chmod", act_chmod },
		{ "hide_in_floods", act_hide_in_floods },
		{ "from_memory", act_from_memory },
		{ "with_set_id", act_with_set_id },
		{ "orphan_elsewhere", act_orphan_elsewhere },
		{ "leave", act_leave },
		{ "nest_container", act_nest_container },
		{ "leave_and_return", act_leave_and_return },
		{ "wait_and_be_refused", act_wait_and_be_refused },
		{ "call_at_each_step", act_call_at_each_step },
		{ "serve_while_cached", act_serve_while_cached },
		{ "accept_by_socketcall", act_accept_by_socketcall },
		{ "listen_by_socketcall", act_listen_by_socketcall },
		{ "vsyscall", act_vsyscall },
		{ "vsyscall_and_refused", act_vsyscall_and_refused },
	};

	REQUIRE(realpath("/proc/self/exe", calls_path), "%s", strerror(errno));
	strcpy(strrchr(calls_path, '/'), "/calls");
	cgroup_root = test_cgroup_root();
	for (size_t i = 0; count == 2 && i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (!strcmp(arguments[1], acts[i].name)) {
			acts[i].act();
			return 0;
		}
	}
	alarm(test_seconds());
	buffer = malloc(BUFFER);
	tracer = open_usual_tracer();
	TEST(each_number_of_each_abi_sets_its_bit_and_no_other);
	TEST(numbers_out_of_range_are_counted_and_never_aliased);
	TEST(a_call_at_any_moment_before_the_end_is_in_the_set);
	TEST(an_observation_names_the_processes_above_and_which_of_them_are_the_containers);
	TEST(a_window_holds_what_was_called_in_it_and_the_set_keeps_all);
	TEST(each_call_outside_the_policy_is_counted_and_the_first_is_sent);
	TEST(an_executable_has_the_path_that_its_process_sees_whatever_is_mounted_there);
	TEST(a_slot_used_again_inherits_nothing);
	TEST(the_first_accept_begins_to_serve);
	TEST(a_task_that_a_cpu_has_cached_is_looked_at_again_after_each_change);
	TEST(a_task_that_a_cpu_has_cached_is_looked_at_again_when_it_begins_to_serve);
	TEST(a_task_that_a_cpu_has_cached_as_the_hosts_is_looked_at_when_its_cgroup_is_watched);
	TEST(a_32_bit_server_begins_to_serve_by_socketcall);
	TEST(an_entrypoint_that_execveat_starts_is_reported_so);
	TEST(a_name_like_a_runtimes_changes_nothing);
	TEST(an_exec_by_a_thread_that_is_no_leader_stays_the_workloads);
	TEST(a_wait_ends_with_what_is_not_urgent);
	TEST(a_runtime_that_is_found_half_way_is_not_taken_for_the_workload);
	TEST(a_workload_that_is_found_late_is_the_entrypoints);
	TEST(a_container_in_a_cgroup_from_before_the_tracer_is_seen_from_its_first_call);
	TEST(a_container_that_follows_another_in_its_cgroup_takes_a_slot_of_its_own);
	TEST(a_container_that_is_not_observed_takes_no_slot_when_a_session_comes);
	TEST(a_copy_that_a_runtime_executes_of_itself_is_not_the_entrypoint);
	TEST(an_entrypoint_is_known_though_a_thread_of_the_runtime_executes_it);
	TEST(an_entrypoint_follows_the_change_of_root_and_a_session_comes_into_its_mounts);
	TEST(a_container_whose_only_process_leaves_its_cgroup_and_comes_back_stays_itself);
	TEST(a_container_that_nests_before_it_is_known_stays_itself);
	TEST(a_process_that_changes_its_cgroup_is_seen_in_the_new_one_from_then_on);
	TEST(a_child_born_into_a_nested_cgroup_stays_the_containers_though_its_parent_has_ended);
	TEST(what_a_container_does_in_a_cgroup_of_the_hosts_is_the_containers);
	TEST(a_child_born_into_a_cgroup_of_the_hosts_stays_the_containers);
	TEST(what_a_container_does_in_a_cgroup_that_it_makes_outside_is_the_containers);
	TEST(a_container_that_another_one_starts_has_a_slot_of_its_own);
	TEST(a_process_born_into_an_empty_cgroup_from_before_the_tracer_is_seen_from_its_first_call);
	TEST(short_lived_neighbours_do_not_hide_each_others_calls);
	TEST(a_program_that_forks_and_maps_memory_needs_no_sys_admin);
	TEST(a_chown_of_another_users_file_is_a_granted_capability);
	TEST(a_capability_that_the_exec_of_an_entrypoint_or_a_session_needs_is_kept);
	TEST(a_chmod_needs_the_capability_for_the_group_id_only_if_it_sets_that_bit);
	TEST(refused_calls_are_counted_exactly_and_nothing_else_is_refused);
	TEST(a_call_that_ends_in_sigsys_is_a_denial);
	TEST(a_thread_killed_by_a_filter_is_a_denial_and_a_signal_from_elsewhere_is_none);
	TEST(a_program_in_memory_is_known_by_its_name);
	TEST(a_program_that_takes_its_owners_identity_is_known_as_one);
	TEST(a_program_whose_name_is_too_long_is_not_taken_for_another_one);
	TEST(neither_refusals_nor_values_hide_what_is_dangerous);
	TEST(a_container_that_has_many_calls_refused_hides_no_violation);
	TEST(a_call_that_a_debugger_emulates_is_no_denial);
	TEST(a_call_whose_debugger_sees_it_killed_is_no_denial);
	TEST(a_call_that_a_supervisor_answers_is_reported_as_such_and_not_as_refused);
	TEST(a_supervised_call_is_learned_before_the_exits_are_looked_at);
	TEST(what_a_filter_of_the_containers_own_answers_is_learned);
	TEST(a_logged_call_is_made_and_not_refused);
	TEST(a_call_through_the_vsyscall_page_is_a_call);
	TEST(a_call_refused_after_one_through_the_vsyscall_page_is_a_denial);
	TEST(a_profile_counts_calls_errors_and_times);
	TEST(requests_of_io_uring_are_items);
	TEST(a_capability_that_a_worker_of_io_uring_asks_for_is_the_workloads);
	TEST(bad_options_are_refused_with_a_sentence);
	winnow_close(tracer, 0);

	/* Each of these opens a tracer of its own. Opening takes long on emulated CPUs. */
	TEST(what_a_full_ring_loses_is_counted_and_the_sets_stay_whole);
	TEST(a_cgroup_without_a_slot_is_counted_and_no_slot_is_taken_from_another);
	TEST(however_many_cgroups_a_container_nests_and_however_deep_it_stays_itself);
	TEST(a_container_that_fills_its_limits_leaves_the_limits_of_others_alone);
	TEST(a_container_takes_no_more_than_its_share_of_the_ring);
	TEST(what_happens_while_no_process_listens_is_found_by_the_next);
	TEST(a_takeover_that_is_killed_leaves_the_free_slots_to_new_cgroups);
	TEST(a_takeover_invents_no_denials);
	TEST(asking_for_denials_again_at_once_invents_none);
	TEST(a_call_refused_after_a_takeover_is_reported);
	TEST(a_failed_start_leaves_what_is_pinned);
	TESTS_END();
}
