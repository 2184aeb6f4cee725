// SPDX-License-Identifier: Apache-2.0
/*
 * client.c - runs a command of `winnow` that only asks the running service, in a few milliseconds: the service runs the
 * command line and returns the output. Other commands, and those that cannot be asked here, the launcher runs in a JVM.
 *
 * Usage: winnow-client LAUNCHER [ARGUMENT…]
 *        winnow-client --probe PATH      exits with 0 if the service answers the path, such as /readyz, with 200
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* From the defaults of the configuration, so that there is one such place. */
#ifndef DEFAULT_SOCKET
#error "the build gives DEFAULT_SOCKET"
#endif

#define REQUEST_MAX 4000 /* below the longest request line that the service takes */
#define ANSWER_MAX (64u << 20)
#define HTTP_OK 200

static const char *launcher;
static char **arguments;

/* The launcher sees the variable and starts a JVM. */
static _Noreturn void in_a_jvm(void)
{
	setenv("WINNOW_CLIENT", "jvm", 1);
	execv(launcher, arguments);
	fprintf(stderr, "winnow: %s cannot be executed: %s\n", launcher, strerror(errno));
	exit(1);
}

static _Noreturn void broken(const char *socket_path)
{
	fprintf(stderr, "winnow: the connection to %s broke: is `winnow run` still running?\n", socket_path);
	exit(4);
}

/* The option's value in "--name value" or "--name=value"; arguments after "--" are none. */
static const char *option(const char *name)
{
	size_t length = strlen(name);

	for (char **each = arguments + 1; *each && strcmp(*each, "--"); each++) {
		if (strncmp(*each, name, length))
			continue;
		if ((*each)[length] == '=')
			return *each + length + 1;
		if (!(*each)[length])
			return each[1] ? each[1] : "";
	}
	return NULL;
}

/* Returns the length; what is too long is done in a JVM. */
static size_t request__encode(char *request)
{
	static const char hex[] = "0123456789ABCDEF";
	size_t length = (size_t)sprintf(request, "POST /v1/command");
	char separator = '?';

	for (char **each = arguments + 1; *each; each++) {
		length += (size_t)sprintf(request + length, "%carg=", separator);
		separator = '&';
		for (const unsigned char *c = (const unsigned char *)*each; *c; c++) {
			if (length + 16 > REQUEST_MAX)
				in_a_jvm();
			request[length++] = '%';
			request[length++] = hex[*c >> 4];
			request[length++] = hex[*c & 15];
		}
		if (length + 16 > REQUEST_MAX)
			in_a_jvm();
	}
	return length;
}

/* The configured socket, unless an option names another. */
static const char *socket__path(const char *given)
{
	const char *path = given ? given : getenv("WINNOW_API_SOCKET");

	return path && *path ? path : DEFAULT_SOCKET;
}

/* -1 if no service can be reached there. */
static int service__connect(const char *path)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (strlen(path) >= sizeof(address.sun_path))
		return -1;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return fd >= 0 && !connect(fd, (struct sockaddr *)&address, sizeof(address)) ? fd : -1;
}

static bool write__all(int fd, const char *bytes, size_t length)
{
	while (length) {
		ssize_t written = write(fd, bytes, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written <= 0)
			return false;
		bytes += written;
		length -= (size_t)written;
	}
	return true;
}

/* Up to the end of the connection, with a NUL behind. */
static char *answer__read(int fd, size_t *length)
{
	size_t capacity = 1 << 16;
	char *answer = malloc(capacity + 1);

	*length = 0;
	while (answer) {
		ssize_t got = read(fd, answer + *length, capacity - *length);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0) {
			answer[*length] = 0;
			return got < 0 ? NULL : answer;
		}
		*length += (size_t)got;
		if (*length == capacity) {
			capacity *= 2;
			answer = capacity > ANSWER_MAX ? NULL : realloc(answer, capacity + 1);
		}
	}
	return NULL;
}

/* Writes what the command said, and returns its exit code; -1 if this is no whole answer. */
static int answer__print(const char *body, size_t length)
{
	int code, start = 0;
	size_t errors;

	if (sscanf(body, "%d %zu%n", &code, &errors, &start) != 2 || body[start++] != '\n' ||
	    (size_t)start + errors > length)
		return -1;
	body += start;
	length -= (size_t)start;
	if (!write__all(STDERR_FILENO, body, errors))
		return code ? code : 1;
	if (!write__all(STDOUT_FILENO, body + errors, length - errors) && errno != EPIPE) {
		fprintf(stderr, "winnow: standard output cannot be written: check that its device has free space\n");
		return code ? code : 1;
	}
	return code;
}

/* As Kubernetes' exec probes ask. */
static int probe(const char *target)
{
	const char *path = socket__path(NULL);
	char request[256];
	size_t length = (size_t)snprintf(request, sizeof(request),
					 "GET %s HTTP/1.1\r\nHost: winnow\r\nConnection: close\r\n\r\n", target);
	int fd = service__connect(path), status;
	char *answer, *body;

	if (fd < 0) {
		fprintf(stderr, "winnow: no service answers at %s\n", path);
		return 1;
	}
	if (length >= sizeof(request) || !write__all(fd, request, length))
		return 1;
	answer = answer__read(fd, &length);
	if (!answer || sscanf(answer, "HTTP/1.1 %d", &status) != 1)
		broken(path);
	body = strstr(answer, "\r\n\r\n");
	if (body)
		puts(body + 4);
	return status != HTTP_OK;
}

int main(int argc, char **argv)
{
	static const char head[] = " HTTP/1.1\r\nHost: winnow\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
	char request[REQUEST_MAX + sizeof(head)];
	const char *path, *declared;
	char *answer, *body;
	size_t length;
	int fd, status, code;

	if (argc < 2)
		return 2;
	if (argc == 3 && !strcmp(argv[1], "--probe"))
		return probe(argv[2]);
	launcher = argv[1];
	arguments = argv + 1;
	if (option("--config"))
		in_a_jvm(); /* which reads it */
	path = socket__path(option("--socket"));
	length = request__encode(request);
	memcpy(request + length, head, sizeof(head) - 1);
	fd = service__connect(path);
	if (fd < 0)
		in_a_jvm(); /* which says what is wrong */
	if (!write__all(fd, request, length + sizeof(head) - 1))
		broken(path);
	answer = answer__read(fd, &length);
	if (!answer || sscanf(answer, "HTTP/1.1 %d", &status) != 1)
		broken(path);
	if (status != HTTP_OK)
		in_a_jvm(); /* the service has done nothing */
	body = strstr(answer, "\r\n\r\n");
	declared = strcasestr(answer, "\ncontent-length:");
	if (!body || !declared || declared > body ||
	    strtoul(declared + 16, NULL, 10) != length - (size_t)(body + 4 - answer))
		broken(path);
	code = answer__print(body + 4, length - (size_t)(body + 4 - answer));
	if (code < 0)
		broken(path);
	return code;
}
