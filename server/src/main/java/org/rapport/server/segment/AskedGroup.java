package org.rapport.server.segment;

import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.List;
import java.util.SortedSet;
import org.hl7.fhir.r4.model.Expression;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.security.scope.CallersScope;
import org.springframework.stereotype.Component;

/** A segment that an operation is about: one that is stored, or filters that are not yet. */
@Component
class AskedGroup {
  private final Segments segments;
  private final CallersScope scope;

  AskedGroup(Segments segments, CallersScope scope) {
    this.segments = segments;
    this.scope = scope;
  }

  /**
   * The segment.
   *
   * @param id of a stored one; null: there are filters instead
   */
  Group of(IdType id, List<StringType> filters) {
    boolean unsaved = filters != null && !filters.isEmpty();
    if (id != null) {
      if (unsaved) {
        throw new InvalidRequestException("filter is for segments that are not stored yet");
      }
      return segments.find(id.getIdPart()).orElseThrow(() -> new ResourceNotFoundException(id));
    }
    if (!unsaved) {
      throw new InvalidRequestException("filter should be a search such as Patient?language=fr");
    }
    Group group = new Group();
    for (StringType filter : filters) {
      scope.mayAsk(filter.getValueNotNull());
      group.addModifierExtension(
          new Extension(
              MemberFilters.URL,
              new Expression()
                  .setLanguage(MemberFilters.LANGUAGE)
                  .setExpression(filter.getValueNotNull())));
    }
    return group;
  }

  /** Ids of who is in it now; 400 where a filter cannot be read. */
  SortedSet<String> members(Group group) {
    try {
      if (!group.hasId()) {
        segments.check(group);
      }
      return segments.members(group);
    } catch (InvalidFilterException e) {
      // One that is stored may have been so before its parameters were taken away.
      throw new InvalidRequestException(
          (group.hasId() ? e.element() + ": " : "filter: ") + e.getMessage());
    }
  }
}
