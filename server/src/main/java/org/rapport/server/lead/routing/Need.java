package org.rapport.server.lead.routing;

/**
 * What decides where an inquiry goes, as it was answered. Everything may be null.
 *
 * @param service code or name of a type of service
 * @param location id of a Location
 */
public record Need(
    String service, String location, String postalCode, String insurance, String language) {}
