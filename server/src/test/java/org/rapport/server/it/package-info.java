/**
 * The packaged jar as a process, with gateways, a mail server and an EHR beside it. Looks at it
 * only from outside: FHIR, MLLP, HTTP, exit codes and log lines.
 */
package org.rapport.server.it;
