/* SPDX-License-Identifier: Apache-2.0 */
/*
 * enterer        - enters a namespace as it starts, which fails here; then it serves, and does so again at each SIGUSR1. At SIGUSR2 it does nothing of the kind.
 * enterer linger - waits, and nothing else
 */
#define _GNU_SOURCE
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static volatile sig_atomic_t asked;

static void ask(int number)
{
	asked = number;
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = ask };
	struct sockaddr_un address = { .sun_family = AF_UNIX, .sun_path = "/run/enterer" };
	struct pollfd listener = { .fd = socket(AF_UNIX, SOCK_STREAM, 0), .events = POLLIN };
	sigset_t questions, none;

	if (argc == 2 && strcmp(argv[1], "linger") == 0)
		return poll(NULL, 0, 25000);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGUSR2, &action, NULL);
	sigemptyset(&none);
	sigemptyset(&questions);
	sigaddset(&questions, SIGUSR1);
	sigaddset(&questions, SIGUSR2);
	sigprocmask(SIG_BLOCK, &questions, NULL); /* they are taken in ppoll alone: none is missed */
	setns(-1, CLONE_NEWUTS);
	unlink(address.sun_path);
	if (bind(listener.fd, (struct sockaddr *)&address, sizeof(address)) || listen(listener.fd, 1))
		return 1;
	puts("serving");
	while (1) {
		ppoll(&listener, 1, NULL, &none);
		if (asked == SIGUSR1)
			setns(-1, CLONE_NEWUTS);
		asked = 0;
		puts("asked");
	}
}
