// SPDX-License-Identifier: Apache-2.0
/** The API's client, which the command line uses. */
package io.winnow.analyzer.http.client;
