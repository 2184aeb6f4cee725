/* SPDX-License-Identifier: Apache-2.0 */
/* held.c - does what time servers and name servers do: keeps one capability, gives up the rest, and ends if that fails. */
#include <linux/capability.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(void)
{
	struct __user_cap_header_struct header = { _LINUX_CAPABILITY_VERSION_3, 0 };
	struct __user_cap_data_struct data[2] = { { 1u << CAP_NET_BIND_SERVICE, 1u << CAP_NET_BIND_SERVICE, 0 }, { 0, 0, 0 } };

	if (syscall(SYS_capset, &header, data)) {
		perror("capset");
		return 1;
	}
	puts("kept");
	return 0;
}
