// SPDX-License-Identifier: Apache-2.0
/** Programs that are learned with a short load and then driven through rare paths: what each tolerance of the suggested profile would have refused. */
package io.winnow.sweep.rare;
