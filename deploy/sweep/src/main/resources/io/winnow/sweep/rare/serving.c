/* SPDX-License-Identifier: Apache-2.0 */
/* A small server that asks its C library for many things with each page. Argument: the port of loopback. */
#include <arpa/inet.h>
#include <dirent.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void files(void)
{
	char name[] = "/tmp/serving.XXXXXX", text[64];
	struct dirent *entry;
	struct stat found;
	int file = mkstemp(name);
	FILE *stream = fdopen(file, "r+");
	DIR *directory = opendir("/tmp");

	fprintf(stream, "%ld\n", (long)time(NULL));
	rewind(stream);
	if (fgets(text, sizeof(text), stream) && !stat(name, &found))
		chmod(name, found.st_mode & 0700);
	fclose(stream);
	while ((entry = readdir(directory)))
		(void)entry->d_name[0];
	closedir(directory);
	rename(name, "/tmp/served");
	remove("/tmp/served");
}

static void child(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(access("/etc/passwd", R_OK));
	waitpid(pid, NULL, 0);
}

static void resolve(void)
{
	struct addrinfo hints = { .ai_family = AF_INET, .ai_socktype = SOCK_STREAM }, *found;

	if (!getaddrinfo("localhost", "80", &hints, &found))
		freeaddrinfo(found);
}

static void *serve(void *argument)
{
	int client = (int)(long)argument;
	struct pollfd waiting = { .fd = client, .events = POLLIN };
	struct timespec moment = { .tv_nsec = 1000000 };
	char request[1024];
	void *memory = malloc(1 << 20);
	static const char page[] = "HTTP/1.0 200 OK\r\n\r\nhello";

	if (poll(&waiting, 1, 1000) == 1 && recv(client, request, sizeof(request), 0) > 0) {
		files();
		child();
		resolve();
		nanosleep(&moment, NULL);
		memset(memory, 1, 1 << 20);
		send(client, page, sizeof(page) - 1, MSG_NOSIGNAL);
	}
	free(memory);
	close(client);
	return NULL;
}

int main(int argc, char **argv)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK), .sin_port = htons(argc > 1 ? atoi(argv[1]) : 0) };
	int server = socket(AF_INET, SOCK_STREAM, 0), yes = 1;

	signal(SIGPIPE, SIG_IGN);
	setsockopt(server, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	if (bind(server, (struct sockaddr *)&address, sizeof(address)) || listen(server, 16)) {
		perror("cannot listen");
		return 1;
	}
	for (;;) {
		pthread_t thread;
		int client = accept(server, NULL, NULL);

		if (client >= 0 && !pthread_create(&thread, NULL, serve, (void *)(long)client))
			pthread_join(thread, NULL);
	}
}
