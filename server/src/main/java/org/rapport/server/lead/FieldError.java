package org.rapport.server.lead;

/** What is wrong with one field, in words for the person who filled it in; never its value. */
public record FieldError(String field, String message) {}
