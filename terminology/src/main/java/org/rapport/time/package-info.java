/**
 * Wall-clock time and instants by the IANA time-zone database, corrected where the installed one is
 * known to be stale. Imports the JDK only.
 */
package org.rapport.time;
