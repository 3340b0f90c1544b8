/** Demand for a service against its free times: as numbers, and as the pace of campaigns. */
package org.rapport.server.capacity;
