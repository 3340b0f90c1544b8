/**
 * {@code java -jar rapport.jar doctor}: whether what the settings name is there and does what it
 * should, from the machine itself to the DNS of the mail domain; and a message to oneself.
 *
 * <p>Imports: config, embedded, launch, routes.
 */
package org.rapport.server.doctor;
