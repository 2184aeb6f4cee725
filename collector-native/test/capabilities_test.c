// SPDX-License-Identifier: Apache-2.0
/*
 * capabilities_test.c - capabilities that are asked for under whose credentials, in which user namespace, and those
 * that are held and never asked for: each test runs a small program in a cgroup of its own and looks at what the tracer
 * learned. Needs root.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/io_uring.h>
#include <linux/securebits.h>
#include <sched.h>
#include <sys/mman.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "silent_files.h"
#include "test.h"

#define BUFFER (4 << 20)
#define BIT(capability) (1ULL << (capability))
#define USER 12345
#define NOT_HERE 77

static int64_t tracer;
static uint8_t *buffer;
static const struct winnow_snapshot *seen;

/* ---- the cgroup that a program runs in --------------------------------------------------------------------------- */

struct observed {
	char cgroup[256];
	struct winnow_slot_info info;
	int slot;
};

static void observed__begin(struct observed *observed)
{
	uint64_t id;

	snprintf(observed->cgroup, sizeof(observed->cgroup), "%s/winnow-test-caps-%d", test_cgroup_root(), getpid());
	REQUIRE(!mkdir(observed->cgroup, 0755), "mkdir %s: %s", observed->cgroup, strerror(errno));
	id = (uint64_t)winnow_cgroup_id(observed->cgroup);
	for (observed->slot = 1; observed->slot < winnow_slots(tracer); observed->slot++)
		if (!winnow_slot(tracer, observed->slot, &observed->info) && observed->info.cgroup_id == id)
			break;
	REQUIRE(observed->slot < winnow_slots(tracer), "no slot");
	REQUIRE(!winnow_slot_mode(tracer, observed->slot, (int)observed->info.generation,
				  WINNOW_MODE_CONFIRMED | WINNOW_MODE_COMMAND, 0),
		"%s", winnow_error());
}

static void observed__look(struct observed *observed)
{
	int64_t bytes, size;

	REQUIRE(!winnow_tick(tracer), "%s", winnow_error());
	while ((bytes = winnow_drain(tracer, buffer, BUFFER)) > 0)
		CHECK(!winnow_drained(tracer, bytes), "%s", winnow_error());
	REQUIRE(winnow_items_read(tracer) >= 0, "%s", winnow_error());
	size = winnow_snapshot(tracer, observed->slot, (int)observed->info.generation, 0, buffer, BUFFER);
	REQUIRE(size > 0, "%s", winnow_error());
	seen = (const struct winnow_snapshot *)buffer;
}

static void observed__end(struct observed *observed)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int round = 0; rmdir(observed->cgroup) && errno == EBUSY && round < 500; round++)
		nanosleep(&moment, NULL);
	CHECK(!winnow_slot_release(tracer, observed->slot, (int)observed->info.generation), "%s", winnow_error());
}

/* Runs one of the programs below; the exit code. */
static int observed__run(struct observed *observed, const char *act)
{
	int status = -1;
	pid_t child = fork();

	if (!child) {
		if (!test_enter(observed->cgroup, 0))
			_exit(99);
		execl("/proc/self/exe", "capabilities_test", act, NULL);
		_exit(98);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static const struct winnow_item_state *find(int kind, int arg, int nr, uint64_t detail, uint64_t mask)
{
	const struct winnow_item_state *items = (const struct winnow_item_state *)(seen + 1);

	for (uint32_t i = 0; i < seen->item_count; i++)
		if (items[i].item.kind == kind && (arg < 0 || items[i].item.arg == arg) &&
		    (nr < 0 || items[i].item.nr == (uint32_t)nr) && (items[i].item.detail & mask) == detail)
			return &items[i];
	return NULL;
}

static bool is_held(int how, int nr, uint64_t set)
{
	return find(WINNOW_ITEM_HELD, how, nr, set, ~0ULL);
}

/* Waits for what the thread that looks at files finds out. */
static bool becomes_held(struct observed *observed, int how, int nr, uint64_t set)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int round = 0; round < 300; round++) {
		observed__look(observed);
		if (is_held(how, nr, set))
			return true;
		nanosleep(&moment, NULL);
	}
	return false;
}

/* ---- what programs do -------------------------------------------------------------------------------------------- */

#define MUST(condition)                                                                                                \
	do {                                                                                                           \
		if (!(condition)) {                                                                                    \
			fprintf(stderr, "  %s:%d: %s: %s\n", __FILE__, __LINE__, #condition, strerror(errno));         \
			_exit(1);                                                                                      \
		}                                                                                                      \
	} while (0)

static int set_capabilities(uint64_t permitted, uint64_t effective, uint64_t inheritable)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { (uint32_t)effective, (uint32_t)permitted, (uint32_t)inheritable },
						  { effective >> 32, permitted >> 32, inheritable >> 32 } };

	return (int)syscall(SYS_capset, &header, data);
}

static uint64_t permitted_capabilities(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { 0 };

	syscall(SYS_capget, &header, data);
	return data[0].permitted | (uint64_t)data[1].permitted << 32;
}

/* An overlay mount of the program's own, with a file in the lower layer. */
static void mount_overlay(char *merged, int mode)
{
	char options[256], path[128];
	int failed;

	MUST(!unshare(CLONE_NEWNS) && !mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL));
	MUST(!mount("tmpfs", "/mnt", "tmpfs", 0, NULL));
	for (int i = 0; i < 4; i++) {
		static const char *const names[] = { "/mnt/lower", "/mnt/upper", "/mnt/work", "/mnt/merged" };

		MUST(!mkdir(names[i], 0755));
	}
	snprintf(path, sizeof(path), "/mnt/lower/file");
	close(open(path, O_CREAT | O_WRONLY, 0600));
	MUST(!chmod(path, (mode_t)mode) && !chown(path, USER, USER));
	snprintf(options, sizeof(options), "lowerdir=/mnt/lower,upperdir=/mnt/upper,workdir=/mnt/work");
	failed = mount("overlay", "/mnt/merged", "overlay", 0, options);
	if (failed && errno == ENODEV)
		_exit(NOT_HERE);
	MUST(!failed);
	strcpy(merged, "/mnt/merged/file");
}

/* With all capabilities, as in a privileged container: the mounter's credentials are equal to the program's own. */
static void act_access_overlay_privileged(void)
{
	char file[64];

	mount_overlay(file, 0644);
	MUST(!syscall(SYS_access, file, F_OK));
}

/* As root with less, and then as a user with nothing. */
static void act_access_overlay(void)
{
	char file[64];

	mount_overlay(file, 0644);
	MUST(!set_capabilities(BIT(CAP_CHOWN) | BIT(CAP_SETUID), BIT(CAP_CHOWN) | BIT(CAP_SETUID), 0));
	MUST(!syscall(SYS_access, file, R_OK));
	MUST(!setresuid(USER + 1, USER + 1, USER + 1));
	syscall(SYS_access, "/mnt/merged/none", R_OK);
	syscall(SYS_faccessat, AT_FDCWD, file, R_OK);
}

/* access() acts with the real user's capabilities. */
static void act_access_as_real_user(void)
{
	char path[] = "/tmp/winnow-access-XXXXXX";
	int file = mkstemp(path);

	MUST(file >= 0 && !fchmod(file, 0) && !fchown(file, USER, USER) && !setresuid(0, USER + 1, 0));
	MUST(!syscall(SYS_access, path, R_OK));
	MUST(!setresuid(0, 0, 0));
	unlink(path);
}

static void act_capset(void)
{
	MUST(!set_capabilities(BIT(CAP_NET_BIND_SERVICE), BIT(CAP_NET_BIND_SERVICE), 0));
	MUST(set_capabilities(BIT(CAP_SYS_TIME), 0, 0) && errno == EPERM);
}

/* Looks first, and keeps what it found. */
static void act_capset_of_all(void)
{
	uint64_t all = permitted_capabilities();

	MUST(!set_capabilities(all, all, 0));
}

static void act_keep_over_setuid(void)
{
	MUST(!prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0) && !setresuid(USER, USER, USER));
	MUST(!set_capabilities(BIT(CAP_SYS_TIME), BIT(CAP_SYS_TIME), 0));
}

static void act_raise_ambient(void)
{
	MUST(!set_capabilities(permitted_capabilities(), permitted_capabilities(), BIT(CAP_NET_RAW)));
	MUST(!prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_NET_RAW, 0, 0));
	MUST(!prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0));
}

/* A copy of /bin/true that has a capability; in /var/tmp, because /tmp may be mounted nosuid. */
static void make_capable(char *path)
{
	const struct vfs_cap_data data = { .magic_etc = VFS_CAP_REVISION_2 | VFS_CAP_FLAGS_EFFECTIVE,
					   .data = { { .permitted = 1 << CAP_NET_BIND_SERVICE } } };
	char command[256];

	snprintf(path, 64, "/var/tmp/winnow-capable-%d", getppid());
	snprintf(command, sizeof(command), "cp /bin/true %s", path);
	MUST(!system(command) && !chmod(path, 0755) &&
	     !setxattr(path, "security.capability", &data, XATTR_CAPS_SZ_2, 0));
}

static void act_exec_capable_as_user(void)
{
	char path[64];

	make_capable(path);
	MUST(!setresuid(USER, USER, USER));
	execl(path, "true", NULL); /* busybox looks at the name */
	_exit(1);
}

static void act_exec_capable_as_root(void)
{
	char path[64];

	make_capable(path);
	execl(path, "true", NULL); /* busybox looks at the name */
	_exit(1);
}

/* A sandbox of the program's own: there it may do anything, which the container was not granted. */
static void act_nested_namespace(void)
{
	MUST(!unshare(CLONE_NEWUSER | CLONE_NEWUTS) && !sethostname("nested", 6));
	MUST(!set_capabilities(BIT(CAP_SYS_ADMIN), BIT(CAP_SYS_ADMIN), 0));
}

static bool write_to(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);

	return file >= 0 && write(file, text, strlen(text)) == (ssize_t)strlen(text) && !close(file);
}

static bool become_root_of_namespace(void)
{
	return write_to("/proc/self/setgroups", "deny") && write_to("/proc/self/uid_map", "0 0 1") &&
	       write_to("/proc/self/gid_map", "0 0 1");
}

/* The container as a whole is in a user namespace: what it executes first is there already. */
static void act_enter_namespace(void)
{
	MUST(!sethostname("own", 3));
	MUST(!unshare(CLONE_NEWUSER | CLONE_NEWUTS) && !sethostname("nested", 6));
}

/* Opens a closed file with the credentials that it registered while it was root. */
static void act_personality(void)
{
	struct io_uring_params parameters = { 0 };
	char path[] = "/tmp/winnow-personality-XXXXXX";
	int file = mkstemp(path), ring = (int)syscall(SYS_io_uring_setup, 4, &parameters), personality;
	uint8_t *queue, *done;
	struct io_uring_sqe *entry;

	if (ring < 0)
		_exit(NOT_HERE);
	MUST(file >= 0 && !fchmod(file, 0) && !fchown(file, USER, USER));
	queue = mmap(NULL, parameters.sq_off.array + 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		     IORING_OFF_SQ_RING);
	entry = mmap(NULL, sizeof(*entry), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring, IORING_OFF_SQES);
	done = mmap(NULL, parameters.cq_off.cqes + 64, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring,
		    IORING_OFF_CQ_RING);
	MUST(queue != MAP_FAILED && entry != MAP_FAILED && done != MAP_FAILED);
	personality = (int)syscall(SYS_io_uring_register, ring, IORING_REGISTER_PERSONALITY, NULL, 0);
	if (personality < 0)
		_exit(NOT_HERE);
	MUST(!setresuid(USER + 1, USER + 1, 0));
	*entry = (struct io_uring_sqe){ .opcode = IORING_OP_OPENAT,
					.fd = AT_FDCWD,
					.addr = (uintptr_t)path,
					.open_flags = O_RDONLY,
					.personality = (uint16_t)personality };
	__atomic_store_n((uint32_t *)(queue + parameters.sq_off.tail), 1, __ATOMIC_RELEASE);
	MUST(syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) == 1);
	MUST(((struct io_uring_cqe *)(done + parameters.cq_off.cqes))->res >= 0);
	MUST(!setresuid(0, 0, 0));
	unlink(path);
}

/* ---- tests ------------------------------------------------------------------------------------------------------- */

static const uint64_t granted = WINNOW_CAPABILITY_GRANTED;
static const uint64_t needed = WINNOW_CAPABILITY_GRANTED | WINNOW_CAPABILITY_OVERRIDDEN | WINNOW_CAPABILITY_ACCOUNTING |
			       WINNOW_CAPABILITY_PROBE;

static bool is_needed_at(int capability, int nr)
{
	return find(WINNOW_ITEM_CAPABILITY, capability, nr, granted, needed);
}

static void the_mounters_checks_within_access_are_not_the_programs(const char *act)
{
	static const int calls[] = { SYS_access, SYS_faccessat, SYS_faccessat2 };
	struct observed observed;
	bool borrowed = false;
	int code;

	observed__begin(&observed);
	code = observed__run(&observed, act);
	if (code == NOT_HERE) {
		NOT_IN_THIS_KERNEL("overlayfs is not built in");
		observed__end(&observed);
		return;
	}
	CHECK(!code, "the program failed");
	observed__look(&observed);
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		borrowed |= find(WINNOW_ITEM_CAPABILITY, -1, calls[i], granted | WINNOW_CAPABILITY_OVERRIDDEN,
				 needed) != NULL;
		for (int capability = 0; capability <= CAP_LAST_CAP; capability++)
			CHECK(!is_needed_at(capability, calls[i]), "capability %d is taken for needed in call %d",
			      capability, calls[i]);
	}
	CHECK(borrowed, "the mounter was asked for nothing: the test shows nothing");
	observed__end(&observed);
}

static void the_mounters_checks_within_access_are_not_the_containers(void)
{
	the_mounters_checks_within_access_are_not_the_programs("access_overlay");
}

static void the_mounters_checks_are_not_a_privileged_containers_either(void)
{
	the_mounters_checks_within_access_are_not_the_programs("access_overlay_privileged");
}

static void access_with_the_real_users_capabilities_is_the_programs_own(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "access_as_real_user"), "the program failed");
	observed__look(&observed);
	CHECK(is_needed_at(CAP_DAC_READ_SEARCH, SYS_access), "CAP_DAC_READ_SEARCH is not needed at access");
	observed__end(&observed);
}

static void what_capset_keeps_is_held_and_what_it_lacks_is_missing(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "capset"), "the program failed");
	observed__look(&observed);
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_capset, BIT(CAP_NET_BIND_SERVICE)), "not held");
	CHECK(is_held(WINNOW_HELD_MISSING, SYS_capset, BIT(CAP_SYS_TIME)), "not missing");
	observed__end(&observed);
}

static void a_capset_that_changes_nothing_is_not_recorded(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "capset_of_all"), "the program failed");
	observed__look(&observed);
	CHECK(!find(WINNOW_ITEM_HELD, -1, -1, 0, 0), "taken for held");
	observed__end(&observed);
}

static void what_is_kept_over_a_change_of_user_is_held(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "keep_over_setuid"), "the program failed");
	observed__look(&observed);
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_capset, BIT(CAP_SYS_TIME)), "not held");
	observed__end(&observed);
}

static void what_becomes_inheritable_ambient_or_is_asked_by_prctl_is_held(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "raise_ambient"), "the program failed");
	observed__look(&observed);
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_capset, BIT(CAP_NET_RAW)), "not held for capset");
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_prctl, BIT(CAP_NET_RAW)), "not held for the ambient set");
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_prctl, BIT(CAP_SETPCAP)), "not held for the secure bits");
	observed__end(&observed);
}

static void the_capabilities_of_an_executed_file_are_held(const char *act)
{
	struct observed observed;
	char path[64];

	observed__begin(&observed);
	CHECK(!observed__run(&observed, act), "the program failed");
	CHECK(becomes_held(&observed, WINNOW_HELD_FILE, SYS_execve, BIT(CAP_NET_BIND_SERVICE)), "not held");
	snprintf(path, sizeof(path), "/var/tmp/winnow-capable-%d", getpid());
	unlink(path);
	observed__end(&observed);
}

static void the_capabilities_of_a_file_that_a_user_executes_are_held(void)
{
	the_capabilities_of_an_executed_file_are_held("exec_capable_as_user");
}

static void the_capabilities_of_a_file_that_root_executes_are_held(void)
{
	/* which ends at once: by its path, through another process of the cgroup */
	struct observed observed;
	int status, started[2];
	char path[64], byte;
	pid_t other;

	observed__begin(&observed);
	REQUIRE(!pipe(started), "%s", strerror(errno));
	other = fork();
	if (!other) {
		close(started[0]);
		_exit(!test_enter(observed.cgroup, 0) || write(started[1], "", 1) != 1 || pause());
	}
	CHECK(read(started[0], &byte, 1) == 1, "%s", strerror(errno));
	CHECK(!observed__run(&observed, "exec_capable_as_root"), "the program failed");
	CHECK(becomes_held(&observed, WINNOW_HELD_FILE, SYS_execve, BIT(CAP_NET_BIND_SERVICE)), "not held");
	snprintf(path, sizeof(path), "/var/tmp/winnow-capable-%d", getpid());
	unlink(path);
	kill(other, 9);
	waitpid(other, &status, 0);
	observed__end(&observed);
}

/* Executes the file of another container's that never says what it is, and waits until that has been asked. */
static bool silent_file__is_looked_at(struct observed *observed, struct silent_files *files)
{
	const struct timespec moment = { .tv_nsec = 10000000 };
	char program[80];
	pid_t child;

	snprintf(program, sizeof(program), "%s/program", files->path);
	child = fork();
	if (!child) {
		if (test_enter(observed->cgroup, 0))
			execl(program, "program", "x86_64:34", NULL); /* pause */
		_exit(98);
	}
	for (int round = 0; round < 500 && !*files->asked; round++) {
		observed__look(observed);
		nanosleep(&moment, NULL);
	}
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	return *files->asked;
}

static void a_file_system_that_never_answers_hides_no_other_containers_files(void)
{
	const struct timespec patience = { .tv_sec = 1, .tv_nsec = 200000000 };
	struct observed observed;
	struct silent_files files;
	char calls[256];

	REQUIRE(realpath("/proc/self/exe", calls), "%s", strerror(errno));
	strcpy(strrchr(calls, '/'), "/calls");
	if (!silent_files__mount(&files, calls)) {
		NOT_IN_THIS_KERNEL("FUSE");
		return;
	}
	observed__begin(&observed);
	CHECK(silent_file__is_looked_at(&observed, &files), "the file was not looked at, so nothing was tested");
	observed__end(&observed);
	nanosleep(&patience, NULL);
	the_capabilities_of_a_file_that_root_executes_are_held();
	silent_files__unmount(&files);
}

static void what_a_sandbox_of_the_programs_own_is_granted_is_no_need(void)
{
	struct observed observed;

	observed__begin(&observed);
	CHECK(!observed__run(&observed, "nested_namespace"), "the program failed");
	observed__look(&observed);
	CHECK(find(WINNOW_ITEM_CAPABILITY, CAP_SYS_ADMIN, SYS_sethostname, granted,
		   needed | WINNOW_CAPABILITY_INITIAL_NS | WINNOW_CAPABILITY_OWN_NS),
	      "not asked for: the test shows nothing");
	CHECK(is_held(WINNOW_HELD_KEPT, SYS_unshare, BIT(CAP_SETFCAP)), "root maps itself there without CAP_SETFCAP");
	CHECK(!find(WINNOW_ITEM_HELD, -1, SYS_capset, 0, 0), "what it keeps there is taken for held");
	observed__end(&observed);
}

static void the_user_namespace_of_the_entrypoint_is_the_containers_own(void)
{
	const uint64_t namespaces = WINNOW_CAPABILITY_INITIAL_NS | WINNOW_CAPABILITY_OWN_NS;
	struct observed observed;
	int status = -1;
	pid_t child;

	observed__begin(&observed);
	child = fork();
	if (!child) {
		MUST(!unshare(CLONE_NEWUSER | CLONE_NEWUTS) && become_root_of_namespace() &&
		     test_enter(observed.cgroup, 0));
		execl("/proc/self/exe", "capabilities_test", "enter_namespace", NULL);
		_exit(98);
	}
	waitpid(child, &status, 0);
	CHECK(!status, "the program ended with status %#x", status);
	observed__look(&observed);
	CHECK(find(WINNOW_ITEM_CAPABILITY, CAP_SYS_ADMIN, SYS_sethostname, granted | WINNOW_CAPABILITY_OWN_NS,
		   needed | namespaces),
	      "not its own");
	CHECK(find(WINNOW_ITEM_CAPABILITY, CAP_SYS_ADMIN, SYS_sethostname, granted, needed | namespaces),
	      "its sandbox's is its own, too");
	observed__end(&observed);
}

static void credentials_that_a_process_registered_with_io_uring_are_its_own(void)
{
	struct observed observed;
	int code;

	observed__begin(&observed);
	code = observed__run(&observed, "personality");
	observed__look(&observed);
	if (code == NOT_HERE) {
		NOT_IN_THIS_KERNEL("io_uring is not built in, or forbidden (kernel.io_uring_disabled)");
	} else {
		CHECK(!code, "the program failed");
		CHECK(is_needed_at(CAP_DAC_READ_SEARCH, SYS_io_uring_enter) ||
			      is_needed_at(CAP_DAC_OVERRIDE, SYS_io_uring_enter),
		      "no capability at io_uring_enter");
	}
	observed__end(&observed);
}

int main(int count, char **arguments)
{
	static const struct {
		const char *name;
		void (*act)(void);
	} acts[] = {
		{ "access_overlay", act_access_overlay },
		{ "access_overlay_privileged", act_access_overlay_privileged },
		{ "access_as_real_user", act_access_as_real_user },
		{ "capset", act_capset },
		{ "capset_of_all", act_capset_of_all },
		{ "keep_over_setuid", act_keep_over_setuid },
		{ "raise_ambient", act_raise_ambient },
		{ "exec_capable_as_user", act_exec_capable_as_user },
		{ "exec_capable_as_root", act_exec_capable_as_root },
		{ "nested_namespace", act_nested_namespace },
		{ "enter_namespace", act_enter_namespace },
		{ "personality", act_personality },
	};

	for (size_t i = 0; count == 2 && i < sizeof(acts) / sizeof(acts[0]); i++) {
		if (!strcmp(arguments[1], acts[i].name)) {
			acts[i].act();
			return 0;
		}
	}
	alarm(test_seconds());
	buffer = malloc(BUFFER);
	tracer = winnow_open_with(64, 4096, 1 << 20, test_open_flags(), NULL);
	REQUIRE(tracer > 0, "%s", winnow_error());
	TEST(the_mounters_checks_within_access_are_not_the_containers);
	TEST(the_mounters_checks_are_not_a_privileged_containers_either);
	TEST(access_with_the_real_users_capabilities_is_the_programs_own);
	TEST(what_capset_keeps_is_held_and_what_it_lacks_is_missing);
	TEST(a_capset_that_changes_nothing_is_not_recorded);
	TEST(what_is_kept_over_a_change_of_user_is_held);
	TEST(what_becomes_inheritable_ambient_or_is_asked_by_prctl_is_held);
	TEST(the_capabilities_of_a_file_that_a_user_executes_are_held);
	TEST(the_capabilities_of_a_file_that_root_executes_are_held);
	TEST(a_file_system_that_never_answers_hides_no_other_containers_files);
	TEST(what_a_sandbox_of_the_programs_own_is_granted_is_no_need);
	TEST(the_user_namespace_of_the_entrypoint_is_the_containers_own);
	TEST(credentials_that_a_process_registered_with_io_uring_are_its_own);
	winnow_close(tracer, 0);
	TESTS_END();
}
