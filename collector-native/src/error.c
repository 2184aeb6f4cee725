// SPDX-License-Identifier: Apache-2.0
#include <stdarg.h>
#include <stdio.h>

#include "internal.h"

static __thread char message[1024];

int error__set(int error, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	return error < 0 ? error : -error;
}

const char *winnow_error(void)
{
	return message;
}
