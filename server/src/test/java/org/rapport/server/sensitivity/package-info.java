/** Tests of what must not show in a message. */
package org.rapport.server.sensitivity;
