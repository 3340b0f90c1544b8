/**
 * The JVM that fits the machine: flags, and an archive of the classes that a start loads.
 *
 * <p>Imports: nothing of ours.
 */
package org.rapport.server.launch;
