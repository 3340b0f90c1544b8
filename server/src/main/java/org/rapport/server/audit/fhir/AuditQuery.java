package org.rapport.server.audit.fhir;

import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceAndListParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenAndListParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.rapport.server.audit.TrailSearch.Criteria;

/** FHIR's search parameters as what has to be so of an entry (R4, auditevent.html#search). */
final class AuditQuery {
  private static final List<String> PEOPLE =
      List.of("", "Practitioner/", "Patient/", "PractitionerRole/", "Device/");

  private final Criteria criteria = new Criteria();

  Criteria criteria() {
    return criteria;
  }

  AuditQuery id(TokenAndListParam ids) {
    return tokens(
        ids,
        (all, values) ->
            all.ids(values.stream().filter(AuditQuery::isId).map(UUID::fromString).toList()));
  }

  AuditQuery patient(ReferenceAndListParam patients) {
    return references(patients, List.of("Patient/"), "patient=");
  }

  AuditQuery entity(ReferenceAndListParam entities) {
    return references(entities, List.of("", "Patient/"), "entity=");
  }

  AuditQuery agent(ReferenceAndListParam agents) {
    return references(agents, PEOPLE, "agent=");
  }

  AuditQuery altId(TokenAndListParam ids) {
    return tokens(
        ids, (all, values) -> all.named(values.stream().map(one -> "agent=" + one).toList()));
  }

  AuditQuery action(TokenAndListParam actions) {
    return tokens(actions, Criteria::actions);
  }

  AuditQuery outcome(TokenAndListParam outcomes) {
    return tokens(outcomes, Criteria::outcomes);
  }

  AuditQuery type(TokenAndListParam types) {
    return tokens(types, Criteria::types);
  }

  AuditQuery subtype(TokenAndListParam subtypes) {
    return tokens(subtypes, Criteria::subtypes);
  }

  AuditQuery date(DateRangeParam range) {
    if (range != null) {
      if (range.getLowerBoundAsInstant() != null) {
        criteria.from(range.getLowerBoundAsInstant().toInstant());
      }
      if (range.getUpperBoundAsInstant() != null) {
        criteria.until(range.getUpperBoundAsInstant().toInstant());
      }
    }
    return this;
  }

  private AuditQuery tokens(
      TokenAndListParam all, BiConsumer<Criteria, Collection<String>> condition) {
    if (all != null) {
      for (TokenOrListParam some : all.getValuesAsQueryTokens()) {
        List<String> values = new ArrayList<>();
        for (TokenParam one : some.getValuesAsQueryTokens()) {
          if (one.getModifier() != null || one.getMissing() != null) {
            throw new InvalidRequestException("A search of the trail has no modifiers");
          }
          values.add(one.getValue() == null ? "" : one.getValue());
        }
        condition.accept(criteria, values);
      }
    }
    return this;
  }

  private AuditQuery references(ReferenceAndListParam all, List<String> types, String prefix) {
    if (all != null) {
      for (ReferenceOrListParam some : all.getValuesAsQueryTokens()) {
        List<String> named = new ArrayList<>();
        for (ReferenceParam one : some.getValuesAsQueryTokens()) {
          if (one.getChain() != null || one.getMissing() != null) {
            throw new InvalidRequestException("A search of the trail has no chains or modifiers");
          }
          if (one.hasResourceType()) {
            named.add(prefix + one.getResourceType() + "/" + one.getIdPart());
          } else {
            types.forEach(type -> named.add(prefix + type + one.getIdPart()));
          }
        }
        criteria.named(named);
      }
    }
    return this;
  }

  static boolean isId(String text) {
    try {
      return text != null && UUID.fromString(text).toString().equals(text);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
