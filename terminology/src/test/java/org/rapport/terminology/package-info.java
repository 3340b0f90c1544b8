/** Holds the enums equal to the shipped code systems. */
package org.rapport.terminology;
