package org.rapport.server.lead;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Profiles;
import org.rapport.server.consent.Claims;
import org.rapport.server.identity.Match;
import org.rapport.server.identity.MatchGrade;
import org.rapport.server.identity.PatientMatches;
import org.rapport.server.projection.read.PersonName;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who an inquiry is of. What is typed on a public page is a claim: it joins a record that only such
 * claims have made, of somebody certainly the same, and never one that an EHR or staff know; whom
 * it may be is left to proof ({@link org.rapport.server.identity.ProvenClaims}) and to staff. What
 * staff write down joins whoever is certainly the same. Nobody is ever joined on a guess. In the
 * caller's transaction.
 */
@Component
class LeadPeople {
  private final PatientMatches matches;
  private final Claims claims;
  private final FormReach reach;
  private final JdbcClient jdbc;

  LeadPeople(PatientMatches matches, Claims claims, FormReach reach, JdbcClient jdbc) {
    this.matches = matches;
    this.claims = claims;
    this.reach = reach;
    this.jdbc = jdbc;
  }

  /**
   * Somebody.
   *
   * @param patient new, to be written; null for one who is there already
   * @param perhaps ids of patients that this may be too
   */
  record Person(String id, Patient patient, List<String> perhaps) {}

  Person of(Inquiry inquiry) {
    List<Match> found = matches.find(inquiry.traits());
    List<String> ids = found.stream().map(Match::patientId).toList();
    Set<String> claimed = claims.claimed(ids);
    List<Match> joinable =
        inquiry.origin().claimed()
            ? found.stream().filter(match -> claimed.contains(match.patientId())).toList()
            : found;
    if (!joinable.isEmpty() && joinable.get(0).grade() == MatchGrade.CERTAIN) {
      return new Person(joinable.get(0).patientId(), null, List.of());
    }
    Optional<String> own =
        joinable.size() == 1 ? sameInquirer(inquiry, joinable.get(0)) : Optional.empty();
    if (own.isPresent()) {
      return new Person(own.get(), null, List.of());
    }
    Patient patient = patient(inquiry);
    return new Person(patient.getIdElement().getIdPart(), patient, ids.stream().limit(5).toList());
  }

  /**
   * Keeps in mind whose word a person's record is, once it is written.
   *
   * @return what staff are to be told, or empty
   */
  Optional<Task> note(Inquiry inquiry, Person person, Instant now) {
    if (!inquiry.origin().claimed()) {
      claims.known(person.id());
      return Optional.empty();
    }
    if (person.patient() != null) {
      claims.person(person.id(), now);
    } else if (claims.claimed(List.of(person.id())).isEmpty()) {
      return Optional.empty();
    }
    return reach.note(inquiry, person.id(), now);
  }

  // Somebody whom only inquiries know, with the same address and exactly the same names, or none:
  // nothing is told apart that anybody could tell apart, and no record of an EHR is touched.
  private Optional<String> sameInquirer(Inquiry inquiry, Match match) {
    return jdbc.sql(
            """
            select p.id from rapport.patient_identity p
            where p.id = :id
              and not exists (select 1 from rapport.patient_key k
                where k.id = p.id and k.key like 'identifier %')
              and coalesce(p.names -> 0 ->> 'given', '') = :given
              and coalesce(p.names -> 0 ->> 'family', '') = :family
              and jsonb_array_length(p.names) <= 1""")
        .param("id", match.patientId())
        .param("given", PersonName.normal(inquiry.answer(Inquiry.GIVEN)))
        .param("family", PersonName.normal(inquiry.answer(Inquiry.FAMILY)))
        .query(String.class)
        .optional();
  }

  private static Patient patient(Inquiry inquiry) {
    Patient patient = new Patient();
    patient.setId(UUID.randomUUID().toString());
    patient.getMeta().addProfile(Profiles.ENGAGEMENT_PATIENT);
    patient.setActive(true);
    String given = inquiry.answer(Inquiry.GIVEN);
    String family = inquiry.answer(Inquiry.FAMILY);
    if (given != null || family != null) {
      var name = patient.addName();
      name.setFamily(family);
      if (given != null) {
        name.addGiven(given);
      }
    }
    inquiry.telecom().forEach(patient::addTelecom);
    if (inquiry.language() != null) {
      patient
          .addCommunication()
          .setPreferred(true)
          .setLanguage(
              new CodeableConcept(new Coding("urn:ietf:bcp:47", inquiry.language(), null)));
    }
    if (inquiry.answer(Inquiry.POSTAL_CODE) != null) {
      patient.addAddress().setPostalCode(inquiry.answer(Inquiry.POSTAL_CODE));
    }
    return patient;
  }
}
