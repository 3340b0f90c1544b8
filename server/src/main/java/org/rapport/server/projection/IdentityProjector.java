package org.rapport.server.projection;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.rapport.server.projection.read.PatientRecord;
import org.rapport.server.projection.read.PersonName;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Patient to {@code patient_identity} and {@code patient_key}: what a person is recognised by. */
@Component
public class IdentityProjector implements ResourceProjector<Patient> {
  private static final int KEY_LENGTH = 200;
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final JdbcClient jdbc;

  IdentityProjector(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @Override
  public Class<Patient> type() {
    return Patient.class;
  }

  @Override
  public List<ProjectedRows> tables() {
    return List.of(ProjectedRows.all("patient_identity"), ProjectedRows.all("patient_key"));
  }

  /** Nothing that is planned depends on it. */
  @Override
  public boolean project(Patient patient) {
    String id = patient.getIdElement().getIdPart();
    List<PersonName> names = PersonName.of(patient.getName());
    String born = patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : null;
    jdbc.sql(
            """
            insert into rapport.patient_identity (id, version, active, replaced_by, birth_date, names)
            values (:id, :version, :active, :replacedBy, :born, cast(:names as jsonb))
            on conflict (id) do update set version = excluded.version, active = excluded.active,
              replaced_by = excluded.replaced_by, birth_date = excluded.birth_date,
              names = excluded.names
            where patient_identity.version <= excluded.version""")
        .param("id", id)
        .param("version", patient.getIdElement().getVersionIdPartAsLong())
        .param("active", PatientRecord.isActive(patient))
        .param("replacedBy", replacedBy(patient))
        .param("born", born)
        .param("names", write(names))
        .update();
    removeKeys(id);
    for (String key : keys(patient.getIdentifier(), names, born)) {
      jdbc.sql("insert into rapport.patient_key (id, key) values (?, ?)").params(id, key).update();
    }
    return false;
  }

  @Override
  public void remove(Patient patient) {
    String id = patient.getIdElement().getIdPart();
    jdbc.sql("delete from rapport.patient_identity where id = ?").param(id).update();
    removeKeys(id);
  }

  private void removeKeys(String id) {
    jdbc.sql("delete from rapport.patient_key where id = ?").param(id).update();
  }

  /** The keys by which somebody with these traits is found. */
  public static Set<String> keys(
      List<Identifier> identifiers, List<PersonName> names, String birthDate) {
    Set<String> keys = new TreeSet<>();
    for (Identifier identifier : identifiers) {
      if (identifies(identifier)) {
        keys.add(cut("identifier " + identifier.getSystem() + "|" + identifier.getValue()));
      }
    }
    if (birthDate != null) {
      for (PersonName name : names) {
        if (!name.family().isEmpty()) {
          keys.add(cut("born " + birthDate + " " + name.family()));
        }
      }
    }
    return keys;
  }

  /** Whether an identifier says who somebody is: it has a system, and is not an old one. */
  public static boolean identifies(Identifier identifier) {
    return identifier.hasSystem()
        && identifier.hasValue()
        && identifier.getUse() != Identifier.IdentifierUse.OLD;
  }

  // A line break or a zero byte is nothing that a column or an index should see.
  private static String cut(String key) {
    String clean = key.replaceAll("\\p{Cc}", "");
    return clean.substring(0, Math.min(KEY_LENGTH, clean.length()));
  }

  private static String replacedBy(Patient patient) {
    return patient.getLink().stream()
        .filter(link -> link.getType() == LinkType.REPLACEDBY)
        .map(link -> link.getOther().getReferenceElement())
        .filter(other -> "Patient".equals(other.getResourceType()) && other.hasIdPart())
        .map(other -> other.getIdPart())
        .findFirst()
        .orElse(null);
  }

  private static String write(List<PersonName> names) {
    try {
      return MAPPER.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Names cannot be written", e);
    }
  }

  /** Reads the stored column. */
  public static List<PersonName> read(String json) {
    try {
      return Arrays.asList(MAPPER.readValue(json, PersonName[].class));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Stored names cannot be read", e);
    }
  }
}
