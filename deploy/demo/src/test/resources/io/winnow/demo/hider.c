/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hider learn  - makes harmless calls of the kinds that "attack" makes
 * hider attack - makes 9,000 calls that its own filter refuses, each with another errno, and 64 values of each of two arguments; and then
 *                six actions that "learn" does not do
 *
 * Executes itself under another name as the last action, prints "done" then, and waits to be killed.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/io_uring.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define REFUSALS 3000
#define VALUES 64 /* of an argument: as many as are kept */

/* Answers getpgid, getsid and sched_getscheduler with the errno that their argument says. */
static int refuse_as_asked(void)
{
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getpgid, 2, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_getscheduler, 1, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getsid, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
		BPF_STMT(BPF_ALU | BPF_OR | BPF_K, SECCOMP_RET_ERRNO),
		BPF_STMT(BPF_RET | BPF_A, 0),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	struct sock_fprog program = { sizeof(code) / sizeof(code[0]), code };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
}

static void refusals(int count)
{
	for (int i = 1; i <= count; i++) {
		syscall(SYS_getpgid, i);
		syscall(SYS_getsid, i);
		syscall(SYS_sched_getscheduler, i);
	}
}

static void values(int count)
{
	for (int i = 0; i < count; i++) {
		socket(1000 + i, SOCK_STREAM, 0);
		ioctl(-1, 0xbad00ul + (unsigned)i, 0);
	}
}

/* One request, by hand: the file system has no liburing. */
static void by_io_uring(int opcode, int file)
{
	struct io_uring_params parameters = { 0 };
	int ring = (int)syscall(SYS_io_uring_setup, 4, &parameters);
	uint8_t *queue = mmap(NULL, parameters.sq_off.array + 4 * sizeof(uint32_t), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
	struct io_uring_sqe *entries = mmap(NULL, 4 * sizeof(*entries), PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);

	if (queue == MAP_FAILED || entries == MAP_FAILED)
		_exit(2);
	entries[0] = (struct io_uring_sqe){ .opcode = (uint8_t)opcode, .fd = file };
	((uint32_t *)(queue + parameters.sq_off.array))[0] = 0;
	__atomic_store_n((uint32_t *)(queue + parameters.sq_off.tail), 1, __ATOMIC_RELEASE);
	if (syscall(SYS_io_uring_enter, ring, 1, 1, IORING_ENTER_GETEVENTS, NULL, 0) != 1)
		_exit(3);
	close(ring);
}

int main(int argc, char **argv)
{
	int attack = argc == 2 && !strcmp(argv[1], "attack");
	int file;

	if (argc == 1) {
		puts("done");
		fflush(stdout);
		for (;;)
			pause();
	}
	file = open("/tmp/file", O_CREAT | O_RDWR, 0600);
	if (file < 0 || refuse_as_asked())
		return 1;
	refusals(attack ? REFUSALS : 0);
	values(attack ? VALUES : 0);
	socket(attack ? AF_ALG : AF_UNIX, SOCK_STREAM, 0);
	socket(attack ? AF_VSOCK : AF_UNIX, SOCK_STREAM, 0);
	ioctl(-1, attack ? TIOCSTI : TCGETS, "x");
	fchown(file, attack ? 12345 : 0, attack ? 12345 : 0);
	by_io_uring(attack ? IORING_OP_FSYNC : IORING_OP_NOP, file);
	execv(attack ? "/bin/other" : "/bin/hider", (char *[]){ argv[0], NULL });
	return 4;
}
