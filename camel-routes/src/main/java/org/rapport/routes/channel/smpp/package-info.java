/**
 * SMS by SMPP 3.4: one bound session, what goes over it and what comes back. Imports jSMPP; Camel
 * sees it as beans and direct endpoints.
 */
package org.rapport.routes.channel.smpp;
