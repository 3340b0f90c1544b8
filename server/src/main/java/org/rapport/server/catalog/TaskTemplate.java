package org.rapport.server.catalog;

import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.rapport.server.journey.Offset;

/**
 * What a Task of a journey asks for.
 *
 * @param canonical URL with version
 * @param code what kind of work
 * @param words what to do, for the person who does it
 * @param priority code of Task.priority; null for routine
 * @param deadline how long after it is due it has to be done
 * @param role the role of who does it, in words; null leaves it to the place's organization
 */
public record TaskTemplate(
    String canonical,
    CodeableConcept code,
    String words,
    String priority,
    Optional<Offset> deadline,
    String role) {}
