/* SPDX-License-Identifier: Apache-2.0 */
/*
 * exerciser flood ROUNDS     - makes many distinct calls, with many distinct arguments, from all CPUs at once and as fast as it can
 * exerciser steps MILLIS     - makes them one by one with a pause after each
 * exerciser hide COUNT       - floods as above, and in the midst of it makes COUNT other calls, each once; prints their numbers
 *
 * Prints "done" then, and waits to be killed. Every call is harmless: its arguments are refused, or it only asks.
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static const int calls[] = {
	SYS_access, SYS_acct, SYS_add_key, SYS_adjtimex, SYS_bind, SYS_bpf, SYS_capget, SYS_chdir, SYS_chmod, SYS_chown,
	SYS_chroot, SYS_clock_adjtime, SYS_clock_getres, SYS_connect, SYS_copy_file_range, SYS_creat, SYS_delete_module, SYS_dup, SYS_dup2, SYS_dup3,
	SYS_epoll_create, SYS_epoll_ctl, SYS_faccessat, SYS_fadvise64, SYS_fallocate, SYS_fanotify_init, SYS_fchdir, SYS_fchmod, SYS_fchown, SYS_fdatasync,
	SYS_fgetxattr, SYS_finit_module, SYS_flistxattr, SYS_flock, SYS_fremovexattr, SYS_fsconfig, SYS_fsetxattr, SYS_fsmount, SYS_fsopen, SYS_fspick,
	SYS_fstatfs, SYS_fsync, SYS_ftruncate, SYS_get_mempolicy, SYS_getdents64, SYS_getegid, SYS_geteuid, SYS_getgid, SYS_getgroups, SYS_getitimer,
	SYS_getpeername, SYS_getpgid, SYS_getpgrp, SYS_getpid, SYS_getppid, SYS_getpriority, SYS_getresgid, SYS_getresuid, SYS_getrlimit, SYS_getrusage,
	SYS_getsid, SYS_getsockname, SYS_getsockopt, SYS_gettid, SYS_getuid, SYS_getxattr, SYS_init_module, SYS_inotify_add_watch, SYS_inotify_rm_watch, SYS_io_cancel,
	SYS_io_destroy, SYS_io_getevents, SYS_io_setup, SYS_io_submit, SYS_ioctl, SYS_ioperm, SYS_ioprio_get, SYS_kcmp, SYS_kexec_load, SYS_keyctl,
	SYS_lchown, SYS_lgetxattr, SYS_link, SYS_listen, SYS_listxattr, SYS_llistxattr, SYS_lookup_dcookie, SYS_lremovexattr, SYS_lseek, SYS_lsetxattr,
	SYS_lstat, SYS_mbind, SYS_membarrier, SYS_memfd_create, SYS_migrate_pages, SYS_mincore, SYS_mkdir, SYS_mknod, SYS_mlock, SYS_mount,
	SYS_move_mount, SYS_move_pages, SYS_mq_getsetattr, SYS_mq_open, SYS_mq_unlink, SYS_msgctl, SYS_msgget, SYS_msgrcv, SYS_msgsnd, SYS_msync,
	SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_open_tree, SYS_perf_event_open, SYS_pidfd_getfd, SYS_pidfd_open, SYS_pidfd_send_signal, SYS_pipe, SYS_pivot_root, SYS_pkey_free,
	SYS_prctl, SYS_preadv, SYS_process_vm_readv, SYS_pwritev, SYS_quotactl, SYS_readahead, SYS_readlink, SYS_readv, SYS_recvfrom, SYS_recvmsg,
	SYS_rename, SYS_request_key, SYS_rmdir, SYS_sched_get_priority_max, SYS_sched_getattr, SYS_sched_getparam, SYS_sched_getscheduler, SYS_semctl, SYS_semget, SYS_semop,
	SYS_sendmsg, SYS_sendto, SYS_setdomainname, SYS_setns, SYS_setsockopt, SYS_shmctl, SYS_shmdt, SYS_shmget, SYS_shutdown, SYS_signalfd4,
	SYS_socket, SYS_socketpair, SYS_splice, SYS_statfs, SYS_statx, SYS_swapoff, SYS_swapon, SYS_symlink, SYS_sysinfo, SYS_syslog,
	SYS_tee, SYS_timer_delete, SYS_timerfd_create, SYS_times, SYS_truncate, SYS_umount2, SYS_unlink, SYS_unlinkat, SYS_unshare, SYS_ustat,
	SYS_utime, SYS_utimensat, SYS_vmsplice, SYS_waitid, SYS_writev,
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static long rounds;
static volatile int enough;

static void refused(int number)
{
	syscall(number, -1L, -1L, -1L, -1L, -1L, -1L);
}

/* argument values that a monitor may want to record: each is another item */
static void arguments(long round)
{
	for (long value = 0; value < 100; value++) {
		syscall(SYS_ioctl, -1L, 0x5000 + value, 0L);
		syscall(SYS_prctl, 1000 + value, 0L, 0L, 0L, 0L);
		syscall(SYS_setsockopt, -1L, value, round % 7, 0L, 0L);
		syscall(SYS_socket, 100 + value, 77L, 0L);
		syscall(SYS_keyctl, 1000 + value, 0L, 0L, 0L, 0L);
	}
}

static void *flood(void *cpu)
{
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET((long)cpu, &one);
	sched_setaffinity(0, sizeof(one), &one);
	for (long round = 0; round < rounds && !enough; round++) {
		for (size_t i = 0; i < CALLS; i++)
			refused(calls[i]);
		arguments(round);
	}
	return NULL;
}

static int is_among(int number, const int *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i] == number)
			return 1;
	return 0;
}

/* Numbers that the flood does not make, one at a time with a pause: those left out do not return, make processes, or end the program. */
static void hidden(long count)
{
	static const int left_out[] = { SYS_rt_sigreturn, SYS_pause, SYS_clone, SYS_fork, SYS_vfork, SYS_exit, SYS_exit_group, SYS_rt_sigsuspend,
					SYS_close, SYS_close_range, SYS_munmap, SYS_mprotect, SYS_kill, SYS_vhangup,
					SYS_restart_syscall /* every profile allows it */ };
	struct timespec pause = { 0, 2000000 };

	for (int number = 0; number < 460 && count; number++) {
		if (is_among(number, calls, CALLS) || is_among(number, left_out, sizeof(left_out) / sizeof(left_out[0])))
			continue;
		nanosleep(&pause, NULL);
		refused(number);
		printf("%d\n", number);
		count--;
	}
}

static int flood_all(long meanwhile)
{
	long cpus = sysconf(_SC_NPROCESSORS_ONLN);
	pthread_t threads[64];

	if (cpus > 64)
		cpus = 64;
	for (long cpu = 0; cpu < cpus; cpu++)
		if (pthread_create(&threads[cpu], NULL, flood, (void *)cpu))
			return 1;
	if (meanwhile) {
		hidden(meanwhile);
		enough = 1;
	}
	for (long cpu = 0; cpu < cpus; cpu++)
		pthread_join(threads[cpu], NULL);
	return 0;
}

static int steps(long millis)
{
	struct timespec pause = { millis / 1000, millis % 1000 * 1000000 };

	for (size_t i = 0; i < CALLS; i++) {
		refused(calls[i]);
		nanosleep(&pause, NULL);
	}
	return 0;
}

int main(int argc, char **argv)
{
	int failed;

	if (argc != 3)
		return 2;
	rounds = strcmp(argv[1], "hide") ? atol(argv[2]) : 1000000;
	if (!strcmp(argv[1], "steps"))
		failed = steps(atol(argv[2]));
	else
		failed = flood_all(strcmp(argv[1], "hide") ? 0 : atol(argv[2]));
	if (failed)
		return 1;
	puts("done");
	fflush(stdout);
	for (;;)
		pause();
}
