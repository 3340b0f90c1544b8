package org.rapport.server.journey;

import java.util.List;
import java.util.Optional;
import org.rapport.terminology.NotDoneReason;

/**
 * What should stand for one person and one visit, and how to get there.
 *
 * @param unwanted why nothing should go out; empty while the journey is wanted
 * @param steps every step as it should stand, in order of the journey; empty when unwanted
 * @param changes the differences to apply; none when everything stands as it should
 */
public record Plan(
    Optional<NotDoneReason> unwanted, List<PlannedStep> steps, List<Change> changes) {}
