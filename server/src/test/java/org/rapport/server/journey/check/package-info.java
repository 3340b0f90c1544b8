/** What the checks find, and what they let pass. */
package org.rapport.server.journey.check;
