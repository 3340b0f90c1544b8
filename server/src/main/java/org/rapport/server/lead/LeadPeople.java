package org.rapport.server.lead;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Patient;
import org.rapport.profiles.Profiles;
import org.rapport.server.identity.Match;
import org.rapport.server.identity.MatchGrade;
import org.rapport.server.identity.PatientMatches;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Who an inquiry is of: a patient who is certainly the same, else somebody new, and a question for
 * staff where it is not sure. Nobody is ever joined on a guess. In the caller's transaction.
 */
@Component
class LeadPeople {
  private final PatientMatches matches;
  private final JdbcClient jdbc;

  LeadPeople(PatientMatches matches, JdbcClient jdbc) {
    this.matches = matches;
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
    if (!found.isEmpty() && found.get(0).grade() == MatchGrade.CERTAIN) {
      return new Person(found.get(0).patientId(), null, List.of());
    }
    Optional<String> own =
        found.size() == 1 ? sameInquirer(inquiry, found.get(0)) : Optional.empty();
    if (own.isPresent()) {
      return new Person(own.get(), null, List.of());
    }
    Patient patient = patient(inquiry);
    return new Person(
        patient.getIdElement().getIdPart(),
        patient,
        found.stream().map(Match::patientId).limit(5).toList());
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
        .param(
            "given", org.rapport.server.projection.PersonName.normal(inquiry.answer(Inquiry.GIVEN)))
        .param(
            "family",
            org.rapport.server.projection.PersonName.normal(inquiry.answer(Inquiry.FAMILY)))
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
