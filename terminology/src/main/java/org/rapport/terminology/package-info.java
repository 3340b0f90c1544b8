/**
 * The codes that Rapport defines, as enums that equal the shipped code systems. Imports nothing but
 * the JDK, so that every module may use it.
 */
package org.rapport.terminology;
