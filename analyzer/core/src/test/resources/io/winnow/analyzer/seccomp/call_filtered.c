/* SPDX-License-Identifier: Apache-2.0 */
/* call_filtered FILTER ABI NUMBER A0 A1 A2 A3 A4 A5 - makes one system call under a seccomp filter; says its errno, 0 if it succeeds. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

static long call_i386(long number, const long *a)
{
	long result;

	__asm__ volatile("push %%rbp; mov %[last], %%rbp; int $0x80; pop %%rbp"
			 : "=a"(result)
			 : "a"(number), "b"(a[0]), "c"(a[1]), "d"(a[2]), "S"(a[3]), "D"(a[4]), [last] "r"(a[5])
			 : "memory", "r8", "r9", "r10", "r11");
	if ((int)result < 0 && (int)result > -4096) {
		errno = -(int)result;
		return -1;
	}
	return result;
}

int main(int argc, char **argv)
{
	static struct sock_filter filter[BPF_MAXINSNS];
	struct sock_fprog program = { 0, filter };
	long a[6], number, result;
	int file, failed;
	char text[16];

	if (argc != 10)
		return 2;
	number = strtol(argv[3], NULL, 0);
	for (int i = 0; i < 6; i++)
		a[i] = strtol(argv[4 + i], NULL, 0);
	file = open(argv[1], O_RDONLY);
	program.len = read(file, filter, sizeof(filter)) / sizeof(*filter);
	if (!program.len || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program))
		return 3;
	result = strcmp(argv[2], "i386") ? syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]) : call_i386(number, a);
	failed = result == -1 ? errno : 0;
	if (write(1, text, snprintf(text, sizeof(text), "%d\n", failed)) < 0)
		return 4;
	_exit(0);
}
