/** Pages for patients: thin over the services of {@code inbound}; no session and no script. */
package org.rapport.server.web;
