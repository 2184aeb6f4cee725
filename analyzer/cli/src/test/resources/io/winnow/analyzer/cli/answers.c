/* SPDX-License-Identifier: Apache-2.0 */
/* answers VERB - makes calls that the kernel does not answer itself, or not as usual, and says what came of each. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <setjmp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

static void say(const char *call, long result)
{
	printf("%s %ld %s\n", call, result, result < 0 ? strerror(errno) : "-");
	fflush(stdout);
}

/* Runs a command; as on a host whose clock the vDSO cannot read if `type` is AT_SYSINFO_EHDR: the command then has no vDSO. */
static int run_without(unsigned long type, char **command)
{
	struct user_regs_struct registers;
	unsigned long at;
	int status;
	pid_t child = fork();

	if (!child) {
		ptrace(PTRACE_TRACEME, 0, 0, 0);
		execv(command[0], command);
		_exit(127);
	}
	waitpid(child, &status, 0);
	ptrace(PTRACE_GETREGS, child, 0, &registers);
	at = registers.rsp + 8 + 8 * (ptrace(PTRACE_PEEKDATA, child, registers.rsp, 0) + 1);
	while (ptrace(PTRACE_PEEKDATA, child, at, 0))
		at += 8;
	for (at += 8; ptrace(PTRACE_PEEKDATA, child, at, 0); at += 16)
		if ((unsigned long)ptrace(PTRACE_PEEKDATA, child, at, 0) == type)
			ptrace(PTRACE_POKEDATA, child, at, AT_IGNORE);
	ptrace(PTRACE_DETACH, child, 0, 0);
	waitpid(child, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 100;
}

#define NUMBER BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr))
#define ANSWER(number, action) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1), BPF_STMT(BPF_RET | BPF_K, action)

static int load(struct sock_filter *filter, unsigned short length, unsigned int flags)
{
	struct sock_fprog program = { length, filter };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &program);
}

static void on_trap(int signal, siginfo_t *info, void *context)
{
	(void)signal;
	(void)info;
	((ucontext_t *)context)->uc_mcontext.gregs[REG_RAX] = 0;
}

/* A sandbox of its own: mkdir is refused with EACCES, symlink with EPERM, rmdir with a signal whose handler answers 0. */
static int own_filter(int repetitions, int pause_us)
{
	struct sock_filter filter[] = { NUMBER, ANSWER(__NR_mkdir, SECCOMP_RET_ERRNO | EACCES), ANSWER(__NR_symlink, SECCOMP_RET_ERRNO | EPERM),
					ANSWER(__NR_rmdir, SECCOMP_RET_TRAP), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	struct sigaction action = { .sa_sigaction = on_trap, .sa_flags = SA_SIGINFO };

	sigaction(SIGSYS, &action, NULL);
	if (load(filter, sizeof(filter) / sizeof(filter[0]), 0))
		return 3;
	for (int i = 0; i < repetitions; i++) {
		usleep(pause_us);
		say("mkdir", mkdir("/nowhere", 0755));
		say("symlink", symlink("/nowhere", "/nowhere"));
		say("rmdir", rmdir("/nowhere"));
	}
	return 0;
}

static void supervised(int socket)
{
	struct sock_filter filter[] = { NUMBER, ANSWER(__NR_mkdir, SECCOMP_RET_USER_NOTIF), ANSWER(__NR_timerfd_create, SECCOMP_RET_USER_NOTIF),
					BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW) };
	int listener = load(filter, sizeof(filter) / sizeof(filter[0]), SECCOMP_FILTER_FLAG_NEW_LISTENER);

	if (listener < 0)
		_exit(3);
	if (write(socket, &listener, sizeof(listener)) < 0) /* they share their descriptors */
		_exit(4);
	for (int i = 0; i < 3; i++)
		say("mkdir", syscall(SYS_mkdir, "/nowhere", 0755));
	say("timerfd_create", syscall(SYS_timerfd_create, 0, 0));
	_exit(0);
}

/* A supervisor answers mkdir of its child with 0, and timerfd_create with a number above 0. */
static int supervise(void)
{
	struct seccomp_notif *notification = calloc(1, 4096);
	int sockets[2], listener, status;
	pid_t child;

	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets))
		return 4;
	child = syscall(SYS_clone, CLONE_FILES | SIGCHLD, 0, 0, 0, 0);
	if (!child)
		supervised(sockets[1]);
	if (read(sockets[0], &listener, sizeof(listener)) != sizeof(listener))
		return 4;
	for (int i = 0; i < 4; i++) {
		struct seccomp_notif_resp response = {};

		memset(notification, 0, 4096);
		if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, notification))
			break;
		response.id = notification->id;
		response.val = notification->data.nr == __NR_timerfd_create ? 77 : 0;
		ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
	}
	waitpid(child, &status, 0);
	return WEXITSTATUS(status);
}

static sigjmp_buf without_ia32;

static void no_ia32(int signal)
{
	siglongjmp(without_ia32, signal);
}

/* A kernel without such calls sends SIGSEGV. */
static long through_i386(long number, long first, long second)
{
	long result;

	if (sigsetjmp(without_ia32, 1)) {
		errno = ENOSYS;
		return -1;
	}
	signal(SIGSEGV, no_ia32);
	asm volatile("int $0x80" : "=a"(result) : "a"(number), "b"(first), "c"(second) : "memory", "r8", "r9", "r10", "r11");
	errno = result < 0 ? -result : 0;
	return result < 0 ? -1 : result;
}

/* Below 4 GiB, where the 32-bit calls find it: this program is not position-independent. */
static unsigned int socket_arguments[3] = { AF_UNIX, SOCK_STREAM, 0 };

int main(int count, char **arguments)
{
	const char *verb = count > 1 ? arguments[1] : "";

	if (!strcmp(verb, "with-vdso"))
		return run_without(AT_EXECFN, arguments + 2);
	if (!strcmp(verb, "without-vdso"))
		return run_without(AT_SYSINFO_EHDR, arguments + 2);
	if (!strcmp(verb, "own-filter"))
		return own_filter(count > 2 ? atoi(arguments[2]) : 1, count > 3 ? atoi(arguments[3]) : 0);
	if (!strcmp(verb, "supervise"))
		return supervise();
	if (!strcmp(verb, "beyond")) {
		say("1000", syscall(1000));
		say("-1", syscall(-1));
		say("i386 1000", through_i386(1000, 0, 0));
		return 0;
	}
	if (!strcmp(verb, "mseal")) {
		say("mseal", syscall(462, 1, 1, 0)); /* no page begins at 1 */
		return 0;
	}
	if (!strcmp(verb, "socketcall")) {
		say("socket", through_i386(102, 1, (long)socket_arguments));
		return 0;
	}
	return 2;
}
