/**
 * What a first start needs and nobody has to install: the database, and the clock, real or
 * simulated. The only place that reads the machine's time.
 */
package org.rapport.server.embedded;
