/**
 * What is particular to one sending system (MSH-3/MSH-4), and the file that says so. Imports no
 * Camel and of the intake {@code dialect} alone.
 */
package org.rapport.routes.intake.sender;
