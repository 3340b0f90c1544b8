package org.rapport.server.identity;

/**
 * A patient that somebody may be.
 *
 * @param patientId an active patient: for a record that was merged away, the one in its place
 * @param score from 0 to 1, for order only; the grade is what counts
 */
public record Match(String patientId, MatchGrade grade, double score) {}
