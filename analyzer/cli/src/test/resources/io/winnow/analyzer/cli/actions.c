/* SPDX-License-Identifier: Apache-2.0 */
/* actions VERB - does one thing that takes a capability, changes nothing by it, and says how it ended. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <unistd.h>

#define OTHER_USER 33

/* As a time daemon does; but the frequency is what it was. */
static int steer_clock(void)
{
	struct timex clock = { .modes = 0 };

	if (adjtimex(&clock) < 0)
		return -1;
	clock.modes = ADJ_FREQUENCY;
	return adjtimex(&clock) < 0 ? -1 : 0;
}

static int bind_port_80(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(80), .sin_addr.s_addr = htonl(INADDR_ANY) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd < 0 ? -1 : bind(fd, (struct sockaddr *)&address, sizeof(address));
}

static int open_packet_socket(void)
{
	return socket(AF_PACKET, SOCK_RAW, 0) < 0 ? -1 : 0;
}

/* A user's message, and the kernel's acknowledgement of it. */
static int write_audit_message(void)
{
	struct {
		struct nlmsghdr header;
		char text[64];
	} message = { .header = { .nlmsg_type = AUDIT_USER, .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK, .nlmsg_seq = 1 } };
	struct {
		struct nlmsghdr header;
		struct nlmsgerr error;
		char space[256];
	} answer;
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_AUDIT);

	message.header.nlmsg_len = NLMSG_LENGTH(snprintf(message.text, sizeof(message.text), "op=test") + 1);
	if (fd < 0 || sendto(fd, &message, message.header.nlmsg_len, 0, (struct sockaddr *)&kernel, sizeof(kernel)) < 0)
		return -1;
	if (recv(fd, &answer, sizeof(answer), 0) < 0)
		return -1;
	errno = -answer.error.error;
	return answer.error.error ? -1 : 0;
}

/* The child is another user by the time it is killed. However far it gets until then, it makes no call that the parent does not make. */
static int kill_another_users_process(void)
{
	int ready[2], never[2];
	char byte;
	pid_t child;
	int result;

	if (pipe(ready) < 0 || pipe(never) < 0 || (child = fork()) < 0)
		return -1;
	if (child == 0) {
		byte = setuid(OTHER_USER) == 0 ? 'y' : 'n';
		if (write(ready[1], &byte, 1) == 1 && read(never[0], &byte, 1) == 1)
			_exit(1);
		_exit(0);
	}
	if (read(ready[0], &byte, 1) != 1 || byte != 'y') {
		kill(child, SIGKILL);
		return -1;
	}
	result = kill(child, SIGKILL);
	if (result == 0)
		waitpid(child, NULL, 0);
	return result;
}

/* What every program does, and a tracer that counts each check takes for CAP_SYS_ADMIN. */
static int fork_and_map(void)
{
	void *memory = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	void *heap = malloc(1 << 22);
	pid_t child = fork();

	if (child == 0)
		_exit(memory == MAP_FAILED || heap == NULL);
	return child < 0 || waitpid(child, NULL, 0) < 0 ? -1 : munmap(memory, 1 << 20);
}

int main(int count, char **words)
{
	static const struct {
		const char *verb;
		int (*action)(void);
	} actions[] = {
		{ "clock", steer_clock },   { "port80", bind_port_80 }, { "packet", open_packet_socket },
		{ "audit", write_audit_message }, { "kill", kill_another_users_process }, { "memory", fork_and_map },
	};

	for (size_t i = 0; count == 2 && i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(words[1], actions[i].verb) == 0) {
			int result = actions[i].action();

			printf("%s: %s\n", words[1], result == 0 ? "done" : strerror(errno));
			return result != 0;
		}
	}
	return 2;
}
