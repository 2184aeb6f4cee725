// SPDX-License-Identifier: Apache-2.0
/**
 * Container engines of the host's packages, real ones, each with directories of its own: nothing else on the host sees their containers and
 * images, and nothing of them is left once they are closed.
 */
package io.winnow.testbed.engine;
