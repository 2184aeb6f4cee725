// SPDX-License-Identifier: Apache-2.0
/* image.c - the BPF object that the library carries, made fit for the running kernel before libbpf reads it. */
#include <elf.h>
#include <errno.h>
#include <linux/bpf.h>
#include <stdlib.h>
#include <string.h>

#include "internal.h"

/* The BPF object, put into this library by the assembler (object.S). */
extern const uint8_t winnow_object_start[];
extern const uint8_t winnow_object_end[];

#define LOAD_64_BITS (BPF_LD | BPF_IMM | BPF_DW) /* the one instruction that takes two places */
#define ATOMIC_64_BITS (BPF_STX | BPF_ATOMIC | BPF_DW)

/*
 * Before 5.12 the verifier refuses any program with an atomic OR, also if config.atomics keeps it from being reached
 * (kernel/bpf/verifier.c: "BPF_STX uses reserved fields" comes before dead code is found). On such kernels it becomes
 * an atomic ADD, which they know, and which is not reached either.
 */
static void code__forget_atomic_or(struct bpf_insn *code, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (code[i].code == ATOMIC_64_BITS && code[i].imm == BPF_OR)
			code[i].imm = BPF_ADD;
		if (code[i].code == LOAD_64_BITS)
			i++;
	}
}

static void image__forget_atomic_or(uint8_t *image)
{
	const Elf64_Ehdr *header = (const Elf64_Ehdr *)image;
	const Elf64_Shdr *sections = (const Elf64_Shdr *)(image + header->e_shoff);

	for (int i = 0; i < header->e_shnum; i++)
		if (sections[i].sh_type == SHT_PROGBITS && sections[i].sh_flags & SHF_EXECINSTR)
			code__forget_atomic_or((struct bpf_insn *)(image + sections[i].sh_offset),
					       sections[i].sh_size / sizeof(struct bpf_insn));
}

int image__open(struct bpf_object **object)
{
	size_t size = (size_t)(winnow_object_end - winnow_object_start);
	uint8_t *image = malloc(size);
	int error;

	*object = NULL;
	if (!image)
		return error__set(ENOMEM, "no memory");
	memcpy(image, winnow_object_start, size);
	if (!probe__atomics())
		image__forget_atomic_or(image);
	LIBBPF_OPTS(bpf_object_open_opts, options, .object_name = "winnow");
	struct bpf_object *opened = bpf_object__open_mem(image, size, &options);

	error = libbpf_get_error(opened);
	free(image); /* libbpf has read all of it: what it needs later it has copied */
	if (error)
		return error__set(error, "the BPF object in this library cannot be read: %s", strerror(-error));
	*object = opened;
	return 0;
}
