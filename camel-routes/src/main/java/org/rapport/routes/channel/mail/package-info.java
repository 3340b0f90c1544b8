/**
 * E-mail as it leaves: its connection, and its DKIM signature (RFC 6376). Imports Camel's mail
 * component and jDKIM; nothing of the other channels.
 */
package org.rapport.routes.channel.mail;
