/** Measures over the projections: one query each, over any period. Reads only. */
package org.rapport.server.report;
