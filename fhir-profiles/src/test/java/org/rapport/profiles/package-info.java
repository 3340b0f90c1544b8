/** Holds the shipped files valid, equal to their constants, and as strict as they claim to be. */
package org.rapport.profiles;
