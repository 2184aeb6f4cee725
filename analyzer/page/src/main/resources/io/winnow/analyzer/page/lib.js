// SPDX-License-Identifier: Apache-2.0
// The libraries that every part of the page uses, in one place.
import { h, render, Fragment } from './preact.js';
import htm from './htm.js';

export { render, Fragment };
export { useState, useEffect, useMemo, useRef, useCallback, useLayoutEffect, useId } from './preact-hooks.js';

export const html = htm.bind(h);
