/* SPDX-License-Identifier: Apache-2.0 */
/*
 * attacks serve - two processes make the same few calls without end, until they are killed
 * attacks NAME  - the steps of an attack, harmless here: what the kernel does not refuse ends with the process
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/keyctl.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef AF_VSOCK
#define AF_VSOCK 40
#endif

extern char **environ;

static void mount_nothing(void)
{
	mount("none", "/nowhere", "no-such-file-system", 0, NULL);
}

static void enter_and_mount(void)
{
	int own = open("/proc/self/ns/uts", O_RDONLY);

	setns(own, CLONE_NEWUTS);
	mount_nothing();
}

static void user_namespace(void)
{
	unshare(CLONE_NEWUSER);
}

static void user_namespace_mount(void)
{
	unshare(CLONE_NEWUSER | CLONE_NEWNS);
	mount_nothing();
}

static void ptrace_other(void)
{
	pid_t other = fork();

	if (other == 0) {
		pause();
		_exit(0);
	}
	ptrace(PTRACE_ATTACH, other, NULL, NULL);
	kill(other, SIGKILL);
	waitpid(other, NULL, __WALL);
}

static void bpf_program(void)
{
	union bpf_attr attributes;

	memset(&attributes, 0, sizeof(attributes));
	syscall(SYS_bpf, BPF_PROG_LOAD, &attributes, sizeof(attributes));
}

static void kernel_module(void)
{
	syscall(SYS_init_module, "", 0, "");
}

static void kexec(void)
{
	syscall(SYS_kexec_load, 0, 0, NULL, 0);
}

static void page_faults(void)
{
	syscall(SYS_userfaultfd, 1 /* user mode only */);
}

static void ciphers(void)
{
	socket(AF_ALG, SOCK_SEQPACKET, 0);
}

static void packets(void)
{
	socket(AF_PACKET, SOCK_DGRAM, 0);
}

static void hypervisor(void)
{
	socket(AF_VSOCK, SOCK_STREAM, 0);
}

static void keys(void)
{
	syscall(SYS_keyctl, KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING, 0);
}

static void terminal(void)
{
	ioctl(-1, TIOCSTI, "x");
}

static void file_by_handle(void)
{
	struct file_handle none = { 0 };

	open_by_handle_at(AT_FDCWD, &none, O_RDONLY);
}

static void memory_program(void)
{
	char *arguments[] = { "attacks", "nothing", NULL };
	int copy = memfd_create("x", 0), self = open("/proc/self/exe", O_RDONLY);
	char buffer[4096];
	ssize_t got;

	while ((got = read(self, buffer, sizeof(buffer))) > 0)
		if (write(copy, buffer, got) != got)
			_exit(1);
	syscall(SYS_execveat, copy, "", arguments, environ, AT_EMPTY_PATH);
}

static void writable_code(void)
{
	mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static void nothing(void)
{
}

static const struct attack {
	const char *name;
	void (*run)(void);
} attacks[] = {
	{ "enter-and-mount", enter_and_mount },
	{ "user-namespace", user_namespace },
	{ "user-namespace-mount", user_namespace_mount },
	{ "ptrace", ptrace_other },
	{ "bpf-program", bpf_program },
	{ "kernel-module", kernel_module },
	{ "kexec", kexec },
	{ "userfaultfd", page_faults },
	{ "af-alg", ciphers },
	{ "af-packet", packets },
	{ "af-vsock", hypervisor },
	{ "keyring", keys },
	{ "terminal-input", terminal },
	{ "file-by-handle", file_by_handle },
	{ "memory-program", memory_program },
	{ "writable-code", writable_code },
	{ "nothing", nothing },
};

static void serve(void)
{
	fork();
	printf("ready\n");
	fflush(stdout);
	for (;;) {
		getppid();
		getuid();
	}
}

int main(int argc, char **argv)
{
	if (argc != 2)
		return 2;
	if (strcmp(argv[1], "serve") == 0)
		serve();
	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++)
		if (strcmp(argv[1], attacks[i].name) == 0) {
			attacks[i].run();
			return 0;
		}
	return 2;
}
