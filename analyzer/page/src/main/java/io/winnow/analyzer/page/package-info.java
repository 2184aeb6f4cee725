// SPDX-License-Identifier: Apache-2.0
/** The page that the service serves: its files, which ask the API for everything that they show. */
package io.winnow.analyzer.page;
