// SPDX-License-Identifier: Apache-2.0
/*
 * hook.c - attaches the null program, and says who else is attached.
 *
 *   hook OBJECT
 *
 * Each line on standard input is a command, each has one line as its answer: "attach" loads the program that does nothing and attaches it
 * to sys_enter, "detach" takes it off, "links" answers how many BPF links of tracing programs the host has. Ends, detached,
 * with its input. It is loaded each time, as the others are: two loads of the same program were seen to differ by ten percent and more,
 * and one of them would stand for all rounds.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <linux/bpf.h>

static void die(const char *what, int error)
{
	fprintf(stderr, "hook: %s: %s\n", what, strerror(error));
	exit(1);
}

static int tracing_links(void)
{
	__u32 id = 0;
	int count = 0;

	while (!bpf_link_get_next_id(id, &id)) {
		struct bpf_link_info info = {};
		__u32 length = sizeof(info);
		int link = bpf_link_get_fd_by_id(id);

		if (link < 0)
			continue; /* gone meanwhile */
		if (!bpf_obj_get_info_by_fd(link, &info, &length))
			count += info.type == BPF_LINK_TYPE_TRACING || info.type == BPF_LINK_TYPE_RAW_TRACEPOINT;
		close(link);
	}
	return count;
}

static struct bpf_object *object;
static struct bpf_link *attached;

static void attach(const char *path)
{
	object = bpf_object__open_file(path, NULL);
	if (!object || bpf_object__load(object))
		die("load the null program (root is needed)", errno);
	attached = bpf_program__attach(bpf_object__find_program_by_name(object, "null_enter"));
	if (!attached)
		die("attach", errno);
}

static void detach(void)
{
	bpf_link__destroy(attached);
	bpf_object__close(object);
	attached = NULL;
	object = NULL;
}

int main(int count, char **arguments)
{
	char command[16];

	if (count != 2) {
		fprintf(stderr, "usage: hook OBJECT\n");
		return 2;
	}
	libbpf_set_strict_mode(LIBBPF_STRICT_ALL);
	printf("ready\n");
	fflush(stdout);
	while (scanf("%15s", command) == 1) {
		if (!strcmp(command, "attach") && !attached)
			attach(arguments[1]);
		else if (!strcmp(command, "detach"))
			detach();
		printf("%d\n", tracing_links());
		fflush(stdout);
	}
	detach();
	return 0;
}
