/**
 * The demo clinic: its data, its EHR's messages and the times that fit them to today. Not used by
 * the product itself; imports nothing of the server.
 */
package org.rapport.server.embedded.demo;
