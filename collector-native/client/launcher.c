// SPDX-License-Identifier: Apache-2.0
/*
 * launcher.c - starts the installed Winnow where there is no shell, as the script `winnow` does elsewhere. The client is tried first; it
 * comes back here, with WINNOW_CLIENT set, for what needs a JVM. Everything is in the directory of this program.
 *
 * Usage: winnow [ARGUMENT…]
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPTIONS_MAX 64

static char directory[PATH_MAX];
static char self[PATH_MAX];

static char *in_directory(const char *format)
{
	char *text;

	if (asprintf(&text, format, directory) < 0)
		exit(1);
	return text;
}

static _Noreturn void execute(char **command)
{
	execv(command[0], command);
	fprintf(stderr, "winnow: %s cannot be executed: %s\n", command[0], strerror(errno));
	exit(1);
}

static _Noreturn void client__execute(int argc, char **argv)
{
	char **command = calloc((size_t)argc + 2, sizeof(*command));

	if (!command)
		exit(1);
	command[0] = in_directory("%s/winnow-client");
	command[1] = self;
	memcpy(command + 2, argv + 1, (size_t)argc * sizeof(*argv));
	execute(command);
}

/* Its JVM has less to do. */
static int is_collector(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "collect"))
			return 1;
	return 0;
}

static _Noreturn void java__execute(int argc, char **argv)
{
	char **command = calloc((size_t)argc + OPTIONS_MAX + 16, sizeof(*command)), **next = command;
	char *options = getenv("WINNOW_JAVA_OPTS");

	if (!command)
		exit(1);
	*next++ = in_directory("%s/runtime/bin/java");
	*next++ = in_directory("@%s/jvm.options");
	if (is_collector(argc, argv))
		*next++ = in_directory("@%s/collect.options");
	*next++ = in_directory("-XX:SharedArchiveFile=%s/winnow.jsa");
	*next++ = "-Xlog:disable";
	*next++ = in_directory("-Dwinnow.native.dir=%s");
	*next++ = in_directory("-Djna.boot.library.path=%s");
	*next++ = in_directory("-Djava.library.path=%s");
	options = options ? strtok(options, " ") : NULL;
	for (int i = 0; options && i < OPTIONS_MAX; i++, options = strtok(NULL, " "))
		*next++ = options;
	*next++ = "-jar";
	*next++ = in_directory("%s/winnow.jar");
	memcpy(next, argv + 1, (size_t)argc * sizeof(*argv));
	execute(command);
}

int main(int argc, char **argv)
{
	ssize_t length = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (argc < 1 || length <= 0) {
		fprintf(stderr, "winnow: /proc/self/exe cannot be read: mount /proc\n");
		return 1;
	}
	strcpy(directory, self);
	*strrchr(directory, '/') = 0;
	if (!getenv("WINNOW_CLIENT") && argc > 1)
		client__execute(argc, argv);
	unsetenv("WINNOW_CLIENT");
	java__execute(argc, argv);
}
