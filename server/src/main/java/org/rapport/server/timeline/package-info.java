/** Everything between a patient and the clinic, in order of time. Reads only. */
package org.rapport.server.timeline;
