/**
 * Why a message went, or did not: each rule that was asked, in the order in which it was asked.
 *
 * <p>Imports: console.
 */
package org.rapport.server.console.why;
