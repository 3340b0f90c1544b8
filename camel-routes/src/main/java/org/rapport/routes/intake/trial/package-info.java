/**
 * Messages tried from files: what a sender's messages would become, without a server, and whether
 * that is what was expected. Imports the intake.
 */
package org.rapport.routes.intake.trial;
