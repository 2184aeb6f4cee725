/* SPDX-License-Identifier: Apache-2.0 */
/*
 * silent_files.h - a file system in user space with one file, "program", that can be executed, and that never answers
 * what it is (statfs).
 */
#ifndef WINNOW_TEST_SILENT_FILES_H
#define WINNOW_TEST_SILENT_FILES_H

#include <errno.h>
#include <fcntl.h>
#include <linux/fuse.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SILENT_FILE 2 /* its number; the root's is 1 */

struct silent_files {
	char path[64];
	pid_t server;
	volatile int *asked; /* how often statfs was */
};

static void silent__reply(int device, uint64_t unique, int error, const void *data, size_t size)
{
	char message[sizeof(struct fuse_out_header) + (128 << 10)];
	struct fuse_out_header header = { .len = (uint32_t)(sizeof(header) + size), .error = error, .unique = unique };

	memcpy(message, &header, sizeof(header));
	if (size)
		memcpy(message + sizeof(header), data, size);
	if (write(device, message, header.len) < 0 && errno != ENOENT)
		_exit(1);
}

static struct fuse_attr silent__attributes(uint64_t node, const struct stat *program)
{
	return (struct fuse_attr){ .ino = node,
				   .nlink = 1,
				   .blksize = 4096,
				   .size = node == SILENT_FILE ? (uint64_t)program->st_size : 0,
				   .mode = node == SILENT_FILE ? S_IFREG | 0755 : S_IFDIR | 0755 };
}

static void silent__answer(int device, const struct fuse_in_header *request, int program, const struct stat *status,
			   volatile int *asked)
{
	static char page[128 << 10];
	const void *body = request + 1;

	if (request->opcode == FUSE_INIT) {
		struct fuse_init_out out = {
			.major = FUSE_KERNEL_VERSION, .minor = 31, .max_readahead = 65536, .max_write = 65536
		};

		silent__reply(device, request->unique, 0, &out, sizeof(out));
	} else if (request->opcode == FUSE_LOOKUP) {
		struct fuse_entry_out out = { .nodeid = SILENT_FILE,
					      .entry_valid = 600,
					      .attr_valid = 600,
					      .attr = silent__attributes(SILENT_FILE, status) };

		silent__reply(device, request->unique, 0, &out, sizeof(out));
	} else if (request->opcode == FUSE_GETATTR) {
		struct fuse_attr_out out = { .attr_valid = 600, .attr = silent__attributes(request->nodeid, status) };

		silent__reply(device, request->unique, 0, &out, sizeof(out));
	} else if (request->opcode == FUSE_OPEN) {
		struct fuse_open_out out = { .open_flags = FOPEN_KEEP_CACHE };

		silent__reply(device, request->unique, 0, &out, sizeof(out));
	} else if (request->opcode == FUSE_READ) {
		const struct fuse_read_in *in = body;
		ssize_t size = pread(program, page, in->size, (off_t)in->offset);

		silent__reply(device, request->unique, 0, page, size > 0 ? (size_t)size : 0);
	} else if (request->opcode == FUSE_STATFS) {
		++*asked;
	} else if (request->opcode != FUSE_FORGET && request->opcode != FUSE_BATCH_FORGET &&
		   request->opcode != FUSE_INTERRUPT) {
		silent__reply(device, request->unique, request->opcode == FUSE_GETXATTR ? -ENODATA : -ENOSYS, NULL, 0);
	}
}

static void silent__serve(int device, const char *program, volatile int *asked)
{
	static char request[256 << 10];
	int file = open(program, O_RDONLY | O_CLOEXEC);
	struct stat status;

	if (file < 0 || fstat(file, &status))
		_exit(1);
	while (read(device, request, sizeof(request)) > 0 || errno == EINTR || errno == ENOENT)
		silent__answer(device, (const struct fuse_in_header *)request, file, &status, asked);
	_exit(0);
}

/* False if the kernel has no file systems in user space. */
static bool silent_files__mount(struct silent_files *files, const char *program)
{
	int device = open("/dev/fuse", O_RDWR | O_CLOEXEC);
	char options[64];
	bool mounted;

	if (device < 0)
		return false;
	snprintf(files->path, sizeof(files->path), "/tmp/winnow-silent-%d", getpid());
	files->asked = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	mkdir(files->path, 0755);
	snprintf(options, sizeof(options), "fd=%d,rootmode=40000,user_id=0,group_id=0", device);
	mounted = !mount("winnow-silent", files->path, "fuse", MS_NOSUID | MS_NODEV, options);
	files->server = mounted ? fork() : 0;
	if (mounted && !files->server)
		silent__serve(device, program, files->asked);
	close(device);
	if (!mounted)
		rmdir(files->path);
	return mounted;
}

static void silent_files__unmount(struct silent_files *files)
{
	umount2(files->path, MNT_DETACH);
	kill(files->server, SIGKILL);
	waitpid(files->server, NULL, 0);
	rmdir(files->path);
}

#endif
