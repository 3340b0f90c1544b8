package org.rapport.server.segment;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.ResourceSearch;

/**
 * One condition of a segment: a FHIR search whose matches name its members.
 *
 * @param element FHIRPath of the element of the Group that says it
 * @param query the search as it is written, for reading it anew: a search is used once
 * @param search what it was read into
 * @param patient the parameter that leads from a match to its patient; null for a search for
 *     patients themselves
 */
record MemberFilter(
    String element, String query, ResourceSearch search, RuntimeSearchParam patient) {}
