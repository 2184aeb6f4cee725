/* SPDX-License-Identifier: Apache-2.0 */
/* object.S - puts the BPF object into the library, so that the two can never be of different versions. */
	.section .rodata
	.balign 8
	.global winnow_object_start
	.hidden winnow_object_start
winnow_object_start:
	.incbin WINNOW_OBJECT
	.global winnow_object_end
	.hidden winnow_object_end
winnow_object_end:
	.section .note.GNU-stack, "", @progbits
