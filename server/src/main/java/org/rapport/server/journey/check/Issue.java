package org.rapport.server.journey.check;

/**
 * One thing that is wrong.
 *
 * @param expression FHIRPath of the element: {@code PlanDefinition.action[0].action[2].definition}
 * @param message what is wrong, in words
 */
public record Issue(String expression, String message) {}
