package org.rapport.server.journey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.rapport.terminology.NotDoneReason;

/**
 * What should stand for one person and one focus, and how to get there.
 *
 * @param unwanted why nothing should go out; empty while the journey is wanted
 * @param finished the journey reached its end, rather than losing its reason
 * @param entered when the person came on the journey; null while they never did
 * @param steps every step as it should stand, in order of the journey; empty when unwanted
 * @param changes the differences to apply; none when everything stands as it should
 * @param lookAgain when to plan again although nothing happened; empty when there is no need
 * @param flags what a person should look at: conditions that failed
 */
public record Plan(
    Optional<NotDoneReason> unwanted,
    boolean finished,
    Instant entered,
    List<PlannedStep> steps,
    List<Change> changes,
    Optional<Instant> lookAgain,
    Set<String> flags) {}
