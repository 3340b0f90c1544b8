/**
 * The canonical URLs of the shipped profiles, extensions, search parameters and journeys, one
 * constant for each file in {@code rapport-profiles}. Imports {@code org.rapport.terminology} only.
 */
package org.rapport.profiles;
